/** The last values of each of a number of slots (hours of the week, days of the week …); values of one visit to a slot are averaged. */
export class SlotValues {
  readonly #depth: number;
  readonly #values: Float64Array;
  readonly #counts: Uint16Array;
  readonly #scratch: Float64Array;
  readonly #lastVisits: Float64Array;
  readonly #medians: Float64Array;
  readonly #medianVisit: Float64Array;
  #inVisit = 0;

  constructor(slots: number, depth: number) {
    this.#depth = depth;
    this.#values = new Float64Array(slots * depth);
    this.#counts = new Uint16Array(slots);
    this.#scratch = new Float64Array(depth);
    this.#lastVisits = new Float64Array(slots).fill(Number.NaN);
    this.#medians = new Float64Array(slots);
    this.#medianVisit = new Float64Array(slots).fill(Number.NaN);
  }

  /** `visit` tells one day or week from another. */
  push(slot: number, visit: number, value: number): void {
    const count = this.#counts[slot] ?? 0;
    if (visit === this.#lastVisits[slot]) {
      const place = slot * this.#depth + ((count - 1) % this.#depth);
      const mean = this.#values[place] ?? 0;
      this.#inVisit++;
      this.#values[place] = mean + (value - mean) / this.#inVisit;
      return;
    }
    this.#lastVisits[slot] = visit;
    this.#inVisit = 1;
    this.#values[slot * this.#depth + (count % this.#depth)] = value;
    // Wraps far before it overflows, and stays above the depth.
    this.#counts[slot] = count + 1 >= 60_000 ? count + 1 - Math.floor(30_000 / this.#depth) * this.#depth : count + 1;
  }

  /** Of the visits before this one; NaN where there are fewer than `least`. */
  median(slot: number, visit: number, least: number): number {
    // Asked for again and again, and changed once a visit.
    if (this.#medianVisit[slot] !== visit) {
      this.#medians[slot] = this.#find(slot, visit, least);
      this.#medianVisit[slot] = visit;
    }
    return this.#medians[slot] ?? Number.NaN;
  }

  #find(slot: number, visit: number, least: number): number {
    const count = this.#counts[slot] ?? 0;
    const from = slot * this.#depth;
    const inVisit = visit === this.#lastVisits[slot] ? (count - 1) % this.#depth : -1;
    const known = Math.min(this.#depth, count);
    const scratch = this.#scratch;
    let size = 0;
    for (let i = 0; i < known; i++) {
      if (i === inVisit) continue;
      const value = this.#values[from + i] ?? 0;
      let place = size++;
      for (; place > 0 && (scratch[place - 1] ?? 0) > value; place--) scratch[place] = scratch[place - 1] ?? 0;
      scratch[place] = value;
    }
    if (size < least) return Number.NaN;
    const middle = size >>> 1;
    return size % 2 === 1 ? (scratch[middle] ?? 0) : ((scratch[middle - 1] ?? 0) + (scratch[middle] ?? 0)) / 2;
  }
}
