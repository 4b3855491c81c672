import { mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

const sharedMemory = "/dev/shm";
/** Twice what the largest tests hold at once. A container has 64 MB unless told otherwise: then it is the disk. */
const enoughBytes = 4 * 1024 ** 3;
const prefix = "tests-of-tidemark-";

/**
 * Before all tests: their temporary directories are in memory. Each insert syncs a file or two of fifteen tables, which
 * on a disk takes longer than all else; what a killed process has written is as safe here as there.
 */
export function setup(): (() => void) | undefined {
  if (!hasRoom()) return undefined;
  removeLeftovers();
  const directory = join(sharedMemory, `${prefix}${process.pid}`);
  // A server that runs as another user reaches what it is given there, and lists nothing.
  mkdirSync(directory, { mode: 0o711 });
  process.env["TMPDIR"] = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(sharedMemory);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
}

/** Of a run that was killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(sharedMemory)) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
    rmSync(join(sharedMemory, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
