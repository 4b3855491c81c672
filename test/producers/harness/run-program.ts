import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeoutMs: number;
}

export interface ProgramResult {
  /** Null when it was ended for taking too long, or could not be started. */
  readonly code: number | null;
  /** Of both streams. */
  readonly output: string;
}

/** Runs a program to its end, with all that it started: whoever times out takes its children along. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, cwd, timeoutMs }: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const group = child.pid;
  const end = (): void => {
    if (group !== undefined) process.kill(-group, "SIGKILL");
  };
  const timer = setTimeout(end, timeoutMs);
  process.once("exit", end);
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
    child.once("error", () => resolve(null));
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  clearTimeout(timer);
  process.off("exit", end);
  return { code, output: stdout + stderr };
}
