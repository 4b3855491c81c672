/** Numbers of 32 bits, as many as come. */
export class GrowingList {
  #values = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** 0 where there is none. */
  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? 0) : 0;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** The first `count` of them; a copy. */
  toArray(count = this.#length): Uint32Array {
    return this.#values.slice(0, Math.min(count, this.#length));
  }
}
