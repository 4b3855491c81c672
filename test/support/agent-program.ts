import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { childCoverage } from "./child-coverage.ts";

const agentUrl = new URL("../../agent/index.ts", import.meta.url).href;
const cliPath = fileURLToPath(new URL("../../agent/cli/main.ts", import.meta.url));

/** A process of its own that uses the agent. */
export interface Program {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Runs a program in which `createAgent` is at hand. */
export function startProgram(source: string, env: Readonly<Record<string, string>> = {}): Program {
  const code = `import { createAgent } from ${JSON.stringify(agentUrl)};\n${source}`;
  return start(["--input-type=module", "-e", code], env, undefined);
}

/** Runs `tidemark-agent`. */
export function startCli(argv: readonly string[], env: Readonly<Record<string, string>> = {}, stdin = ""): Program {
  return start([cliPath, ...argv], env, stdin);
}

export { cliPath };

function start(argv: readonly string[], env: Readonly<Record<string, string>>, stdin: string | undefined): Program {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, argv, {
    env: { PATH, HOME, ...childCoverage, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error("node cannot be started");
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  if (stdin !== undefined) child.stdin.end(stdin);
  return {
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    ended: once(child, "close").then(([code, signal]) => ({ code, signal })),
  };
}
