import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  bulkhead,
  circuitBreaker,
  handleType,
  retry,
  wrap,
} from "cockatiel";
import type { IBackoff, IRetryBackoffContext } from "cockatiel";
import type { Outcome } from "../channels/sender.ts";

/** How a channel is tried. Times are milliseconds. */
export interface AttemptSettings {
  /** After so many attempts it is given up. */
  readonly most: number;
  /** Between attempts, with jitter: from the first to the longest. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** After so many failures in a row the channel is left alone for a while: one attempt then tells whether it is back. */
  readonly failures: number;
  readonly pauseMs: number;
}

/** About half an hour in all. */
export const defaultAttempts: AttemptSettings = {
  most: 12,
  firstDelayMs: 1000,
  longestDelayMs: 600_000,
  failures: 5,
  pauseMs: 30_000,
};

/** A channel that says later than this when it may be tried again is tried all the same. */
const longestRetryAfterMs = 3_600_000;
/** Sent at once on one channel. */
const atOnce = 4;

/** One attempt did not succeed, and is worth another. */
class AttemptFailure extends Error {
  override readonly name = "AttemptFailure";
  readonly afterMs: number;

  constructor(why: string, afterMs: number | undefined) {
    super(why);
    this.afterMs = Math.min(afterMs ?? 0, longestRetryAfterMs);
  }
}

export type Settled =
  | { readonly kind: "delivered"; readonly receipt: string }
  | { readonly kind: "failed"; readonly why: string };

export interface Attempting {
  readonly attempt: () => Promise<Outcome>;
  /** It is tried again after so many milliseconds. */
  readonly onFailure: (why: string, delayMs: number) => void;
  /** How often it was tried before. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/** Attempts on one channel: all that go to it share a circuit breaker. */
export interface ChannelAttempts {
  /** Rejects when the signal is aborted. */
  until(attempting: Attempting): Promise<Settled>;
}

export function createChannelAttempts(settings: AttemptSettings): ChannelAttempts {
  const failures = handleType(AttemptFailure);
  const breaker = circuitBreaker(failures, {
    breaker: new ConsecutiveBreaker(settings.failures),
    halfOpenAfter: settings.pauseMs,
  });
  let last = "";
  const shared = wrap(breaker, bulkhead(atOnce, Infinity));
  return {
    async until({ attempt, onFailure, attempts, signal }) {
      const persistent = retry(failures.orType(BrokenCircuitError), {
        maxAttempts: Math.max(0, settings.most - attempts - 1),
        backoff: backoffOf(settings),
      }).dangerouslyUnref();
      persistent.onRetry((failure) => {
        if ("error" in failure) onFailure(whyOf(failure.error, last, settings), failure.delay);
      });
      try {
        return await wrap(persistent, shared).execute(async () => {
          signal.throwIfAborted();
          const outcome = await attempt();
          if (outcome.kind === "retry") last = outcome.why;
          return settled(outcome);
        }, signal);
      } catch (error) {
        // What was cut short has not failed.
        signal.throwIfAborted();
        if (error instanceof AttemptFailure || error instanceof BrokenCircuitError)
          return { kind: "failed", why: whyOf(error, last, settings) };
        throw error;
      }
    },
  };
}

function settled(outcome: Outcome): Settled {
  if (outcome.kind === "retry") throw new AttemptFailure(outcome.why, outcome.afterMs);
  return outcome.kind === "delivered" ? outcome : { kind: "failed", why: outcome.why };
}

/** @param last why the channel failed last. */
function whyOf(error: unknown, last: string, { failures }: AttemptSettings): string {
  return error instanceof AttemptFailure
    ? error.message
    : `${last}; left alone for a while, since it has failed ${failures} times in a row`;
}

/** Exponential with jitter; not before the channel says. */
function backoffOf({ firstDelayMs, longestDelayMs }: AttemptSettings) {
  const exponential = new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: longestDelayMs });
  return new DelegateBackoff<IRetryBackoffContext<unknown>, IBackoff<unknown>>((context, former) => {
    const state = former?.next(undefined) ?? exponential.next();
    const said =
      "error" in context.result && context.result.error instanceof AttemptFailure ? context.result.error.afterMs : 0;
    return { delay: Math.max(state.duration, said), state };
  });
}
