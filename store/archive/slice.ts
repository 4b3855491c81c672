import { timeSql } from "./archive-time.ts";

/** By which of an event's two times a range is meant: when it was received, or when it happened. */
export const archiveTimes = ["received", "event"] as const;
export type ArchiveTime = (typeof archiveTimes)[number];

/** A half-open range of time, [from, to), in microseconds since the epoch. */
export interface ArchiveRange {
  readonly time: ArchiveTime;
  readonly from: number;
  readonly to: number;
}

/** A range that becomes one file. */
export interface Slice extends ArchiveRange {
  /** The file's name without its ending: `2026-01-05`, `2026-01-05-02`. */
  readonly name: string;
  /** About how many; copies that were received again are counted too. */
  readonly events: number;
}

export interface EventTable {
  readonly table: string;
  /** Only of one month's partition: `202601`. */
  readonly partition?: string;
}

export const liveEvents: EventTable = { table: "tidemark.events" };

/** What every copy of an event has the same, in the order of the table. */
const key = "toDate(event_time), job_namespace, job_name, event_time, event_id";

/** More keys than this are not looked up one by one: the table is read in its order instead. */
const mostKeys = 1_000_000;

/**
 * FROM and WHERE of the events of a slice, each once, as first received.
 *
 * An event received twice belongs to the slice of its first reception, so copies outside the slice have a
 * say, and FINAL has to see them. The keys of the slice narrow it to the granules that can hold copies.
 */
export function eventsOfSlice(slice: Slice, { table, partition }: EventTable = liveEvents): string {
  const column = slice.time === "received" ? "received_at" : "event_time";
  const ofPartition = partition === undefined ? "" : ` AND _partition_id = '${partition}'`;
  const within = `${column} >= ${timeSql(slice.from)} AND ${column} < ${timeSql(slice.to)}${ofPartition}`;
  const byKey =
    slice.time === "received" && slice.events <= mostKeys
      ? `(${key}) IN (SELECT ${key} FROM ${table} WHERE ${within}) AND `
      : "";
  return `${table} FINAL WHERE ${byKey}${within}`;
}
