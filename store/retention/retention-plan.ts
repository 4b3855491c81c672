import { timeText } from "../archive/archive-time.ts";
import type { Store } from "../store.ts";
import { boundsOf, chooseMonths } from "./months.ts";
import type { ChosenMonth } from "./months.ts";
import type { RetentionLimit, RetentionPolicy, TableClass } from "./retention-policy.ts";
import { tableClasses } from "./retention-policy.ts";
import { deadLetterRows, operationalRows, planRows } from "./row-cutoff.ts";
import type { RowTable } from "./row-cutoff.ts";
import { classUsage, eventMonths, runMonths } from "./usage.ts";
import type { ClassUsage } from "./usage.ts";

/** Something that the policy says goes. */
export interface PlannedDrop {
  readonly class: TableClass;
  readonly table: string;
  /** A month (`2026-01`), else undefined. */
  readonly month: string | undefined;
  /** Rows of times before it go; RFC 3339, UTC. */
  readonly before: string;
  readonly reason: "age" | "size";
  /** For a person. */
  readonly why: string;
  readonly rows: number;
  /** On disk; of rows of a table without partitions about so many. */
  readonly bytes: number;
  /** Microseconds since the epoch. */
  readonly range: { readonly first: number; readonly last: number };
}

export interface RetentionPlan {
  readonly drops: readonly PlannedDrop[];
  readonly usage: Readonly<Record<TableClass, ClassUsage>>;
  /** Limits that cannot be kept, and why. */
  readonly notes: readonly string[];
}

/** What goes by the policy now. Changes nothing. */
export async function planRetention(store: Store, policy: RetentionPolicy, now: Date): Promise<RetentionPlan> {
  const usage = await classUsage(store);
  const drops = [
    ...(await eventDrops(store, policy.limits.events, now, usage.events.bytes)),
    ...(await runDrops(store, policy.limits.derived, now, usage.derived.bytes)),
    ...(await rowDrops(store, policy, now, deadLetterRows, usage.dead_letters.bytes)),
  ];
  for (const of of operationalRows) drops.push(...(await rowDrops(store, policy, now, of, usage.operational.bytes)));
  return { drops, usage, notes: tableClasses.flatMap((each) => notesOf(each, policy, usage[each], drops)) };
}

/** A drop for each month, since each is a partition and has an archive of its own. */
async function eventDrops(
  store: Store,
  limit: RetentionLimit,
  now: Date,
  total: number,
): Promise<readonly PlannedDrop[]> {
  if (keepsAll(limit)) return [];
  return chooseMonths(await eventMonths(store), limit, now, total).map((month) =>
    monthsDrop("events", "tidemark.events", [month], limit),
  );
}

/** One drop for all months, since each rewrites the tables. */
async function runDrops(
  store: Store,
  limit: RetentionLimit,
  now: Date,
  total: number,
): Promise<readonly PlannedDrop[]> {
  if (keepsAll(limit)) return [];
  const months = chooseMonths(await runMonths(store), limit, now, total);
  return months.length === 0 ? [] : [monthsDrop("derived", "tidemark_derived.runs", months, limit)];
}

/** `months` are not empty, the oldest first. */
function monthsDrop(of: TableClass, table: string, months: readonly ChosenMonth[], limit: RetentionLimit): PlannedDrop {
  const first = months[0]?.month ?? "";
  const last = months.at(-1)?.month ?? "";
  const reason = months.at(-1)?.reason ?? "age";
  const { to } = boundsOf(last);
  return {
    class: of,
    table,
    month: of === "events" ? first : undefined,
    before: timeText(to),
    reason,
    why: whyText(reason, limit),
    rows: months.reduce((sum, { rows }) => sum + rows, 0),
    bytes: Math.round(months.reduce((sum, { bytes }) => sum + bytes, 0)),
    range: { first: boundsOf(first).from, last: to - 1 },
  };
}

function keepsAll({ maxAgeSeconds, maxBytes }: RetentionLimit): boolean {
  return maxAgeSeconds === null && maxBytes === null;
}

async function rowDrops(
  store: Store,
  { limits }: RetentionPolicy,
  now: Date,
  of: RowTable,
  bytes: number,
): Promise<readonly PlannedDrop[]> {
  const limit = limits[of.class];
  const planned = await planRows(store, of, limit, bytes, now);
  if (planned === undefined) return [];
  const { before, reason, rows, first, last } = planned;
  return [
    {
      class: of.class,
      table: of.table,
      month: undefined,
      before: timeText(before),
      reason,
      why: whyText(reason, limit),
      rows,
      bytes: planned.bytes,
      range: { first, last },
    },
  ];
}

function whyText(reason: "age" | "size", { maxAgeSeconds, maxBytes }: RetentionLimit): string {
  return reason === "age"
    ? `older than ${daysText(maxAgeSeconds ?? 0)}`
    : `the class holds more than ${(maxBytes ?? 0).toLocaleString("en-US")} bytes`;
}

function daysText(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days === 1 ? "1 day" : `${days} days`;
}

function notesOf(
  of: TableClass,
  { limits }: RetentionPolicy,
  { bytes }: ClassUsage,
  drops: readonly PlannedDrop[],
): readonly string[] {
  const { maxBytes } = limits[of];
  const left = bytes - drops.filter((drop) => drop.class === of).reduce((sum, drop) => sum + drop.bytes, 0);
  if (maxBytes === null || left <= maxBytes) return [];
  const said = `${of} will still hold ${Math.round(left).toLocaleString("en-US")} bytes, more than ${maxBytes.toLocaleString("en-US")}`;
  if (of === "events") return [`${said}: the month that is going on is never dropped`];
  if (of === "derived") return [`${said}: runs of this month, and what is known of jobs, datasets and lineage, stay`];
  return [];
}
