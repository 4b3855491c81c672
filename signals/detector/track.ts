import type { Channel } from "./decision.ts";
import type { Predictor } from "./predictor.ts";
import { RecentMedian } from "./recent-median.ts";
import { SortedWindow } from "./sorted-window.ts";
import { valueAt } from "./tail.ts";

/** Residuals whose median a new one is set against: one step up and down again is told once. */
const stepPoints = 5;

/** A predictor, and how far off it has been: what its next residuals are compared with. */
export class Track {
  readonly predictor: Predictor;
  readonly past: Readonly<Record<Channel, SortedWindow>>;
  readonly now: Record<Channel, number> = { residual: 0, difference: 0, level: 0 };
  readonly #step = new RecentMedian(stepPoints);
  readonly #level: RecentMedian;
  readonly #levelPoints: number;
  /** Points since a level was remembered. */
  #sinceLevel = 0;
  #error = Infinity;
  #expected = Number.NaN;
  #low = Number.NaN;
  #high = Number.NaN;

  /** @param levelPoints residuals whose median is the level */
  constructor(predictor: Predictor, memory: number, levelPoints: number) {
    this.predictor = predictor;
    this.#level = new RecentMedian(levelPoints);
    this.#levelPoints = levelPoints;
    this.past = {
      residual: new SortedWindow(memory),
      difference: new SortedWindow(memory),
      level: new SortedWindow(memory),
    };
  }

  /** Mean distance of what it expected from what came, the recent ones more. */
  get error(): number {
    return this.#error;
  }

  /**
   * NaN while it cannot tell.
   * @param other what is expected then, and all between, is as expected too
   */
  expect(local: number, other?: number): number {
    this.#expected = this.predictor.expect(local);
    [this.#low, this.#high] = this.predictor.range(local);
    if (other !== undefined) {
      const [low, high] = this.predictor.range(other);
      if (low < this.#low) this.#low = low;
      if (high > this.#high) this.#high = high;
    }
    return this.#expected;
  }

  /** Between these a value is as expected. */
  get low(): number {
    return this.#low;
  }

  get high(): number {
    return this.#high;
  }

  /** Sets a value against what was expected last; it counts as the last one from here on. */
  measure(value: number): void {
    const residual = this.#residualOf(value);
    this.now.residual = residual;
    if (Number.isNaN(residual)) return;
    this.now.difference = residual - this.#step.median(residual);
    this.#step.push(residual);
    this.#level.push(residual);
    // The median of fewer varies more than those that are remembered.
    this.now.level = this.#level.isFull ? this.#level.median(residual) : 0;
  }

  #residualOf(value: number): number {
    // Where the range is wide, what lies within has no sign to learn a level from.
    if (this.#low === this.#high) return value - this.#expected;
    return value > this.#high ? value - this.#high : Math.min(0, value - this.#low);
  }

  /** Learns how far off it was, for the points to come. */
  remember(forget: number): void {
    const { residual, difference, level } = this.now;
    if (Number.isNaN(residual)) return;
    this.past.residual.push(residual);
    this.past.difference.push(difference);
    this.#rememberLevel(level);
    this.#count(residual, forget);
  }

  /** Levels that share points are nearly the same, and would seem to vary less than they do. */
  #rememberLevel(level: number): void {
    if (!this.#level.isFull || ++this.#sinceLevel < this.#levelPoints) return;
    this.#sinceLevel = 0;
    this.past.level.push(level);
  }

  /**
   * Learns that it was off, but no farther than what is told: left out altogether, the tail would be cut off, and more
   * would be told each time.
   * @param p beyond what comes this often it is clipped
   */
  rememberClipped(p: number): void {
    for (const channel of ["residual", "difference", "level"] as const) {
      const past = this.past[channel];
      const value = this.now[channel];
      if (Number.isNaN(value) || past.size < 2) continue;
      past.push(Math.max(-valueAt(past, -1, p, 0), Math.min(valueAt(past, 1, p, 0), value)));
    }
  }

  #count(residual: number, forget: number): void {
    const off = Math.abs(residual);
    const weight = Math.max(forget, 1 / this.past.residual.size);
    this.#error = this.#error === Infinity ? off : this.#error + (off - this.#error) * weight;
  }

  forgetRecent(): void {
    this.#step.clear();
    this.#level.clear();
  }
}
