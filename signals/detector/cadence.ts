import { SortedWindow } from "./sorted-window.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How far points lie apart, from their times alone. */
export class Cadence {
  readonly #gaps = new SortedWindow(63);
  #last = Number.NaN;

  see(at: number): void {
    if (at > this.#last) this.#gaps.push(at - this.#last);
    this.#last = at;
  }

  /** Milliseconds; a day while unknown. */
  get interval(): number {
    return this.#gaps.size === 0 ? day : this.#gaps.median();
  }
}

/** Points without which nothing is judged: at least two weekends, or `quick`: two days. */
export function wantedPoints(interval: number, learning: "weeks" | "quick"): number {
  if (interval >= 5 * day) return 8;
  if (learning === "quick") return Math.max(14, Math.min(288, Math.round((2 * day) / interval)));
  return Math.max(14, Math.round((interval >= 0.75 * day ? 14 * day : 16 * day) / interval));
}

/** Anomalous points in a row that make a new normal. */
export function lastingPoints(interval: number): number {
  if (interval >= 5 * day) return 4;
  return Math.max(7, Math.min(288, Math.round((3 * day) / interval)));
}
