import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { atEndOfTests } from "./at-end-of-tests.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A script of this repository, running in a process of its own, that prints one JSON object a line. */
export interface Child<Line> {
  readonly pid: number;
  /** What it printed last. */
  readonly latest: () => Line | undefined;
  /** Resolves with its last line when it has ended well; rejects when it failed. */
  readonly ended: Promise<Line>;
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

/** `Line`: what the caller knows the script to print, merged over all its lines. */
export function startChild<Line extends object>(
  script: string,
  options: Readonly<Record<string, string | number>>,
): Child<Line> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  if (child.pid === undefined) throw new Error(`${script} cannot be started`);
  child.once(
    "exit",
    atEndOfTests(() => void child.kill("SIGKILL")),
  );
  let latest: Line | undefined;
  createInterface({ input: child.stdout }).on("line", (line) => {
    latest = { ...latest, ...JSON.parse(line) };
  });
  const code = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  const ended = code.then((value) => {
    if (value !== 0 || latest === undefined) throw new Error(`${script} ended with code ${value}`);
    return latest;
  });
  // A killed child's failure is no one's surprise.
  ended.catch(() => undefined);
  return {
    pid: child.pid,
    latest: () => latest,
    ended,
    async kill() {
      child.kill("SIGKILL");
      await code;
    },
  };
}
