/** The bytes end within a row; at least so many are missing. */
class MoreBytes extends Error {
  readonly missing: number;

  constructor(missing: number) {
    super("the row is not whole");
    this.missing = missing;
  }
}

/** Reads ClickHouse's RowBinary, the opposite of `RowBinaryWriter`. */
export class RowBinaryCursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  int64(): number {
    return Number(this.#bytes.readBigInt64LE(this.#take(8)));
  }

  string(): string {
    const size = this.#varUint();
    const from = this.#take(size);
    return this.#bytes.toString("utf8", from, from + size);
  }

  /** A copy, which outlives the chunk. */
  blob(): Uint8Array {
    const size = this.#varUint();
    const from = this.#take(size);
    return Uint8Array.from(this.#bytes.subarray(from, from + size));
  }

  #varUint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  #take(size: number): number {
    const from = this.#at;
    if (from + size > this.#bytes.length) throw new MoreBytes(from + size - this.#bytes.length);
    this.#at += size;
    return from;
  }
}

/**
 * The rows of a stream of RowBinary, those of one chunk at a time. `read` takes one row.
 *
 * @throws Error when the stream ends within a row.
 */
export async function* decodeRows<T>(
  chunks: AsyncIterable<Uint8Array>,
  read: (cursor: RowBinaryCursor) => T,
): AsyncGenerator<readonly T[]> {
  let waiting: Uint8Array[] = [];
  let missing = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    missing -= chunk.length;
    if (missing > 0) continue;
    const decoded = rowsOf(Buffer.concat(waiting), read);
    waiting = [decoded.rest];
    missing = decoded.missing;
    if (decoded.rows.length > 0) yield decoded.rows;
  }
  if (waiting.some(({ length }) => length > 0)) throw new Error("the rows end in the middle of one");
}

function rowsOf<T>(
  bytes: Buffer,
  read: (cursor: RowBinaryCursor) => T,
): { readonly rows: readonly T[]; readonly rest: Buffer; readonly missing: number } {
  const cursor = new RowBinaryCursor(bytes);
  const rows: T[] = [];
  let end = 0;
  try {
    while (!cursor.atEnd) {
      rows.push(read(cursor));
      end = cursor.position;
    }
  } catch (error) {
    if (!(error instanceof MoreBytes)) throw error;
    return { rows, rest: bytes.subarray(end), missing: error.missing };
  }
  return { rows, rest: Buffer.alloc(0), missing: 0 };
}
