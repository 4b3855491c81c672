import type { Season } from "./decision.ts";
import { predictorsFor } from "./predictor.ts";
import { Track } from "./track.ts";

const day = 86_400_000;

/** A season must be this much closer than the last values alone. */
const closer = 0.9;

export interface Expectation {
  readonly track: Track;
  readonly value: number;
  /** Between these a value is as expected. */
  readonly low: number;
  readonly high: number;
}

/** What is expected: by the predictor that has come closest. Learns from what is no anomaly. */
export class Baseline {
  readonly #plain: Track;
  readonly #seasons: readonly Track[];
  readonly #forget: number;
  readonly #leastResiduals: number;
  /** What the level has risen by since the patterns were learnt. */
  #shift = 0;

  constructor(interval: number, season: Season | undefined, blur: number, memory: number) {
    const levelPoints = interval >= day / 4 ? 5 : 11;
    const { plain, seasons } = predictorsFor(interval, season, blur);
    this.#plain = new Track(plain, memory, levelPoints);
    this.#seasons = seasons.map((predictor) => new Track(predictor, memory, levelPoints));
    this.#forget = 1 / Math.max(30, Math.min(2000, Math.round((7 * day) / interval)));
    this.#leastResiduals = Math.max(7, Math.min(288, Math.round(day / interval)));
  }

  /**
   * @param local by the local clock
   * @param other at which as much may be, on a holiday
   */
  expect(local: number, other?: number): Expectation {
    let [best, value, error] = [this.#plain, this.#plain.expect(local, other), this.#plain.error * closer];
    for (const track of this.#seasons) {
      const expected = track.expect(local, other);
      if (track.past.residual.size < this.#leastResiduals || track.error >= error || Number.isNaN(expected)) continue;
      [best, value, error] = [track, expected, track.error];
    }
    return { track: best, value: value + this.#shift, low: best.low + this.#shift, high: best.high + this.#shift };
  }

  /** Sets a value against what was expected last. */
  measure(value: number): void {
    this.#plain.measure(value - this.#shift);
    for (const track of this.#seasons) track.measure(value - this.#shift);
  }

  /** How far off the value was belongs to what is usual. */
  remember(): void {
    this.#plain.remember(this.#forget);
    for (const track of this.#seasons) track.remember(this.#forget);
  }

  /** How far off the value was is odd; see `Track`. */
  rememberClipped(p: number): void {
    this.#plain.rememberClipped(p);
    for (const track of this.#seasons) track.rememberClipped(p);
  }

  learn(local: number, value: number): void {
    this.#plain.predictor.learn(local, value - this.#shift);
    for (const { predictor } of this.#seasons) predictor.learn(local, value - this.#shift);
  }

  /** What was anomalous is over: the last few residuals say nothing of those to come. */
  forgetRecent(): void {
    this.#plain.forgetRecent();
    for (const track of this.#seasons) track.forgetRecent();
  }

  /** The level has changed for good. */
  shiftBy(change: number): void {
    this.#shift += change;
    this.forgetRecent();
  }
}
