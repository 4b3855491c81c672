/** Lets so many in at once, and so many wait, in order. */
export class QueryGate {
  readonly #limit: number;
  readonly #maxWaiting: number;
  readonly #maxWaitMs: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(limit: number, maxWaiting: number, maxWaitMs: number) {
    this.#limit = limit;
    this.#maxWaiting = maxWaiting;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Resolves with the way out, or with undefined when there is no room or the wait was too long. */
  async enter(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (this.#inside < this.#limit) this.#inside++;
    else if (!(await this.#turn(signal))) return undefined;
    let left = false;
    return () => {
      if (!left) this.#leave();
      left = true;
    };
  }

  /** The place goes to who has waited longest, so nobody can slip in between. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#inside--;
    else next();
  }

  #turn(signal: AbortSignal): Promise<boolean> {
    if (this.#waiting.size >= this.#maxWaiting || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (admitted: boolean): void => {
        this.#waiting.delete(admit);
        clearTimeout(timer);
        signal.removeEventListener("abort", refuse);
        resolve(admitted);
      };
      const admit = (): void => settle(true);
      const refuse = (): void => settle(false);
      const timer = setTimeout(refuse, this.#maxWaitMs);
      signal.addEventListener("abort", refuse, { once: true });
      this.#waiting.add(admit);
    });
  }
}
