import type { SignalName } from "../verdict.ts";

/** How long each rule takes, all subjects together, and what went wrong with it. */
export class Stopwatch {
  readonly #elapsed: () => number;
  readonly #durations = new Map<SignalName, number>();
  readonly #errors = new Map<SignalName, string>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** What it gives, or `otherwise` when it fails: then `errorOf` says why. */
  time<T>(name: SignalName, work: () => T, otherwise: () => T): T {
    const start = this.#elapsed();
    try {
      return work();
    } catch (error) {
      this.#errors.set(name, error instanceof Error ? error.message : String(error));
      return otherwise();
    } finally {
      this.#durations.set(name, (this.#durations.get(name) ?? 0) + this.#elapsed() - start);
    }
  }

  durationOf(name: SignalName): number {
    return this.#durations.get(name) ?? 0;
  }

  errorOf(name: SignalName): string | null {
    return this.#errors.get(name) ?? null;
  }
}
