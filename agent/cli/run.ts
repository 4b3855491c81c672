import { createAgent } from "../client/create-agent.ts";
import type { Agent } from "../client/agent.ts";
import type { OpenRun } from "../client/run.ts";
import { exitCodeOf, runChild } from "./child.ts";
import type { ChildEnd } from "./child.ts";
import { usageExitCode } from "./cli-io.ts";
import type { CliIo } from "./cli-io.ts";
import { parseRun, runHelp } from "./run-options.ts";
import type { RunArguments } from "./run-options.ts";
import { transportOf } from "./transport-url.ts";

/** `tidemark run`: a command as a run of a job. Resolves with the command's exit code. */
export async function runCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const parsed = parseRun(argv);
  if (parsed.kind === "help") {
    io.stdout.write(runHelp);
    return 0;
  }
  if (parsed.kind === "usage") {
    io.stderr.write(`tidemark run: ${parsed.problem}\n\n${runHelp}`);
    return usageExitCode;
  }
  const agent = createAgent({
    ...transportOf(parsed.url),
    ...(parsed.namespace !== undefined && { namespace: parsed.namespace }),
    // Signals are the child's to answer; its end ends the run.
    handleSignals: false,
    exitFlushMs: 0,
    env: io.env,
    onReport: (report) => io.stderr.write(`tidemark: ${report.message}\n`),
  });
  const run = startRun(agent, parsed);
  const env = { ...io.env, ...run.childEnvironment() };
  const end = await runChild(parsed.command, parsed.commandArguments, env, io);
  if (end.kind === "not-started") io.stderr.write(`tidemark run: ${end.problem}\n`);
  endRun(run, end);
  await finish(agent, parsed.timeoutMs);
  return exitCodeOf(end);
}

function startRun(agent: Agent, parsed: RunArguments): OpenRun {
  const { job, description, owners, tags } = parsed;
  const run = agent.start(
    {
      name: job,
      jobType: { integration: "SHELL", jobType: "COMMAND" },
      ...(description !== undefined && { description }),
      ...(owners.length > 0 && { owners }),
    },
    { tags },
  );
  for (const dataset of parsed.inputs) run.input(dataset);
  for (const dataset of parsed.outputs) run.output(dataset);
  return run;
}

function endRun(run: OpenRun, end: ChildEnd): void {
  if (end.kind === "exited" && end.code === 0) return run.complete();
  if (end.kind === "killed" && ["SIGINT", "SIGTERM", "SIGHUP"].includes(end.signal)) {
    return run.abort(`ended by ${end.signal}`);
  }
  run.fail({ programmingLanguage: "SHELL", ...failure(end) });
}

function failure(end: ChildEnd): { readonly message: string; readonly stackTrace?: string } {
  if (end.kind === "not-started") return { message: end.problem };
  const what = end.kind === "killed" ? `killed by ${end.signal}` : `exit code ${end.code}`;
  const lastLine = end.stderr.slice(end.stderr.lastIndexOf("\n") + 1);
  return end.stderr === "" ? { message: what } : { message: `${what}: ${lastLine}`, stackTrace: end.stderr };
}

/** A collector that does not answer must not hold the pipeline up: the spool has the events. */
async function finish(agent: Agent, timeoutMs: number): Promise<void> {
  const firstMs = Math.min(timeoutMs, 1000);
  const { pending } = await agent.flush(firstMs);
  const answers = agent.stats().circuit === "closed";
  await agent.close(pending > 0 && answers ? timeoutMs - firstMs : 0);
}
