/** Reads ClickHouse's RowBinary, value by value. Strings are moved to the front of the bytes, one after the other. */
export class RowReader {
  readonly #bytes: Buffer;
  #at = 0;
  #strings = 0;

  /** The bytes are written over. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Bytes of the strings that were read. */
  get stringBytes(): number {
    return this.#strings;
  }

  /** The strings that were read, one after the other; a copy. */
  get strings(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#strings));
  }

  /** @throws RangeError at the end, as all of these. */
  uint8(): number {
    const value = this.#bytes.readUInt8(this.#at);
    this.#at += 1;
    return value;
  }

  uint32(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  /** Puts the string behind the others. */
  string(): void {
    let [size, scale, byte] = [0, 1, 0];
    do {
      byte = this.uint8();
      size += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError("a string goes beyond the end");
    // What is written over has been read: before each string stands at least its length.
    this.#bytes.copyWithin(this.#strings, this.#at, end);
    this.#strings += size;
    this.#at = end;
  }
}
