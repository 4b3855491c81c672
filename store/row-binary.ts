/** In UTF-16 units; below 128, so that its length is one byte of LEB128. */
const shortString = 64;

/**
 * Writes ClickHouse's RowBinary: https://clickhouse.com/docs/interfaces/formats/RowBinary
 *
 * The encoding of inserts is the collector's bottleneck, not parsing; RowBinary is 3–4 times faster
 * than JSONEachRow through the same engine.
 */
export class RowBinaryWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 1 << 16) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** Bytes written since the start or the last `reset`. */
  get length(): number {
    return this.#length;
  }

  /** What was written; a view, valid until the next write or `reset`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
  }

  /** Forgets everything after `length`, so that a half-written row leaves no trace. */
  truncate(length: number): void {
    this.#length = length;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  /** @throws RangeError for what is no integer of at most 53 bits. */
  int64(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an integer of at most 53 bits`);
    this.#reserve(8);
    this.#buffer.writeInt32LE(value | 0, this.#length);
    this.#buffer.writeInt32LE(Math.floor(value / 0x1_0000_0000), this.#length + 4);
    this.#length += 8;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  /** An unsigned LEB128 of at most 31 bits, as RowBinary prefixes strings and arrays with. */
  varUint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
  }

  /** As many empty strings or arrays. */
  zeros(count: number): void {
    this.#reserve(count);
    for (let i = 0; i < count; i++) this.#buffer[this.#length++] = 0;
  }

  string(value: string): void {
    // Most strings are short ASCII: a loop beats the call into Buffer's encoder up to here.
    if (value.length <= shortString && this.#shortAscii(value)) return;
    const size = Buffer.byteLength(value, "utf8");
    this.varUint(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(value, this.#length, "utf8");
  }

  /** False, with nothing written, when the string is not ASCII. */
  #shortAscii(value: string): boolean {
    const size = value.length;
    this.#reserve(size + 1);
    const buffer = this.#buffer;
    let at = this.#length;
    buffer[at++] = size;
    for (let i = 0; i < size; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return false;
      buffer[at++] = code;
    }
    this.#length = at;
    return true;
  }

  /** A String column from bytes. */
  blob(value: Uint8Array): void {
    this.varUint(value.length);
    this.raw(value);
  }

  /** Bytes that are RowBinary already. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
