import { RowEncoder } from "#store/columns.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DeadLetter } from "../log/log.ts";

export type EventEncoder = RowEncoder<typeof events.columns>;

/** Rows that are inserted together, and the promise to those who wrote them. */
export class EventBatch {
  readonly encoder: EventEncoder;
  /** What becomes of rows that no store can take. */
  readonly refused: DeadLetter[] = [];
  readonly #durable = Promise.withResolvers<void>();
  /** Of each row: where it ends, and what a dead letter would need that is not easily read back. */
  readonly #marks: RowMark[] = [];

  constructor(encoder: EventEncoder) {
    this.encoder = encoder;
    // Each writer of rows has this promise; that none of them looks at it is no reason to crash.
    this.#durable.promise.catch(() => undefined);
  }

  get durable(): Promise<void> {
    return this.#durable.promise;
  }

  get rows(): number {
    return this.encoder.rows;
  }

  get bytes(): number {
    return this.encoder.byteLength;
  }

  add(row: EventRow): void {
    try {
      this.encoder.add(row);
    } catch (error) {
      const detail = `it cannot be encoded: ${error instanceof Error ? error.name : ""}`;
      this.refused.push(letter(row.payload, row.source, row.received_at, detail));
      return;
    }
    const { payload, source, received_at } = row;
    this.#marks.push({ end: this.encoder.byteLength, payloadBytes: payload.length, source, receivedAt: received_at });
  }

  /** Some of the rows, encoded on their own. */
  part(from: number, to: number): EventEncoder {
    if (from === 0 && to === this.rows) return this.encoder;
    const part: EventEncoder = new RowEncoder(events);
    part.addEncoded(this.encoder.bytes.subarray(this.#end(from - 1), this.#end(to - 1)), to - from);
    return part;
  }

  /** The engine will not have this row. */
  refuse(index: number, detail: string): void {
    const mark = this.#marks[index];
    if (mark === undefined) throw new RangeError(`no row ${index}`);
    // The payload is the last column, so its bytes are the row's last. The encoder is used again.
    const raw = Uint8Array.from(this.encoder.bytes.subarray(mark.end - mark.payloadBytes, mark.end));
    this.refused.push(letter(raw, mark.source, mark.receivedAt, detail));
  }

  settle(): void {
    this.#durable.resolve();
  }

  fail(error: Error): void {
    this.#durable.reject(error);
  }

  #end(index: number): number {
    return this.#marks[index]?.end ?? 0;
  }
}

interface RowMark {
  readonly end: number;
  readonly payloadBytes: number;
  readonly source: string;
  readonly receivedAt: number;
}

function letter(raw: Uint8Array, source: string, receivedAt: number, detail: string): DeadLetter {
  return { raw, reason: "refused_by_store", stage: "batch", detail, source, receivedAt: new Date(receivedAt / 1000) };
}
