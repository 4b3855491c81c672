import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Compression } from "./archive-encoding.ts";

/** A longer line is not held in memory. */
const longestLine = 256 * 1024 ** 2;

/** The lines of a file that are not blank, as bytes, those of one chunk at a time. */
export function linesOf(path: string, compression: Compression): AsyncGenerator<readonly Buffer[]> {
  return linesIn(bytesOf(path, compression));
}

/** The lines of a text that comes in chunks, likewise. */
export async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(0x0a);
    if (end === -1) {
      rest.push(chunk);
      held += chunk.length;
      if (held > longestLine) throw new Error(`a line is longer than ${longestLine} bytes`);
      continue;
    }
    const lines = split(Buffer.concat([...rest, chunk.subarray(0, end)]));
    rest = [chunk.subarray(end + 1)];
    held = chunk.length - end - 1;
    if (lines.length > 0) yield lines;
  }
  const last = split(Buffer.concat(rest));
  if (last.length > 0) yield last;
}

/** What is in a file, decompressed. */
export async function* bytesOf(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1024 ** 2 });
  if (compression === "none") {
    yield* file;
    return;
  }
  const decompressor = compression === "gzip" ? createGunzip() : createZstdDecompress();
  // A read error must end the reader of what is decompressed too.
  file.once("error", (error) => decompressor.destroy(error));
  const decompressed: Readable = file.pipe(decompressor);
  try {
    yield* decompressed;
  } finally {
    file.destroy();
  }
}

function split(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(0x0a, from);
    const line = bytes.subarray(from, end === -1 ? bytes.length : end);
    if (/\S/.test(line.toString("latin1", 0, 64)) || /\S/.test(line.toString("latin1"))) lines.push(line);
    from = end === -1 ? bytes.length : end + 1;
  }
  return lines;
}
