const day = 86_400_000;

/** The surprise of all channels together is about this much larger than that of one. */
const ofAllChannels = 2;

/** Turns surprises into scores: a thing is told once, so what is no odder than what was just told is no news. */
export class News {
  readonly #keep: number;
  readonly #half: number;
  #held = 0;

  /** @param alpha the p at which an alert is told */
  constructor(interval: number, alpha: number) {
    this.#keep = 1 - 1 / (interval >= day / 4 ? 5 : 200);
    this.#half = -Math.log10(alpha) * ofAllChannels;
  }

  /** 0 … 1. */
  score(surprise: number): number {
    const news = surprise > this.#held ? surprise : surprise / 5;
    this.#held = Math.max(surprise, this.#held * this.#keep);
    return news / (news + this.#half);
  }
}
