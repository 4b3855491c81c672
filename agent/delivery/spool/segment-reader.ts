import { open } from "node:fs/promises";

export interface Chunk {
  readonly lines: readonly string[];
  /** Where the next chunk begins. */
  readonly next: number;
}

const newline = 0x0a;
const chunkBytes = 256 * 1024;

/**
 * The whole lines of a file from an offset on, about 256 KB of them, or one line if it is longer.
 * What follows the last line break before `end` was torn by a crash and is left out.
 *
 * @throws when the file cannot be read.
 */
export async function readChunk(path: string, offset: number, end: number): Promise<Chunk> {
  const file = await open(path, "r");
  try {
    for (let size = chunkBytes; ; size *= 2) {
      const buffer = Buffer.allocUnsafe(Math.min(size, end - offset));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      const last = buffer.subarray(0, bytesRead).lastIndexOf(newline);
      if (last >= 0) return { lines: buffer.toString("utf8", 0, last).split("\n"), next: offset + last + 1 };
      if (bytesRead < size) return { lines: [], next: end };
    }
  } finally {
    await file.close();
  }
}

/** Number of whole lines in a file, and where the last of them ends. */
export async function measure(path: string): Promise<{ readonly lines: number; readonly bytes: number }> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    let lines = 0;
    let bytes = 0;
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return { lines, bytes };
      for (let at = buffer.indexOf(newline); at >= 0 && at < bytesRead; at = buffer.indexOf(newline, at + 1)) {
        lines++;
        bytes = position + at + 1;
      }
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}
