import type { History } from "../facts/history.ts";

/** Learns from a history what is new at its end; begins anew when its past has changed. */
export class Follower<F, L> {
  readonly #begin: () => L;
  readonly #learn: (learnt: L, fact: F) => void;
  #learnt: L | undefined;
  #rewrites = 0;
  /** How many it has learnt from, of all that ever were in the history. */
  #position = 0;

  constructor(begin: () => L, learn: (learnt: L, fact: F) => void) {
    this.#begin = begin;
    this.#learn = learn;
  }

  follow(history: History<F>): L {
    if (this.#learnt === undefined || history.rewrites !== this.#rewrites) {
      this.#learnt = this.#begin();
      this.#rewrites = history.rewrites;
      this.#position = history.dropped;
    }
    const learnt = this.#learnt;
    for (const fact of history.ended.slice(Math.max(0, this.#position - history.dropped))) this.#learn(learnt, fact);
    this.#position = history.dropped + history.ended.length;
    return learnt;
  }
}
