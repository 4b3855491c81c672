import { parseEventTime } from "#agent/contract/time.ts";
import type { Compression } from "./archive-encoding.ts";
import type { ArchivedEvent } from "./archived-event.ts";
import { linesOf } from "./ndjson-lines.ts";

/**
 * The events of an NDJSON file: one a line as its producer sent it, or with its reception around it
 * (`{"event_id": …, "received_at": …, "payload": "…"}`), which the first line decides. A line that has
 * none is an event by itself, or broken, which the collector's stages will say.
 */
export async function* readNdjson(path: string, compression: Compression): AsyncGenerator<readonly ArchivedEvent[]> {
  let wrapped: boolean | undefined;
  for await (const lines of linesOf(path, compression)) {
    wrapped ??= lines[0] !== undefined && unwrap(lines[0]) !== undefined;
    yield lines.map((line) => (wrapped === true ? unwrap(line) : undefined) ?? bare(line));
  }
}

function bare(payload: Buffer): ArchivedEvent {
  return { eventId: "", receivedAt: undefined, source: "", reception: "", payload };
}

function unwrap(line: Buffer): ArchivedEvent | undefined {
  const row = objectOf(line);
  const payload = row?.["payload"];
  if (row === undefined || typeof payload !== "string") return undefined;
  const text = (name: string): string => {
    const value = row[name];
    return typeof value === "string" ? value : "";
  };
  return {
    eventId: text("event_id"),
    receivedAt: parseEventTime(text("received_at"))?.micros,
    source: text("source"),
    reception: text("reception"),
    payload: Buffer.from(payload),
  };
}

function objectOf(line: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line.toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
