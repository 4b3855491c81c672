import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** What tells a process from a later one that got the same pid. */
export interface ProcessIdentity {
  /** Its arguments, separated by spaces. */
  readonly command: string;
  /** When it started, in the words of the operating system; only to be compared. */
  readonly started: string;
}

/** Undefined when there is no such process. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const [command, stat] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // The second field is a name in parentheses that may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    if (state === "Z" || state === "X") return undefined;
    return { command: command.split("\0").join(" ").trim(), started: fields[19] ?? "" };
  } catch {
    // Gone, or going.
    return undefined;
  }
}

async function fromPs(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const options = { env: { LC_ALL: "C" } };
    const [command, started] = await Promise.all([
      promisify(execFile)("/bin/ps", ["-ww", "-o", "command=", "-p", String(pid)], options),
      promisify(execFile)("/bin/ps", ["-o", "lstart=", "-p", String(pid)], options),
    ]);
    return { command: command.stdout.trim(), started: started.stdout.trim() };
  } catch {
    // ps ends with 1 where there is no such process.
    return undefined;
  }
}
