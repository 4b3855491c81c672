import { SortedWindow } from "../sorted-window.ts";
import { valueAt } from "../tail.ts";
import { day, hour, median, monthLater } from "./clock.ts";
import { nominalOf, phaseOf, rhythmOf } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import { Steps } from "./steps.ts";

export interface PatternOptions {
  /** Whether times are by the clock that the writer follows. */
  readonly zoneKnown: boolean;
  readonly isOff: (local: number) => boolean;
}

/** Delays remembered. */
const memory = 512;
/** Writes from which the phase is taken, and gaps from which the cadence is. */
const recent = 30;
const gapsKept = 63;

/** What past writes let expect of the next. Times are by the local clock. */
export class Pattern {
  readonly #isOff: (local: number) => boolean;
  readonly #steps: Steps;
  readonly #gaps = new SortedWindow(gapsKept);
  /** How late writes have been: in milliseconds by a clock, else as shares of the step that was expected. */
  readonly #delays = new SortedWindow(memory);
  readonly #recent: number[];
  readonly #monthly: boolean;
  readonly #restsOnDaysOff: boolean;
  readonly #burst: number;
  #rhythm: Rhythm | undefined;

  /** @param all in order, at least three */
  constructor(all: readonly number[], { zoneKnown, isOff }: PatternOptions) {
    this.#isOff = isOff;
    this.#burst = burstOf(all);
    const writes = all.filter((at, index) => index === 0 || at - (all[index - 1] ?? 0) >= this.#burst);
    const gaps = gapsOf(writes);
    for (const gap of gaps.slice(-gapsKept)) this.#gaps.push(gap);
    this.#recent = writes.slice(-recent);
    this.#rhythm = rhythmOf(writes, this.cadence);
    this.#monthly = this.cadence > 26 * day && this.cadence < 33 * day;
    this.#restsOnDaysOff = restsOnDaysOff(writes, isOff, this.#monthly);
    const byClock = this.#rhythm === undefined ? "part of day" : "hour";
    this.#steps = new Steps(this.cadence > 20 * hour ? "weekday" : byClock, !zoneKnown);
    const nominals = writes.map((at) => nominalOf(at, this.#rhythm));
    for (const [index, at] of nominals.entries()) if (index > 0) this.#steps.learn(nominals[index - 1] ?? 0, at);
    const delays = writes.slice(1).map((at, index) => {
      const from = nominals[index] ?? 0;
      return this.#delayOf(from, at, (nominals[index + 1] ?? 0) - from);
    });
    const most = mostUsual(delays);
    for (const delay of delays) this.#delays.push(Math.min(delay, most));
  }

  get cadence(): number {
    return this.#gaps.median();
  }

  get kind(): "clock" | "distance" {
    return this.#rhythm === undefined ? "distance" : "clock";
  }

  /** The time that a write counts for. */
  nominal(at: number): number {
    return nominalOf(at, this.#rhythm);
  }

  /** Whether a write belongs to one just before. */
  isOfBurst(last: number, at: number): boolean {
    return at - last < this.#burst;
  }

  /** After a write that counts for `from`, when the next one usually comes. */
  next(from: number, without?: number): number {
    let next = this.#monthly ? monthLater(from) : from + this.#steps.after(from, without);
    if (!this.#restsOnDaysOff) return next;
    for (let i = 0; i < 14 && (this.#isOff(next) || (i > 0 && !this.#steps.isActive(next))); i++) next += day;
    return next;
  }

  /** So much later than usual, in milliseconds, the share `p` of writes come after one that counts for `from`. */
  delayAt(p: number, from: number, leastScale: number): number {
    const unit = this.#unit(from, this.next(from));
    return unit * valueAt(this.#delays, 1, p, leastScale / unit);
  }

  /** @param from the time that the write before counts for */
  learn(last: number, from: number, at: number): void {
    this.#learnDelay(this.#delayOf(from, at));
    this.#learnWrite(last, from, at);
  }

  /**
   * Learns from a write that was late, but of its delay no more than was allowed: left out altogether, the tail would be cut off.
   */
  learnLate(last: number, from: number, at: number, allowed: number): void {
    this.#learnDelay(allowed / this.#unit(from, this.next(from)));
    this.#steps.learn(from, this.nominal(at));
    this.#gaps.push(at - last);
  }

  /** Writes come at another time of the day or hour from here on, if at the same distance. */
  shiftTo(writes: readonly number[]): void {
    this.#recent.splice(0, this.#recent.length, ...writes);
    this.#rephase();
  }

  #learnWrite(last: number, from: number, at: number): void {
    this.#steps.learn(from, this.nominal(at));
    this.#gaps.push(at - last);
    this.#recent.push(at);
    if (this.#recent.length > recent) this.#recent.shift();
    this.#rephase();
  }

  #rephase(): void {
    if (this.#rhythm === undefined) return;
    const { period } = this.#rhythm;
    this.#rhythm = { period, phase: phaseOf(this.#recent, period) };
  }

  #learnDelay(delay: number): void {
    this.#delays.push(delay);
  }

  #delayOf(from: number, at: number, without?: number): number {
    const expected = this.next(from, without);
    return (at - expected) / this.#unit(from, expected);
  }

  #unit(from: number, expected: number): number {
    return this.#rhythm === undefined ? Math.max(1, expected - from) : 1;
  }
}

export function gapsOf(writes: readonly number[]): number[] {
  return writes.slice(1).map((at, index) => at - (writes[index] ?? 0));
}

/** What is later than this is no delay but a fault, or a day off that was not yet known. */
function mostUsual(delays: readonly number[]): number {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.floor(q * sorted.length)] ?? 0;
  return at(0.9) + 5 * (at(0.9) - at(0.5));
}

/** Writes closer than this come in a burst, of which the first tells the time: several parts, or what was due while nothing ran. */
function burstOf(writes: readonly number[]): number {
  const gaps = gapsOf(writes).toSorted((a, b) => a - b);
  const usual = gaps[gaps.length >>> 1] ?? 0;
  const long = gaps[Math.floor(gaps.length * 0.85)] ?? 0;
  const short = gaps[Math.floor(gaps.length * 0.25)] ?? 0;
  return Math.max(usual / 30, short * 40 < long ? long / 40 : 0);
}

/** Whether less than half of the days off on which something could have been written were written on. */
function restsOnDaysOff(writes: readonly number[], isOff: (local: number) => boolean, monthly: boolean): boolean {
  const [first, last] = [writes[0] ?? 0, writes.at(-1) ?? 0];
  const written = new Set(writes.map((at) => Math.floor(at / day)));
  const kindOf = monthly ? dayOfMonth : (date: number): number => date % 7;
  const counts = new Map<number, number>();
  for (const date of written) counts.set(kindOf(date), (counts.get(kindOf(date)) ?? 0) + 1);
  const isOften = (date: number): boolean => (counts.get(kindOf(date)) ?? 0) > written.size * seldom;
  let [off, used] = [0, 0];
  for (let date = Math.floor(first / day); date <= Math.floor(last / day); date++) {
    if (!isOften(date) || !isOff((date + 0.5) * day)) continue;
    off++;
    if (written.has(date)) used++;
  }
  return used * 2 < off || (off === 0 && !monthly && median(gapsOf(writes)) > 0 && !writtenOnAllDays(written));
}

/** On a weekday or day of the month that has no larger share, what is written is written by chance. */
const seldom = 0.1;

function dayOfMonth(date: number): number {
  return new Date(date * day).getUTCDate();
}

/** No holiday was seen: what rests on some weekday is taken to rest on holidays. */
function writtenOnAllDays(written: ReadonlySet<number>): boolean {
  return new Set([...written].map((date) => date % 7)).size === 7;
}
