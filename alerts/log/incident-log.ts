import { RowEncoder } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { incidentLog } from "#store/tables/incident-log.ts";
import type { LogEntry } from "../incidents/log-entry.ts";
import { countedMs } from "../incidents/ledger.ts";
import { rememberedMs } from "../incidents/step.ts";
import { entryRow, rowEntry } from "./entry-row.ts";
import type { ReadRow } from "./entry-row.ts";

export interface ReadLog {
  readonly entries: readonly LogEntry[];
  /** Of each entry. */
  readonly ids: readonly string[];
}

/**
 * Writes down what happened, in order, as one block: durable when it resolves. Positions count on from `first`, since what happens
 * later at the same time comes after.
 *
 * @returns the ids under which the entries are in the log.
 */
export async function appendToLog(
  store: Pick<Store, "insert">,
  entries: readonly LogEntry[],
  first: number,
): Promise<readonly string[]> {
  if (entries.length === 0) return [];
  const encoder = new RowEncoder(incidentLog);
  const rows = entries.map((entry, index) => entryRow(entry, first + index));
  for (const row of rows) encoder.add(row);
  await store.insert(encoder);
  return rows.map(({ entry_id: id }) => id);
}

/** All that a watcher must fold to know how things stand: of incidents that are open, or were a while ago, and of budgets and snoozes. */
export async function readLog({ client }: Pick<Store, "client">, now: number): Promise<ReadLog> {
  const result = await client.query({
    query: `SELECT entry_id, entry FROM tidemark.incident_log FINAL
      WHERE incident_id IN (
          SELECT incident_id FROM tidemark.incidents
          WHERE state != 'resolved' OR resolved_at > fromUnixTimestamp64Milli({remembered: Int64}, 'UTC'))
        OR (kind = 'notifying' AND at > fromUnixTimestamp64Milli({counted: Int64}, 'UTC'))
        OR (incident_id = '' AND until > fromUnixTimestamp64Milli({now: Int64}, 'UTC'))
      ORDER BY at, position, entry_id`,
    query_params: { remembered: now - rememberedMs, counted: now - countedMs, now },
    format: "JSONEachRow",
  });
  const rows = await result.json<ReadRow>();
  return { entries: rows.map(rowEntry), ids: rows.map(({ entry_id: id }) => id) };
}

/** Entries that were written by others since: what people did, and other watchers. */
export async function newIds(
  { client }: Pick<Store, "client">,
  since: number,
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const result = await client.query({
    query: `SELECT DISTINCT entry_id FROM tidemark.incident_log WHERE at > fromUnixTimestamp64Milli({since: Int64}, 'UTC')`,
    query_params: { since },
    format: "JSONEachRow",
  });
  const rows = await result.json<{ readonly entry_id: string }>();
  return rows.map(({ entry_id: id }) => id).filter((id) => !known.has(id));
}
