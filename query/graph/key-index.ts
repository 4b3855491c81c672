/** Two different things have one key: what is keyed by it must be keyed otherwise. */
export class KeyCollision extends Error {
  override readonly name = "KeyCollision";
}

/** Words of a slot: the halves of the key, the value and one (0: free), nothing. A slot lies in one line of the cache. */
const slotWords = 4;

/** Finds a number by a key of 64 bits that is a hash already, given as two halves. */
export class KeyIndex {
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, size * 2)));
    this.#slots = new Uint32Array(slots * slotWords);
    this.#mask = slots - 1;
  }

  /**
   * At most `size` of them.
   *
   * @throws KeyCollision when the key is there already.
   */
  add(low: number, high: number, value: number): void {
    const at = this.#slotOf(low, high);
    if (this.#slots[at + 2] !== 0) throw new KeyCollision("two names have one key");
    this.#slots[at] = low;
    this.#slots[at + 1] = high;
    this.#slots[at + 2] = value + 1;
  }

  /** -1 for an unknown key. */
  find(low: number, high: number): number {
    return (this.#slots[this.#slotOf(low, high) + 2] ?? 0) - 1;
  }

  /** Gives a key that is there another value. */
  replace(low: number, high: number, value: number): void {
    this.#slots[this.#slotOf(low, high) + 2] = value + 1;
  }

  /** Where the key stands, or would stand. */
  #slotOf(low: number, high: number): number {
    const slots = this.#slots;
    for (let slot = (low ^ high) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * slotWords;
      if (slots[at + 2] === 0 || (slots[at] === low && slots[at + 1] === high)) return at;
    }
  }
}
