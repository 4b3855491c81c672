import type { Store } from "#store/store.ts";
import type { InsertedPart } from "./batch-inserter.ts";
import type { DeadLetter } from "../log/log.ts";
import type { BreakerState, StoreBreakerOptions } from "./store-breaker.ts";

export interface EventWriterOptions {
  readonly store: Pick<Store, "insert">;
  /** Makes a dead letter of a row that the store will never take; resolves when it is durable. */
  readonly refuse: (letter: DeadLetter) => Promise<void>;
  readonly limits?: Partial<EventWriterLimits>;
  readonly hooks?: EventWriterHooks;
}

export interface EventWriterLimits extends StoreBreakerOptions {
  /** A batch is inserted when it has so many bytes or rows, or has waited for so many milliseconds … */
  readonly batchBytes: number;
  readonly batchRows: number;
  readonly lingerMs: number;
  /** … and so many times as long as the last insert took, but no longer than `longestLingerMs`. */
  readonly lingerInserts: number;
  readonly longestLingerMs: number;
  /** Inserts under way at once. */
  readonly inserts: number;
  /** Encoded rows in memory, not yet durable; `ready` waits beyond it. */
  readonly bufferedBytes: number;
}

/** For metrics and logs. */
export interface EventWriterHooks {
  readonly onInsert?: (part: InsertedPart) => void;
  /** An attempt failed; it is repeated. */
  readonly onFailure?: (error: Error) => void;
  readonly onState?: (state: BreakerState) => void;
  readonly onRefused?: (letter: DeadLetter) => void;
}

/**
 * Defaults: few, large inserts. Each makes a part of every table that is derived, and has every view planned
 * anew, which takes as long as thousands of rows: so a batch that is not full waits in proportion, and a
 * trickle of events costs the engine a quarter of one processor at most. In memory is what it gathers while
 * one batch is inserted.
 */
export const eventWriterLimits: EventWriterLimits = {
  batchBytes: 48_000_000,
  batchRows: 50_000,
  lingerMs: 300,
  lingerInserts: 3,
  longestLingerMs: 2_000,
  inserts: 1,
  bufferedBytes: 96_000_000,
  failures: 3,
  pauseMs: 2_000,
  firstDelayMs: 100,
  longestDelayMs: 5_000,
};
