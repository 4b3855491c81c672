import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Where a file is made before it has its name. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/** Gives a finished file its name: it is there whole, on disk, or not at all. */
export async function commitFile(part: string, path: string): Promise<void> {
  await sync(part);
  await rename(part, path);
  await sync(dirname(path));
}

export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(partOf(path), text);
  await commitFile(partOf(path), path);
}

export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
  readonly lineFeeds: number;
}

export function digestFile(path: string): Promise<FileDigest> {
  return digestOf(createReadStream(path, { highWaterMark: 1024 ** 2 }));
}

export async function digestOf(chunks: AsyncIterable<Buffer>): Promise<FileDigest> {
  const hash = createHash("sha256");
  let bytes = 0;
  let lineFeeds = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) lineFeeds++;
  }
  return { bytes, sha256: hash.digest("hex"), lineFeeds };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
