import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Bytes in all owners' directories of the spool but one. */
export async function bytesOfOthers(root: string, own: string | undefined): Promise<number> {
  let bytes = 0;
  for (const name of await names(root)) {
    const path = join(root, name);
    if (path === own) continue;
    for (const file of await names(path)) bytes += await size(join(path, file));
  }
  return bytes;
}

async function names(path: string): Promise<readonly string[]> {
  return readdir(path).catch(() => []);
}

async function size(path: string): Promise<number> {
  return stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
}
