import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * What tells one process from every other that may use the same spool directory. A process id alone
 * does not: it is used again, and another container has its own numbers.
 */
export interface ProcessIdentity {
  /** Digest of host, boot and process-id namespace: within it `pid` can be looked up. */
  readonly host: string;
  readonly pid: number;
  /** Start of the process in clock ticks since boot; 0 where the system does not tell. */
  readonly start: number;
}

export function currentProcess(): ProcessIdentity {
  return { host: hostDigest(), pid: process.pid, start: startOf(process.pid) };
}

/** Whether that very process still runs. Only for a process of this host. */
export function isRunning(identity: ProcessIdentity): boolean {
  return exists(identity.pid) && startOf(identity.pid) === identity.start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** 0 where it is not known; -1 for a process that has ended and only waits to be collected. */
function startOf(pid: number): number {
  const stat = readText(`/proc/${pid}/stat`);
  // The command, in parentheses, may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return -1;
  const start = Number(fields[19]);
  return Number.isSafeInteger(start) ? start : 0;
}

function hostDigest(): string {
  const parts = [hostname(), readText("/proc/sys/kernel/random/boot_id"), pidNamespace()];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12);
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Empty where there is no such file: another system than Linux, or a process that is gone. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
