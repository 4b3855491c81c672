import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
  retry,
  wrap,
} from "cockatiel";
import { asError, contentError } from "./insert-error.ts";

/** `open`: the store is left alone for a while. `half-open`: one attempt tells whether it is back. */
export type BreakerState = "closed" | "half-open" | "open";

export interface StoreBreakerOptions {
  /** Failures in a row after which all attempts pause. */
  readonly failures: number;
  /** How long they pause, in milliseconds. */
  readonly pauseMs: number;
  /** Between the attempts of one batch, in milliseconds: from the first to the longest, with jitter. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export interface StoreBreaker {
  readonly state: BreakerState;
  /**
   * Attempts until it succeeds, for ever; all that go through one breaker pause together. Rejects
   * only for an error of content, which no repetition heals, and once the signal is aborted.
   */
  attempt<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export interface StoreBreakerHooks {
  readonly onFailure?: ((error: Error) => void) | undefined;
  readonly onState?: ((state: BreakerState) => void) | undefined;
}

export function createStoreBreaker(options: StoreBreakerOptions, hooks: StoreBreakerHooks): StoreBreaker {
  const outage = handleWhen((error) => contentError(error) === undefined);
  const breaker = circuitBreaker(outage, {
    breaker: new ConsecutiveBreaker(options.failures),
    halfOpenAfter: options.pauseMs,
  });
  const backoff = new ExponentialBackoff({ initialDelay: options.firstDelayMs, maxDelay: options.longestDelayMs });
  // What runs a writer has servers or connections that keep the process alive; a pause must not.
  const persistent = retry(outage, { backoff }).dangerouslyUnref();
  persistent.onRetry((failure) => {
    if ("error" in failure && !(failure.error instanceof BrokenCircuitError)) hooks.onFailure?.(asError(failure.error));
  });
  breaker.onStateChange((state) => hooks.onState?.(named(state)));
  const policy = wrap(persistent, breaker);
  return {
    get state() {
      return named(breaker.state);
    },
    attempt: (action, signal) =>
      policy.execute(() => {
        // The policy sleeps on when it is aborted, and would then attempt once more.
        signal.throwIfAborted();
        return action();
      }, signal),
  };
}

function named(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return "closed";
  return state === CircuitState.HalfOpen ? "half-open" : "open";
}
