import { readdir, rename, rmdir, stat, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseOwnerName } from "./owner-name.ts";
import type { OwnerDirectory } from "./owner-directory.ts";
import { isRunning } from "./process-identity.ts";
import { measure } from "./segment-reader.ts";
import type { Segment } from "./segment.ts";

/** A process of another host or container is taken for dead when it gave no sign for this long. */
export const foreignSilenceMs = 120_000;
/** The same for a process of this host where the system does not tell when a process started. */
const unknownStartSilenceMs = 600_000;

/**
 * Takes over what dead processes left. Each segment is moved by one `rename`, so of two processes
 * that start at once exactly one gets it; a crash in between leaves the rest for the next start.
 *
 * @throws when this agent's own directory cannot be made.
 */
export async function adoptSegments(directory: OwnerDirectory, now: number): Promise<readonly Segment[]> {
  const adopted: Segment[] = [];
  for (const name of await namesIn(directory.root)) {
    const dead = join(directory.root, name);
    if (!(await isAbandoned(dead, name, directory.identity.host, now))) continue;
    for (const file of await namesIn(dead)) {
      const segment = await take(join(dead, file), directory);
      if (segment !== undefined) adopted.push(segment);
    }
    await rmdir(dead).catch(ignoreRace);
  }
  return adopted;
}

async function isAbandoned(path: string, name: string, host: string, now: number): Promise<boolean> {
  const owner = parseOwnerName(name);
  if (owner === undefined) return false;
  if (owner.free) return true;
  if (owner.host !== host) return (await silence(path, now)) > foreignSilenceMs;
  if (!isRunning(owner)) return true;
  return owner.start === 0 && (await silence(path, now)) > unknownStartSilenceMs;
}

async function silence(path: string, now: number): Promise<number> {
  const stats = await stat(path).catch(ignoreRace);
  return stats === undefined ? 0 : now - stats.mtimeMs;
}

async function take(path: string, directory: OwnerDirectory): Promise<Segment | undefined> {
  if (!path.endsWith(".ndjson")) return undefined;
  const owner = basename(join(path, ".."))
    .slice(-13)
    .replace(/[^0-9a-f]/g, "");
  const target = join(directory.path(), `adopted-${owner}-${process.hrtime.bigint()}-${basename(path).slice(-60)}`);
  try {
    await rename(path, target);
    const { lines, bytes } = await measure(target);
    if (lines > 0) return { path: target, bytes, outstanding: lines, sealed: true };
    await unlink(target);
  } catch (error) {
    ignoreRace(error);
  }
  return undefined;
}

async function namesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path).catch(ignoreRace)) ?? [];
}

/** Another process was quicker, or the files belong to another user: theirs to send. */
function ignoreRace(_error: unknown): undefined {
  return undefined;
}
