import { allOf } from "../transports/transport.ts";
import type { Outcome, Transport } from "../transports/transport.ts";
import type { Circuit } from "./circuit.ts";
import type { Entry } from "./entry.ts";
import type { MemoryQueue } from "./memory-queue.ts";

export interface SenderEvents {
  onConfirmed(entry: Entry): void;
  onRejected(entry: Entry, reason: string): void;
  onRetry(entries: readonly Entry[], cause: string): void;
  /** An event the other side cannot carry: a smaller form of it, or undefined if there is none. */
  shrink(entry: Entry, maxBytes: number): Entry | undefined;
  /** There is room in the queue, or the last event has been answered. */
  onProgress(): void;
}

/** Drains the queue to the transport: bounded in flight, for ever, pausing as the circuit says. */
export class Sender {
  readonly #transport: Transport;
  readonly #queue: MemoryQueue;
  readonly #circuit: Circuit;
  readonly #events: SenderEvents;
  #inFlight = 0;
  #scheduled = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(transport: Transport, queue: MemoryQueue, circuit: Circuit, events: SenderEvents) {
    this.#transport = transport;
    this.#queue = queue;
    this.#circuit = circuit;
    this.#events = events;
  }

  /** Cheap enough for every `emit`: what is queued in one turn of the loop goes out together. */
  wake(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #pump(): void {
    if (this.#stopped) return;
    const { limits } = this.#transport;
    while (this.#inFlight < limits.inFlight && this.#queue.length > 0 && this.#circuit.permits(this.#inFlight)) {
      const batch = this.#fitting(this.#queue.take(limits));
      if (batch.length > 0) void this.#send(batch);
    }
    if (this.#queue.length > 0 && this.#inFlight === 0) this.#wakeLater();
    this.#events.onProgress();
  }

  #wakeLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, this.#circuit.waitMs).unref();
  }

  async #send(batch: readonly Entry[]): Promise<void> {
    this.#inFlight++;
    const outcomes = await this.#attempt(batch);
    this.#inFlight--;
    this.#settle(batch, outcomes);
    this.#pump();
  }

  /** Transports promise not to throw; one of the host's own may break that. */
  async #attempt(batch: readonly Entry[]): Promise<readonly Outcome[]> {
    try {
      return await this.#transport.send(batch);
    } catch (error) {
      return allOf(batch, { kind: "retry", cause: `the transport threw: ${String(error)}` });
    }
  }

  #settle(batch: readonly Entry[], outcomes: readonly Outcome[]): void {
    const retries: Entry[] = [];
    let cause = "no answer for this event";
    let retryAfterMs: number | undefined;
    for (const [index, entry] of batch.entries()) {
      const outcome = outcomes[index] ?? { kind: "retry", cause };
      if (outcome.kind === "confirmed") this.#events.onConfirmed(entry);
      else if (outcome.kind === "rejected") this.#events.onRejected(entry, outcome.reason);
      else {
        retries.push(entry);
        ({ cause, retryAfterMs } = outcome);
      }
    }
    // An answer for some events shows that the other side works: only then is the fault the event's own.
    if (retries.length < batch.length) this.#circuit.succeeded();
    else this.#circuit.failed(retryAfterMs);
    if (retries.length === 0) return;
    // To the end of the queue, so that one event that always fails does not stand before the others.
    for (const entry of retries) this.#queue.push(entry);
    this.#events.onRetry(retries, cause);
  }

  #fitting(batch: readonly Entry[]): readonly Entry[] {
    const max = this.#transport.maxEventBytes;
    if (batch.every((entry) => entry.bytes <= max)) return batch;
    const fitting: Entry[] = [];
    for (const entry of batch) {
      const smaller = entry.bytes <= max ? entry : this.#events.shrink(entry, max);
      if (smaller === undefined) this.#events.onRejected(entry, `larger than the ${max} bytes the transport carries`);
      else fitting.push(smaller);
    }
    return fitting;
  }
}
