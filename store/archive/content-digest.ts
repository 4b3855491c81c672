import { createHash } from "node:crypto";
import type { Store } from "../store.ts";
import type { ArchivedEvent } from "./archived-event.ts";

/**
 * What events say, whatever their order: how many, and the sum of their digests modulo 2^64. Equal for a
 * table and a file when both hold the same events with the same bytes and receptions.
 */
export interface ContentDigest {
  readonly rows: number;
  readonly sum: bigint;
}

export const noContent: ContentDigest = { rows: 0, sum: 0n };

export function addDigests(a: ContentDigest, b: ContentDigest): ContentDigest {
  return { rows: a.rows + b.rows, sum: BigInt.asUintN(64, a.sum + b.sum) };
}

export function digestText({ rows, sum }: ContentDigest): string {
  return `${rows}:${sum.toString(16).padStart(16, "0")}`;
}

/** The opposite of `digestText`; of no content when there is no text. */
export function parseDigest(text = "0:0"): ContentDigest {
  const [rows = "0", sum = "0"] = text.split(":");
  return { rows: Number(rows), sum: BigInt(`0x${sum}`) };
}

/** Of the events of a FROM clause, computed by the engine. */
export async function digestOfRows({ client }: Pick<Store, "client">, from: string): Promise<ContentDigest> {
  const text = String.raw`concat(event_id, '\0', toString(toUnixTimestamp64Micro(received_at)), '\0', source, '\0', payload)`;
  const result = await client.query({
    query: `SELECT toFloat64(count()) AS rows, toString(sum(reinterpretAsUInt64(substring(SHA256(${text}), 1, 8)))) AS sum
      FROM (SELECT event_id, received_at, source, payload FROM ${from})`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly rows: number; readonly sum: string }>();
  return { rows: row?.rows ?? 0, sum: BigInt(row?.sum ?? 0) };
}

/** Of events that were read from a file. */
export function digestOfEvents(events: readonly ArchivedEvent[]): ContentDigest {
  let sum = 0n;
  for (const { eventId, receivedAt, source, payload } of events) {
    const hash = createHash("sha256")
      .update(`${eventId}\0${receivedAt ?? 0}\0${source}\0`)
      .update(payload)
      .digest();
    sum += hash.readBigUInt64LE(0);
  }
  return { rows: events.length, sum: BigInt.asUintN(64, sum) };
}
