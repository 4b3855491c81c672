import { createHash } from "node:crypto";
import { messageId } from "../../contract/identity.ts";
import type { Outgoing } from "../transport.ts";

/** One NATS message and the events it carries. */
export interface Message {
  readonly events: readonly Outgoing[];
  /** Encoded once, for its digest and for the connection. */
  readonly body: Uint8Array;
  readonly id: string;
  /** NDJSON, one event a line, with the header that says so; else the body is one event. */
  readonly packed: boolean;
}

/** Messages of at most `batch` events and `maxBytes` each, in order. */
export function messagesOf(events: readonly Outgoing[], batch: number, maxBytes: number): readonly Message[] {
  if (batch <= 1) return events.map(single);
  const messages: Message[] = [];
  let group: Outgoing[] = [];
  let bytes = 0;
  for (const event of events) {
    if (group.length > 0 && (group.length >= batch || bytes + event.bytes + 1 > maxBytes)) {
      messages.push(pack(group));
      group = [];
      bytes = 0;
    }
    group.push(event);
    bytes += event.bytes + 1;
  }
  if (group.length > 0) messages.push(pack(group));
  return messages;
}

function pack(events: readonly Outgoing[]): Message {
  const [first] = events;
  if (first !== undefined && events.length === 1) return single(first);
  const body = Buffer.from(events.map((event) => event.payload).join("\n"));
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 32);
  return { events, body, id: `batch:${digest}`, packed: true };
}

function single(event: Outgoing): Message {
  const body = Buffer.from(event.payload);
  return { events: [event], body, id: messageId(event.envelope, body), packed: false };
}
