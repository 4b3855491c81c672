/**
 * Rows of RowBinary whose columns are all of 4 or 8 bytes, as words of 4. Of this machine's byte order, which
 * is little-endian wherever Node.js runs.
 */
export function wordsOf(bytes: Buffer): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** The Int64 of two words: exact to 53 bits. */
export function int64(words: Uint32Array, at: number): number {
  return ((words[at + 1] ?? 0) | 0) * 0x1_0000_0000 + (words[at] ?? 0);
}
