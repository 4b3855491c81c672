import { backoffMs } from "./backoff.ts";

export type CircuitState = "closed" | "open" | "half-open";

/** Longest pause another side may ask for by `Retry-After`. */
const longestAskedMs = 5 * 60_000;
const openAfterFailures = 3;

/**
 * Decides when to try. After a failure everything pauses for the backoff, then one probe goes out
 * alone; a success opens the full window again. Failures that come in while pausing belong to the
 * same fault and do not lengthen the pause.
 */
export class Circuit {
  readonly #now: () => number;
  readonly #random: () => number;
  #failures = 0;
  #until = 0;

  constructor(now: () => number = Date.now, random: () => number = Math.random) {
    this.#now = now;
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  get state(): CircuitState {
    if (this.#failures < openAfterFailures) return "closed";
    return this.waitMs > 0 ? "open" : "half-open";
  }

  /** Milliseconds until the next attempt may be made. */
  get waitMs(): number {
    return this.#failures === 0 ? 0 : Math.max(0, this.#until - this.#now());
  }

  permits(inFlight: number): boolean {
    return this.#failures === 0 || (inFlight === 0 && this.waitMs === 0);
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(retryAfterMs?: number): void {
    if (this.waitMs > 0) return;
    this.#failures++;
    const pause = backoffMs(this.#failures, this.#random);
    this.#until = this.#now() + Math.max(pause, Math.min(retryAfterMs ?? 0, longestAskedMs));
  }

  /** Lets the next attempt happen at once: somebody is waiting for it. */
  hurry(): void {
    this.#until = 0;
  }
}
