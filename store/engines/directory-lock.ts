import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Says which process owns a data directory. The engine itself holds an flock on the directory,
 * which dies with its process; this file gives the second process a name to print, so a race between
 * two starts can only cost the clear message, never the exclusion.
 */
export interface DirectoryLock {
  release(): void;
}

interface Owner {
  readonly pid: number;
  /** Start of the process in clock ticks since boot, so that a reused pid is not taken for the owner. */
  readonly startTicks: string | undefined;
}

export class DirectoryInUseError extends Error {
  override readonly name = "DirectoryInUseError";
  readonly pid: number | undefined;

  constructor(path: string, pid: number | undefined, options?: ErrorOptions) {
    const owner = pid === undefined ? "another process" : `process ${pid}`;
    super(
      `The data directory ${path} is in use by ${owner}. The embedded engine takes one process a directory: ` +
        "stop that process, set TIDEMARK_DATA to another directory, or let both use one ClickHouse server " +
        "(TIDEMARK_CLICKHOUSE_URL).",
      options,
    );
    this.pid = pid;
  }
}

/** Takes the directory for this process; a lock left by a dead process is taken over. */
export function lockDirectory(path: string): DirectoryLock {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = join(path, "owner.json");
  const owner = readOwner(file);
  if (owner !== undefined && owner.pid !== process.pid && isRunning(owner))
    throw new DirectoryInUseError(path, owner.pid);
  const mine: Owner = { pid: process.pid, startTicks: startTicks(process.pid) };
  writeFileSync(file, JSON.stringify(mine), { mode: 0o600 });
  return { release: () => rmSync(file, { force: true }) };
}

function readOwner(file: string): Owner | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof found !== "object" || found === null || !("pid" in found) || typeof found.pid !== "number")
      return undefined;
    const ticks = "startTicks" in found && typeof found.startTicks === "string" ? found.startTicks : undefined;
    return { pid: found.pid, startTicks: ticks };
  } catch {
    // Missing, or cut short by a crash while it was written: no owner that can be named.
    return undefined;
  }
}

function isRunning(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM means that it runs as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const now = startTicks(owner.pid);
  return owner.startTicks === undefined || now === undefined || now === owner.startTicks;
}

/** Field 22 of /proc/PID/stat; undefined where there is no /proc. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and may hold spaces: count from behind it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
