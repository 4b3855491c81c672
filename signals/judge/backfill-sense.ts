import type { Interval } from "../facts/fact.ts";
import { medianOf } from "./median.ts";

const hour = 3_600_000;
/** Lags that are remembered. */
const remembered = 30;
/** So many intervals further behind than usual is a repetition of the past. */
const behindIntervals = 2.5;
/** So many in a row that come as fast as time goes: the job has been moved to a later hour. */
const newUsual = 6;

export interface Ended {
  readonly at: number;
  readonly nominal: Interval | null;
  /** It says so itself. */
  readonly backfill: boolean;
}

/**
 * Tells what repeats the past from what is of today: it says so, or it ends much longer after its interval of data than is
 * usual of the thing. Sees them in the order in which they ended.
 */
export class BackfillSense {
  #lags: number[] = [];
  #behind: Ended[] = [];
  #steps: number[] = [];
  #newest: number | null = null;

  /** How long after the end of its interval a run usually ends; null while unknown. */
  get usualLag(): number | null {
    return this.#lags.length === 0 ? null : medianOf(this.#lags);
  }

  /** Of the intervals of data; null while unknown. */
  get step(): number | null {
    return this.#steps.length === 0 ? null : medianOf(this.#steps);
  }

  /** Whether it is of the past. */
  see(ended: Ended): boolean {
    const { at, nominal, backfill } = ended;
    if (nominal === null) return backfill;
    const lag = at - nominal.to;
    const length = nominal.to - nominal.from;
    const step = length > 0 ? length : (this.step ?? 0);
    const allowed = Math.max(behindIntervals * step, hour);
    const usual = this.usualLag ?? Math.max(step, hour);
    if (backfill || lag - usual > allowed) {
      this.#behind = [...this.#behind, ended].slice(-newUsual);
      if (!backfill && this.#isNewUsual()) {
        this.#lags = this.#behind.map((each) => each.at - (each.nominal?.to ?? each.at));
        this.#behind = [];
        return false;
      }
      return true;
    }
    this.#behind = [];
    this.#lags = [...this.#lags, lag].slice(-remembered);
    if (length > 0) this.#steps = [...this.#steps, length].slice(-remembered);
    else if (this.#newest !== null && nominal.to > this.#newest)
      this.#steps = [...this.#steps, nominal.to - this.#newest].slice(-remembered);
    this.#newest = Math.max(this.#newest ?? -Infinity, nominal.to);
    return false;
  }

  #isNewUsual(): boolean {
    const [first, last] = [this.#behind[0], this.#behind.at(-1)];
    if (this.#behind.length < newUsual || !first?.nominal || !last?.nominal) return false;
    const [passed, covered] = [last.at - first.at, last.nominal.to - first.nominal.to];
    return covered > 0 && passed > 0.7 * covered;
  }
}
