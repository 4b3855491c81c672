/** The median of the last few values. */
export class RecentMedian {
  readonly #values: Float64Array;
  readonly #scratch: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#values = new Float64Array(size);
    this.#scratch = new Float64Array(size);
  }

  push(value: number): void {
    this.#values[this.#count++ % this.#values.length] = value;
  }

  get isFull(): boolean {
    return this.#count >= this.#values.length;
  }

  clear(): void {
    this.#count = 0;
  }

  median(whenEmpty: number): number {
    const size = Math.min(this.#count, this.#values.length);
    const scratch = this.#scratch;
    for (let i = 0; i < size; i++) {
      const value = this.#values[i] ?? 0;
      let place = i;
      for (; place > 0 && (scratch[place - 1] ?? 0) > value; place--) scratch[place] = scratch[place - 1] ?? 0;
      scratch[place] = value;
    }
    const middle = size >>> 1;
    if (size === 0) return whenEmpty;
    return size % 2 === 1 ? (scratch[middle] ?? 0) : ((scratch[middle - 1] ?? 0) + (scratch[middle] ?? 0)) / 2;
  }
}
