import { once } from "node:events";

interface Waiter {
  readonly downTo: number;
  readonly giveUp: () => boolean;
  readonly done: () => void;
}

/** Node runs a longer timer at once. */
const longestTimerMs = 0x7fffffff;

/** Those who wait for the number of pending events to fall. */
export class Waiters {
  readonly #pending: () => number;
  readonly #waiting = new Set<Waiter>();

  constructor(pending: () => number) {
    this.#pending = pending;
  }

  /**
   * Resolves when `first` has resolved and no more than `downTo` events are pending, when `giveUp`
   * says so, or after the time. Its timer keeps the process alive: somebody awaits this.
   */
  async wait(
    timeoutMs: number,
    downTo: number,
    first: Promise<void>,
    giveUp: () => boolean = () => false,
  ): Promise<void> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), Math.max(0, Math.min(timeoutMs, longestTimerMs)));
    const over = once(timeout.signal, "abort");
    await Promise.race([over, first]);
    const waiter: Waiter = { downTo, giveUp, done: () => timeout.abort() };
    this.#waiting.add(waiter);
    this.check();
    await over;
    this.#waiting.delete(waiter);
    clearTimeout(timer);
  }

  check(): void {
    if (this.#waiting.size === 0) return;
    const pending = this.#pending();
    for (const waiter of this.#waiting) {
      if (pending <= waiter.downTo || waiter.giveUp()) waiter.done();
    }
  }
}
