import { setImmediate } from "node:timers/promises";

/** The collector works in the same process: it is never kept waiting for longer. */
const longestMs = 25;

/** Lets others work now and then. */
export class Breath {
  readonly #elapsed: () => number;
  #since: number;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#since = elapsed();
  }

  isDue(): boolean {
    return this.#elapsed() - this.#since >= longestMs;
  }

  async take(): Promise<void> {
    await setImmediate();
    this.#since = this.#elapsed();
  }
}
