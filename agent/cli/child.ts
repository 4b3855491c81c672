import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { CliIo } from "./cli-io.ts";
import { Tail } from "./tail.ts";

export type ChildEnd =
  | { readonly kind: "exited"; readonly code: number; readonly stderr: string }
  | { readonly kind: "killed"; readonly signal: NodeJS.Signals; readonly stderr: string }
  | { readonly kind: "not-started"; readonly code: 126 | 127; readonly problem: string };

const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long output may still come after the command has ended. */
const drainMs = 500;
const keptStderrBytes = 16 * 1024;

/**
 * Runs a command with our own input and output, and passes signals on to it. Its standard error goes
 * through this process so that its end can be told; on a terminal it is the child's directly, since
 * programs behave otherwise when it is not.
 */
export async function runChild(
  command: string,
  commandArguments: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  io: CliIo,
): Promise<ChildEnd> {
  const teed = io.stderr.isTTY !== true;
  const tail = new Tail(keptStderrBytes);
  let child: ChildProcess | undefined;
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends the others to the child as well; a second one could mean something else to it.
    if (!process.stdin.isTTY || signal === "SIGTERM") child?.kill(signal);
  };
  // Before the child is there, or a signal that it provokes at once would end this process.
  for (const signal of passedOn) process.on(signal, forward);
  try {
    child = spawn(command, [...commandArguments], { env, stdio: ["inherit", "inherit", teed ? "pipe" : "inherit"] });
    child.stderr?.on("data", (chunk: Buffer) => tail.add(chunk));
    child.stderr?.pipe(io.stderr, { end: false });
    return await endOf(child, tail);
  } catch (error) {
    return notStarted(command, error);
  } finally {
    for (const signal of passedOn) process.off(signal, forward);
  }
}

/** Rejects when the command could not be started. */
async function endOf(child: ChildProcess, tail: Tail): Promise<ChildEnd> {
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  const [code, signal]: [number | null, NodeJS.Signals | null] = await exitOf(child);
  // What the command leaves running may hold its standard error open; that is no reason to wait for it.
  await Promise.race([closed, delay(drainMs, undefined, { ref: false })]);
  const stderr = tail.text();
  return signal === null ? { kind: "exited", code: code ?? 0, stderr } : { kind: "killed", signal, stderr };
}

async function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve([code, signal]));
  });
}

/** The exit code a shell would give. */
export function exitCodeOf(end: ChildEnd): number {
  return end.kind === "killed" ? 128 + constants.signals[end.signal] : end.code;
}

function notStarted(command: string, error: unknown): ChildEnd {
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
  const problem = error instanceof Error ? error.message : String(error);
  return {
    kind: "not-started",
    code: missing ? 127 : 126,
    problem: `${command}: ${missing ? "command not found" : problem}`,
  };
}
