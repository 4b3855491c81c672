import { quoteString } from "#store/sql-text.ts";
import type { Store } from "#store/store.ts";
import type { EventRow } from "#store/tables/events.ts";

/** Of one statement, which names them all. */
const keysAtOnce = 2000;

type EventKey = Pick<EventRow, "event_id" | "event_time" | "job_namespace" | "job_name">;

interface Known {
  readonly event_id: string;
  readonly received: string;
}

/** When the store first received each of these events, in microseconds since the epoch, for those that it has. */
export async function knownReceptions(
  store: Pick<Store, "client">,
  rows: readonly EventKey[],
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  for (let from = 0; from < rows.length; from += keysAtOnce) {
    for (const { event_id, received } of await lookUp(store, rows.slice(from, from + keysAtOnce)))
      known.set(event_id, Number(received));
  }
  return known;
}

/** By the table's key: only the granules that can hold them are read. */
async function lookUp({ client }: Pick<Store, "client">, rows: readonly EventKey[]): Promise<readonly Known[]> {
  const list = (of: (row: EventKey) => string): string => `[${rows.map(of).join(",")}]`;
  const zipped = `arrayZip(${[
    list((row) => quoteString(row.job_namespace)),
    list((row) => quoteString(row.job_name)),
    list((row) => String(row.event_time)),
    list((row) => quoteString(row.event_id)),
  ].join(", ")})`;
  const result = await client.query({
    query: `SELECT event_id, toString(toUnixTimestamp64Micro(min(received_at))) AS received FROM tidemark.events
      WHERE (toDate(event_time), job_namespace, job_name, event_time, event_id) IN (
        SELECT toDate(at), event.1, event.2, fromUnixTimestamp64Micro(event.3, 'UTC') AS at, event.4
        FROM (SELECT arrayJoin(${zipped}) AS event))
      GROUP BY event_id`,
    format: "JSONEachRow",
    clickhouse_settings: { max_query_size: "67108864" },
  });
  return result.json<Known>();
}
