import type { Store } from "#store/store.ts";
import type { EventBatch } from "./event-batch.ts";
import { contentError } from "./insert-error.ts";
import type { StoreBreaker } from "./store-breaker.ts";

export interface InsertedPart {
  readonly rows: number;
  readonly bytes: number;
  /** Of the attempt that succeeded. */
  readonly seconds: number;
}

/**
 * When so many rows of one batch are refused, the fault is not theirs but the table's: the batch then
 * waits, as in an outage, rather than all events becoming dead letters.
 */
const mostRefused = 100;

/** Inserts a batch, without those rows that the engine will never have: these are found by halving. */
export class BatchInserter {
  readonly #store: Pick<Store, "insert">;
  readonly #breaker: StoreBreaker;
  readonly #onInsert: (part: InsertedPart) => void;
  /** Attempts under way, which use the bytes of a batch. */
  readonly #attempts = new Set<Promise<void>>();

  constructor(store: Pick<Store, "insert">, breaker: StoreBreaker, onInsert: (part: InsertedPart) => void) {
    this.#store = store;
    this.#breaker = breaker;
    this.#onInsert = onInsert;
  }

  /** Resolves when all rows are durable but those in `batch.refused`; rejects once aborted. */
  async insert(batch: EventBatch, signal: AbortSignal): Promise<void> {
    if (batch.rows > 0) await this.#insertPart(batch, 0, batch.rows, signal);
  }

  /** Resolves when the store no longer uses any batch. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#attempts);
  }

  async #insertPart(batch: EventBatch, from: number, to: number, signal: AbortSignal): Promise<void> {
    const refusal = await this.#attempt(batch, from, to, signal);
    if (refusal === undefined) return;
    if (to - from === 1) {
      batch.refuse(from, refusal);
      return;
    }
    const middle = (from + to) >> 1;
    await this.#insertPart(batch, from, middle, signal);
    await this.#insertPart(batch, middle, to, signal);
  }

  /** What the engine says is wrong with the content of these rows, if it refuses them for that. */
  async #attempt(batch: EventBatch, from: number, to: number, signal: AbortSignal): Promise<string | undefined> {
    const part = batch.part(from, to);
    try {
      await this.#breaker.attempt(async () => {
        const start = performance.now();
        await this.#tracked(() => this.#store.insert(part), batch.refused.length >= mostRefused);
        this.#onInsert({ rows: part.rows, bytes: part.byteLength, seconds: (performance.now() - start) / 1000 });
      }, signal);
      return undefined;
    } catch (error) {
      const refusal = contentError(error);
      if (refusal === undefined) throw error;
      return refusal;
    }
  }

  async #tracked(insert: () => Promise<void>, suspicious: boolean): Promise<void> {
    const attempt = insert();
    this.#attempts.add(attempt);
    try {
      await attempt;
    } catch (error) {
      if (suspicious && contentError(error) !== undefined) throw new TableRefusesRows(error);
      throw error;
    } finally {
      this.#attempts.delete(attempt);
    }
  }
}

/** Not an error of content any more: see `mostRefused`. */
class TableRefusesRows extends Error {
  constructor(cause: unknown) {
    super(`the store refuses more than ${mostRefused} rows of a batch; look at its table`, { cause });
    this.name = "TableRefusesRows";
  }
}
