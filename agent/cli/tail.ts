/** The last bytes of a stream. */
export class Tail {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk.subarray(-this.#maxBytes));
    this.#bytes += Math.min(chunk.length, this.#maxBytes);
    if (this.#bytes < 2 * this.#maxBytes) return;
    this.#chunks = [this.#last()];
    this.#bytes = this.#maxBytes;
  }

  text(): string {
    return this.#last().toString("utf8").trim();
  }

  #last(): Buffer {
    return Buffer.concat(this.#chunks).subarray(-this.#maxBytes);
  }
}
