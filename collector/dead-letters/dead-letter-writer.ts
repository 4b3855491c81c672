import { ExponentialBackoff, handleAll, retry } from "cockatiel";
import { RowEncoder } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";

export interface DeadLetterWriterOptions {
  readonly store: Pick<Store, "insert">;
  readonly onInsert?: (insert: { readonly rows: number; readonly bytes: number; readonly seconds: number }) => void;
  /** An insert failed; it is tried again until `close`. */
  readonly onFailure?: (error: unknown) => void;
  readonly longestWaitMs?: number;
}

interface Waiting {
  readonly rows: readonly DeadLetterRow[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Held at most, so that a store that is down cannot fill the memory. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Writes dead letters into the store, one insert at a time: each takes all that came during the one
 * before, so that a flood makes few inserts and a single letter does not wait.
 */
export class DeadLetterWriter {
  readonly #options: DeadLetterWriterOptions;
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #bytes = 0;
  #running: Promise<void> | undefined;
  #roomy: (() => void)[] = [];

  constructor(options: DeadLetterWriterOptions) {
    this.#options = options;
  }

  /** Resolves when the rows are durable; rejects after `close`. */
  write(rows: readonly DeadLetterRow[]): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error("the dead-letter writer is closed"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      this.#bytes += bytesOf(rows);
      this.#running ??= this.#run();
    });
  }

  /** Resolves when there is room for more. */
  ready(): Promise<void> {
    if (this.#bytes < maxBytes) return Promise.resolve();
    return new Promise((resolve) => this.#roomy.push(resolve));
  }

  /** Waits for what is being written while the store takes it; gives up what it does not take in time. */
  async close(timeoutMs = 5000): Promise<void> {
    const timer = setTimeout(() => this.#closing.abort(), timeoutMs);
    await this.#running;
    clearTimeout(timer);
    this.#closing.abort();
  }

  async #run(): Promise<void> {
    // What comes in this turn of the event loop goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#insert(batch);
      this.#bytes -= batch.reduce((sum, { rows }) => sum + bytesOf(rows), 0);
      if (this.#bytes < maxBytes) for (const resolve of this.#roomy.splice(0)) resolve();
    }
    this.#running = undefined;
  }

  async #insert(batch: readonly Waiting[]): Promise<void> {
    const encoder = new RowEncoder(deadLetters);
    for (const { rows } of batch) for (const row of rows) encoder.add(row);
    const started = performance.now();
    try {
      await this.#retrying(() => this.#options.store.insert(encoder));
    } catch (error) {
      for (const { reject } of batch) reject(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const seconds = (performance.now() - started) / 1000;
    this.#options.onInsert?.({ rows: encoder.rows, bytes: encoder.byteLength, seconds });
    for (const { resolve } of batch) resolve();
  }

  async #retrying(insert: () => Promise<void>): Promise<void> {
    const policy = retry(handleAll, {
      maxAttempts: Infinity,
      backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: this.#options.longestWaitMs ?? 15_000 }),
    });
    policy.onFailure(({ reason }) => this.#options.onFailure?.("error" in reason ? reason.error : reason.value));
    await policy.execute(insert, this.#closing.signal);
  }
}

function bytesOf(rows: readonly DeadLetterRow[]): number {
  return rows.reduce((sum, { raw }) => sum + raw.length + 300, 0);
}
