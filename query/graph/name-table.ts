import type { Named } from "../named.ts";

const separators: ReadonlySet<number> = new Set(Buffer.from("./:"));

/**
 * Many names, numbered in their order (bytewise, the namespace first), kept as the bytes that came: as
 * JavaScript strings a million of them would take several times the memory.
 */
export class NameTable {
  readonly #bytes: Buffer;
  /** Where each one's namespace begins, and its name, and the next one's namespace. */
  readonly #starts: Uint32Array;

  constructor(bytes: Buffer, starts: Uint32Array) {
    this.#bytes = bytes;
    this.#starts = starts;
  }

  get size(): number {
    return (this.#starts.length - 1) / 2;
  }

  get byteLength(): number {
    return this.#bytes.length + this.#starts.byteLength;
  }

  /** @throws RangeError when there is no such number. */
  at(index: number): Named {
    if (!(index >= 0 && index < this.size)) throw new RangeError(`there is no name ${index}`);
    return { namespace: this.#text(2 * index), name: this.#text(2 * index + 1) };
  }

  /** The number of a name. */
  find({ namespace, name }: Named): number | undefined {
    const [wantedNamespace, wantedName] = [Buffer.from(namespace), Buffer.from(name)];
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(2 * middle, wantedNamespace) || this.#compare(2 * middle + 1, wantedName);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return undefined;
  }

  /** The numbers of those whose name, in any namespace, is the text, or ends in it after a dot, slash or colon. */
  called(text: string): { readonly whole: readonly number[]; readonly end: readonly number[] } {
    const wanted = Buffer.from(text);
    const [whole, end]: [number[], number[]] = [[], []];
    for (let index = 0; index < this.size; index++) {
      const [from, to] = [this.#starts[2 * index + 1] ?? 0, this.#starts[2 * index + 2] ?? 0];
      const at = to - wanted.length;
      if (at < from || this.#bytes[at] !== wanted[0]) continue;
      if (this.#bytes.compare(wanted, 0, wanted.length, at, to) !== 0) continue;
      if (at === from) whole.push(index);
      else if (separators.has(this.#bytes[at - 1] ?? 0)) end.push(index);
    }
    return { whole, end };
  }

  #text(part: number): string {
    return this.#bytes.toString("utf8", this.#starts[part], this.#starts[part + 1]);
  }

  #compare(part: number, wanted: Buffer): number {
    return this.#bytes.compare(wanted, 0, wanted.length, this.#starts[part], this.#starts[part + 1]);
  }
}
