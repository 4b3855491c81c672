/**
 * The last values, and the same in order. Memory grows with the values, up to the capacity. Values are kept with the seven
 * digits of a single float: half the memory, and what is compared here is never closer.
 */
export class SortedWindow {
  readonly #capacity: number;
  #recent = new Float32Array(16);
  #sorted = new Float32Array(16);
  #size = 0;
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  push(value: number): void {
    if (this.#size === this.#capacity) {
      this.#remove(this.#recent[this.#oldest] ?? 0);
      this.#recent[this.#oldest] = value;
      this.#oldest = (this.#oldest + 1) % this.#capacity;
    } else {
      if (this.#size === this.#recent.length) this.#grow();
      this.#recent[this.#size] = value;
    }
    const place = this.countBelow(value);
    this.#sorted.copyWithin(place + 1, place, this.#size);
    this.#sorted[place] = value;
    this.#size++;
  }

  /** The value at a place in the order, 0 the smallest. */
  at(place: number): number {
    return this.#sorted[place] ?? 0;
  }

  countBelow(value: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  countAtMost(value: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** 0 while empty. */
  median(): number {
    const middle = this.#size >>> 1;
    return this.#size % 2 === 1 ? this.at(middle) : (this.at(middle - 1) + this.at(middle)) / 2;
  }

  #remove(value: number): void {
    const place = this.countBelow(value);
    this.#size--;
    this.#sorted.copyWithin(place, place + 1, this.#size + 1);
  }

  #grow(): void {
    const length = Math.min(this.#capacity, this.#recent.length * 2);
    const [recent, sorted] = [new Float32Array(length), new Float32Array(length)];
    recent.set(this.#recent);
    sorted.set(this.#sorted);
    [this.#recent, this.#sorted] = [recent, sorted];
  }
}
