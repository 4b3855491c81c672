/** A shorter append is what appends take; a busy machine may take a process off the CPU for as long. */
const usualMs = 50;
/** Part of the time that slow appends may take in the long run. */
const share = 0.1;

/**
 * How long appends to the spool may hold the pipeline up: in the long run a tenth of the time, and at
 * once `maxMs`. One slow append is no reason to give up the safety that the spool is for; a disk that
 * hangs is.
 */
export class StallBudget {
  readonly #maxMs: number;
  #spentMs = 0;
  #at = 0;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /** Takes an append of that length, ended `now`, from the budget. True: it is used up, and begins anew. */
  spend(appendMs: number, now: number): boolean {
    if (appendMs <= usualMs) return false;
    this.#spentMs = Math.max(0, this.#spentMs - (now - this.#at) * share) + appendMs - usualMs;
    this.#at = now;
    if (this.#spentMs <= this.#maxMs) return false;
    this.#spentMs = 0;
    return true;
  }
}
