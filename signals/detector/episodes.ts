import type { Channel, Turn } from "./decision.ts";

/** A point as the channels see it. */
interface Seen {
  readonly at: number;
  readonly odd: boolean;
  /** The oddest. */
  readonly channel: Channel;
  /** Their p, before that of all channels together. */
  readonly ofResidual: number;
  readonly ofLevel: number;
  readonly residual: number;
}

/** Ordinary points in a row that end an anomaly. */
const calmPoints = 2;
/** A point is ordinary again when others as odd come this often. */
const calmP = 0.05;

/** When a series is anomalous: it begins with one point that is odd enough, and ends with some that are ordinary, or by lasting. */
export class Episodes {
  readonly #lasting: number;
  readonly #leftOut: number;
  readonly #within: number;
  #since: number | null = null;
  #calm = 0;
  /** It began with the level, which may be odd while no single residual is. */
  #byLevel = false;
  /** Of the points since the last ordinary one, all on one side. */
  #residuals: number[] = [];
  #level = 0;
  #points = 0;
  /** At which point each began that is remembered. */
  #begun: number[] = [];

  /**
   * @param lasting anomalous points in a row that are a new normal
   * @param leftOut anomalies among so many points (`within`) that are not taken to be usual
   */
  constructor(lasting: number, leftOut: number, within: number) {
    this.#lasting = lasting;
    this.#leftOut = leftOut;
    this.#within = within;
  }

  get since(): number | null {
    return this.#since;
  }

  /** Whether the last point was ordinary. */
  get ordinary(): boolean {
    return this.#since === null || this.#calm > 0;
  }

  /** How far the level of an anomaly that lasted is from what was expected. */
  get level(): number {
    return this.#level;
  }

  /** Whether there are so many anomalies that they must be taken to be usual. */
  get areMany(): boolean {
    return this.#begun.length > this.#leftOut;
  }

  see({ at, odd, channel, ofResidual, ofLevel, residual }: Seen): Turn | null {
    this.#points++;
    if (this.#since === null) return odd ? this.#open(at, channel, residual) : null;
    const ordinary = (this.#byLevel ? Math.min(ofResidual, ofLevel) : ofResidual) > calmP;
    this.#calm = ordinary ? this.#calm + 1 : 0;
    if (ordinary || (!this.#byLevel && residual * (this.#residuals[0] ?? 0) < 0)) this.#residuals = [];
    if (!ordinary) this.#residuals.push(residual);
    if (this.#calm >= calmPoints) {
      this.#since = null;
      return "closed";
    }
    if (this.#residuals.length < this.#lasting) return null;
    const sorted = this.#residuals.toSorted((a, b) => a - b);
    this.#level = sorted[sorted.length >>> 1] ?? 0;
    this.#since = null;
    return "new normal";
  }

  #open(at: number, channel: Channel, residual: number): Turn {
    this.#since = at;
    this.#byLevel = channel === "level";
    this.#calm = 0;
    this.#residuals = [residual];
    this.#begun = this.#begun.filter((point) => point > this.#points - this.#within);
    this.#begun.push(this.#points);
    return "opened";
  }
}
