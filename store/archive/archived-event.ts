import type { RowBinaryCursor } from "./row-binary-cursor.ts";
import type { RowBinaryWriter } from "../row-binary.ts";

/** An event out of an archive: what came, and what is known of how it came. */
export interface ArchivedEvent {
  /** Empty when the file does not say; it is computed again in any case. */
  readonly eventId: string;
  /** Microseconds since the epoch; undefined when the file does not say. */
  readonly receivedAt: number | undefined;
  /** `nats`, `http`; empty when the file does not say. */
  readonly source: string;
  /** What was wrong with how it was received; mostly nothing. */
  readonly reception: string;
  readonly payload: Uint8Array;
}

/** What no event was received at. */
const never = 0;

export function readArchivedEvent(cursor: RowBinaryCursor): ArchivedEvent {
  const eventId = cursor.string();
  const receivedAt = cursor.int64();
  const source = cursor.string();
  const reception = cursor.string();
  return {
    eventId,
    receivedAt: receivedAt === never ? undefined : receivedAt,
    source,
    reception,
    payload: cursor.blob(),
  };
}

export function writeArchivedEvent(writer: RowBinaryWriter, event: ArchivedEvent): void {
  writer.string(event.eventId);
  writer.int64(event.receivedAt ?? never);
  writer.string(event.source);
  writer.string(event.reception);
  writer.blob(event.payload);
}
