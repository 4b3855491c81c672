import { microsSql, timeSql } from "../archive/archive-time.ts";
import type { Store } from "../store.ts";
import type { RetentionLimit } from "./retention-policy.ts";

/** A table without partitions, of which the rows before a time go. */
export interface RowTable {
  readonly class: "dead_letters" | "operational";
  readonly table: string;
  readonly timeColumn: string;
  /** Of one row, in any unit: an expression. */
  readonly weight: string;
  /** Rows that stay however old they are: a condition. */
  readonly staying?: string;
}

export const deadLetterRows: RowTable = {
  class: "dead_letters",
  table: "tidemark.dead_letters",
  timeColumn: "received_at",
  // What is kept of a dead letter is at most what came.
  weight: "toFloat64(raw_bytes) + 300",
};

/** What each weighs is alike, so that a share of the rows is a share of the bytes. */
export const operationalRows: readonly RowTable[] = [
  { class: "operational", table: "tidemark.deliveries", timeColumn: "hour", weight: "toFloat64(1)" },
  { class: "operational", table: "tidemark.verdicts", timeColumn: "judged_at", weight: "toFloat64(1)" },
  { class: "operational", table: "tidemark.rule_heartbeats", timeColumn: "evaluated_at", weight: "toFloat64(1)" },
  {
    class: "operational",
    table: "tidemark.incident_log",
    timeColumn: "at",
    weight: "toFloat64(1)",
    // What is not over is folded from all that happened to it.
    staying: "incident_id IN (SELECT incident_id FROM tidemark.incidents WHERE state != 'resolved')",
  },
];

export interface PlannedRows {
  /** Rows before this time go; microseconds since the epoch. */
  readonly before: number;
  readonly reason: "age" | "size";
  readonly rows: number;
  /** About so many. */
  readonly bytes: number;
  /** Of the rows, in microseconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/** Undefined when nothing goes. */
export async function planRows(
  store: Pick<Store, "client">,
  of: RowTable,
  limit: RetentionLimit,
  bytes: number,
  now: Date,
): Promise<PlannedRows | undefined> {
  const byAge = limit.maxAgeSeconds === null ? -Infinity : (now.getTime() - limit.maxAgeSeconds * 1000) * 1000;
  const bySize =
    limit.maxBytes === null || bytes <= limit.maxBytes
      ? -Infinity
      : await sizeCutoff(store, of, limit.maxBytes / bytes);
  const before = Math.max(byAge, bySize);
  if (before === -Infinity) return undefined;
  const found = await countBefore(store, of, before);
  if (found.rows === 0) return undefined;
  return { before, reason: byAge >= bySize ? "age" : "size", ...found, bytes: Math.round(bytes * found.share) };
}

/** The time of the oldest row that may stay, when the newest rows of this share of the weight stay. */
async function sizeCutoff({ client }: Pick<Store, "client">, of: RowTable, share: number): Promise<number> {
  const result = await client.query({
    query: `SELECT toString(toUnixTimestamp64Micro(toDateTime64(minIf(at, kept <= {share:Float64} * total), 6, 'UTC'))) AS cutoff,
        toString(toUnixTimestamp64Micro(toDateTime64(max(at), 6, 'UTC')) + 1) AS all, countIf(kept <= {share:Float64} * total) > 0 AS some
      FROM (
        SELECT ${of.timeColumn} AS at, sum(${of.weight}) OVER (ORDER BY ${of.timeColumn} DESC) AS kept,
          sum(${of.weight}) OVER () AS total
        FROM ${of.table} FINAL)`,
    query_params: { share },
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly cutoff: string; readonly all: string; readonly some: number }>();
  if (row === undefined) return -Infinity;
  return Number(row.some === 1 ? row.cutoff : row.all);
}

interface Found {
  readonly rows: number;
  readonly share: number;
  readonly first: number;
  readonly last: number;
}

async function countBefore({ client }: Pick<Store, "client">, of: RowTable, before: number): Promise<Found> {
  const stays = of.staying === undefined ? "" : ` AND NOT (${of.staying})`;
  const goes = `${of.timeColumn} < ${timeSql(before)}${stays}`;
  const result = await client.query({
    query: `SELECT toFloat64(countIf(${goes})) AS rows, sumIf(${of.weight}, ${goes}) / greatest(1, sum(${of.weight})) AS share,
        ${microsSql(`minIf(${of.timeColumn}, ${goes})`)} AS first, ${microsSql(`maxIf(${of.timeColumn}, ${goes})`)} AS last
      FROM ${of.table} FINAL`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<Found>();
  return row ?? { rows: 0, share: 0, first: 0, last: 0 };
}
