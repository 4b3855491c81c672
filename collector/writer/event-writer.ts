import { RowEncoder } from "#store/columns.ts";
import { RowBinaryWriter } from "#store/row-binary.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { BatchInserter } from "./batch-inserter.ts";
import { EventBatch } from "./event-batch.ts";
import type { EventEncoder } from "./event-batch.ts";
import { eventWriterLimits } from "./event-writer-options.ts";
import type { EventWriterLimits, EventWriterOptions } from "./event-writer-options.ts";
import { asError } from "./insert-error.ts";
import { persistently } from "./persistently.ts";
import { createStoreBreaker } from "./store-breaker.ts";
import type { BreakerState, StoreBreaker } from "./store-breaker.ts";

export class EventWriterClosed extends Error {
  constructor() {
    super("the writer was closed before the rows were durable");
    this.name = "EventWriterClosed";
  }
}

/** Gathers the rows of many messages into few inserts. */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #limits: EventWriterLimits;
  readonly #breaker: StoreBreaker;
  readonly #inserter: BatchInserter;
  readonly #abort = new AbortController();
  readonly #spareEncoders: EventEncoder[] = [];
  /** Gathers rows; `#due` once it has waited long enough. */
  #open: EventBatch | undefined;
  #due = false;
  #linger: NodeJS.Timeout | undefined;
  /** How long the last insert took. */
  #insertMs = 0;
  readonly #full: EventBatch[] = [];
  readonly #inserting = new Set<EventBatch>();
  #changed = Promise.withResolvers<void>();

  constructor(options: EventWriterOptions) {
    this.#options = options;
    this.#limits = { ...eventWriterLimits, ...options.limits };
    const { onFailure, onState, onInsert } = options.hooks ?? {};
    this.#breaker = createStoreBreaker(this.#limits, { onFailure, onState });
    this.#inserter = new BatchInserter(options.store, this.#breaker, (part) => {
      this.#insertMs = part.seconds * 1000;
      onInsert?.(part);
    });
  }

  /** Whether the store takes inserts: `open` while it is left alone after failures. */
  get state(): BreakerState {
    return this.#breaker.state;
  }

  /** Encoded rows not yet durable. */
  get bufferedBytes(): number {
    return this.#batches().reduce((bytes, batch) => bytes + batch.bytes, 0);
  }

  /** Rows not yet durable. */
  get bufferedRows(): number {
    return this.#batches().reduce((rows, batch) => rows + batch.rows, 0);
  }

  get hasRoom(): boolean {
    return this.bufferedBytes < this.#limits.bufferedBytes;
  }

  /** Resolves when there is room for more rows, and once the writer is closed. */
  async ready(): Promise<void> {
    while (!this.hasRoom && !this.#abort.signal.aborted) await this.#changed.promise;
  }

  /**
   * Takes the rows, room or not, and resolves when all of them are durable: in the store, or as dead
   * letters. Rejects only with `EventWriterClosed`. The rows and their payloads may be forgotten at
   * once, they are encoded here.
   */
  write(rows: readonly EventRow[]): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.reject(new EventWriterClosed());
    if (rows.length === 0) return Promise.resolve();
    const batch = (this.#open ??= this.#newBatch());
    for (const row of rows) batch.add(row);
    if (batch.bytes >= this.#limits.batchBytes || batch.rows >= this.#limits.batchRows) {
      this.#full.push(batch);
      this.#closeOpen();
      this.#pump();
    }
    return batch.durable;
  }

  /** Inserts what there is without waiting for more; false if it is not durable in time. */
  async drain(timeoutMs: number): Promise<boolean> {
    const timeout = Promise.withResolvers<"late">();
    const timer = setTimeout(() => timeout.resolve("late"), timeoutMs);
    while (this.#batches().length > 0 && !this.#abort.signal.aborted) {
      this.#due = true;
      this.#pump();
      if ((await Promise.race([this.#changed.promise, timeout.promise])) === "late") break;
    }
    clearTimeout(timer);
    return this.#batches().length === 0;
  }

  /**
   * Gives up what is not durable: its writers are told, and whoever has the message delivers it again.
   * Resolves when the store is no longer used. Call `drain` first.
   */
  async close(): Promise<void> {
    this.#abort.abort();
    const batches = this.#batches();
    this.#closeOpen();
    this.#full.length = 0;
    for (const batch of batches) batch.fail(new EventWriterClosed());
    this.#notify();
    await this.#inserter.idle();
  }

  /** How long a batch that is not full waits for more. */
  get #lingerMs(): number {
    const { lingerMs, lingerInserts, longestLingerMs } = this.#limits;
    return Math.max(lingerMs, Math.min(this.#insertMs * lingerInserts, longestLingerMs));
  }

  #batches(): readonly EventBatch[] {
    return [...this.#inserting, ...this.#full, ...(this.#open === undefined ? [] : [this.#open])];
  }

  #newBatch(): EventBatch {
    this.#linger = setTimeout(() => {
      this.#due = true;
      this.#pump();
    }, this.#lingerMs);
    return new EventBatch(this.#spareEncoders.pop() ?? newEncoder(this.#limits.batchBytes));
  }

  #closeOpen(): void {
    clearTimeout(this.#linger);
    this.#due = false;
    this.#open = undefined;
  }

  /** While all inserts are busy a batch that is due keeps growing: a slow store gets larger ones. */
  #pump(): void {
    while (this.#inserting.size < this.#limits.inserts && !this.#abort.signal.aborted) {
      const batch = this.#full.shift() ?? (this.#due ? this.#open : undefined);
      if (batch === undefined) return;
      if (batch === this.#open) this.#closeOpen();
      void this.#insert(batch);
    }
  }

  async #insert(batch: EventBatch): Promise<void> {
    this.#inserting.add(batch);
    try {
      await this.#inserter.insert(batch, this.#abort.signal);
      await this.#refuse(batch);
      batch.settle();
    } catch (error) {
      // Only a closed writer gives up; what it gives up is told as such.
      batch.fail(this.#abort.signal.aborted ? new EventWriterClosed() : asError(error));
    } finally {
      this.#inserting.delete(batch);
      this.#recycle(batch.encoder);
      this.#notify();
      this.#pump();
    }
  }

  async #refuse(batch: EventBatch): Promise<void> {
    for (const letter of batch.refused) {
      await persistently(() => this.#options.refuse(letter), this.#abort.signal, this.#options.hooks?.onFailure);
      this.#options.hooks?.onRefused?.(letter);
    }
  }

  /** A batch of unusually large rows made its encoder large: that one is not kept. */
  #recycle(encoder: EventEncoder): void {
    if (encoder.byteLength > this.#limits.batchBytes * 2) return;
    encoder.reset();
    this.#spareEncoders.push(encoder);
  }

  #notify(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}

/** Room for a batch and its last rows: pages that are never written cost no memory. */
function newEncoder(batchBytes: number): EventEncoder {
  return new RowEncoder(events, new RowBinaryWriter(Math.ceil(batchBytes * 1.1)));
}
