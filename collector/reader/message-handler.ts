import { bulkhead } from "cockatiel";
import type { EventRow } from "#store/tables/events.ts";
import { logHeaders } from "../log/headers.ts";
import type { DeadLetter } from "../log/log.ts";
import type { Processed, RawMessage } from "../pipeline.ts";
import type { Delivery } from "./delivery.ts";
import type { Outstanding } from "./outstanding.ts";
import type { ReaderOptions } from "./reader-options.ts";

/** Deliveries of a message that crashes the collector before it becomes a dead letter. */
const crashesForgiven = 5;
const rowsPerWrite = 128;
const deadLetterRetryMs = 5000;
/** Dead letters on their way at once; one message can hold thousands, and the log takes only so many. */
const deadLettersAtOnce = 256;

type HandlerOptions = Pick<ReaderOptions, "pipeline" | "writer" | "log" | "hooks">;

/**
 * Takes a message to its end: acknowledged, given back, or a dead letter. What one turn of the event
 * loop brings is written at once, so that a good message costs no promise of its own.
 */
export class MessageHandler {
  readonly #options: HandlerOptions;
  readonly #deadLetters = bulkhead(deadLettersAtOnce, Infinity);
  #rows: EventRow[] = [];
  #deliveries: Delivery[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  constructor(options: HandlerOptions) {
    this.#options = options;
  }

  handle(delivery: Delivery, outstanding: Outstanding): void {
    this.#trace(delivery);
    let processed: readonly Processed[];
    try {
      processed = this.#options.pipeline.process(rawMessage(delivery));
    } catch (error) {
      void this.#crashed(delivery, outstanding, error);
      return;
    }
    // One that came before may be what stopped the others: alone, it can only stop itself.
    if (delivery.deliveryCount > 1 || processed.some(({ kind }) => kind === "dead")) {
      this.#handleAlone(delivery, outstanding, processed);
      return;
    }
    this.#deliveries.push(delivery);
    for (const item of processed) if (item.kind === "row") this.#rows.push(item.row);
    if (this.#rows.length >= rowsPerWrite) this.#writeGathered(outstanding);
    else this.#scheduled ??= setImmediate(() => this.#writeGathered(outstanding));
  }

  #writeGathered(outstanding: Outstanding): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const [deliveries, rows] = [this.#deliveries, this.#rows];
    [this.#deliveries, this.#rows] = [[], []];
    for (const delivery of deliveries) delivery.release();
    void this.#acknowledge(deliveries, rows.length, this.#write(rows), outstanding);
  }

  /** Not given the rows: what waits for an insert would keep all that is in them until then. */
  async #acknowledge(
    deliveries: readonly Delivery[],
    rows: number,
    written: Promise<void>,
    outstanding: Outstanding,
  ): Promise<void> {
    try {
      await written;
    } catch (error) {
      this.#problem("rows were not written", error);
      for (const delivery of deliveries) outstanding.giveBack(delivery, retryWaitMs(delivery));
      return;
    }
    for (const delivery of deliveries) outstanding.ack(delivery);
    this.#options.hooks?.onBatch?.({ messages: deliveries.length, rows, redelivered: 0 });
  }

  #handleAlone(delivery: Delivery, outstanding: Outstanding, processed: readonly Processed[]): void {
    const rows = processed.flatMap((item) => (item.kind === "row" ? [item.row] : []));
    const letters = processed.flatMap((item) => (item.kind === "dead" ? [item.letter] : []));
    void this.#finishAlone(delivery, rows.length, this.#write(rows), this.#appendAll(letters), outstanding);
  }

  async #finishAlone(
    delivery: Delivery,
    rows: number,
    written: Promise<void>,
    dead: Promise<boolean>,
    outstanding: Outstanding,
  ): Promise<void> {
    try {
      await written;
    } catch (error) {
      await dead;
      await this.#crashed(delivery, outstanding, error);
      return;
    }
    if (!(await dead)) {
      outstanding.giveBack(delivery, deadLetterRetryMs);
      return;
    }
    outstanding.ack(delivery);
    const redelivered = delivery.deliveryCount > 1 ? 1 : 0;
    this.#options.hooks?.onBatch?.({ messages: 1, rows, redelivered });
  }

  /** A bug of ours must neither lose the message nor hold up the ones behind it. */
  async #crashed(delivery: Delivery, outstanding: Outstanding, error: unknown): Promise<void> {
    this.#problem("a message could not be handled", error);
    if (delivery.deliveryCount <= crashesForgiven) {
      outstanding.giveBack(delivery, retryWaitMs(delivery));
      return;
    }
    const letter: DeadLetter = {
      raw: delivery.body,
      reason: "unexpected",
      stage: "batch",
      detail: `the collector failed on it ${delivery.deliveryCount} times`,
      source: sourceOf(delivery),
      receivedAt: new Date(delivery.receivedAt / 1000),
    };
    if (await this.#appendAll([letter])) outstanding.terminate(delivery);
    else outstanding.giveBack(delivery, deadLetterRetryMs);
  }

  /** Whether all are durable. */
  async #appendAll(letters: readonly DeadLetter[]): Promise<boolean> {
    try {
      const { log } = this.#options;
      await Promise.all(letters.map((letter) => this.#deadLetters.execute(() => log.appendDeadLetter(letter))));
    } catch (error) {
      this.#problem("a dead letter was not written", error);
      return false;
    }
    for (const letter of letters) this.#options.hooks?.onRejected?.(letter);
    return true;
  }

  /** A synchronous throw of the writer becomes a rejection here. Encodes the rows, which nobody needs any more. */
  #write(rows: readonly EventRow[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    return new Promise((resolve) => resolve(this.#options.writer.write(rows)));
  }

  #trace(delivery: Delivery): void {
    const onTrace = this.#options.hooks?.onTrace;
    if (onTrace === undefined) return;
    const traceparent = header(delivery, logHeaders.traceparent);
    if (traceparent !== undefined) onTrace({ traceparent, tracestate: header(delivery, logHeaders.tracestate) ?? "" });
  }

  #problem(what: string, error: unknown): void {
    this.#options.hooks?.onProblem?.(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function retryWaitMs({ deliveryCount }: Delivery): number {
  return Math.min(100 * 2 ** deliveryCount, 5000);
}

function rawMessage(delivery: Delivery): RawMessage {
  return {
    body: delivery.body,
    contentType: header(delivery, logHeaders.contentType),
    receivedAt: delivery.receivedAt,
    source: sourceOf(delivery),
    backdate: header(delivery, logHeaders.receivedAt),
  };
}

function sourceOf(delivery: Delivery): "nats" | "http" {
  return header(delivery, logHeaders.source) === "http" ? "http" : "nats";
}

function header(delivery: Delivery, name: string): string | undefined {
  const value = delivery.headers?.get(name);
  return value === undefined || value === "" ? undefined : value;
}
