import type { Store } from "../store.ts";
import { timeSql } from "./archive-time.ts";
import type { ArchiveRange, EventTable, Slice } from "./slice.ts";
import { liveEvents } from "./slice.ts";

/** Of one file, in the table's uncompressed bytes: what the engine sorts in memory. */
const sliceBytes = 512 * 1024 ** 2;

interface Day {
  readonly day: string;
  readonly events: number;
}

/** The range cut by day (UTC), and a day that is too much for one file into parts with as many events each. */
export async function planSlices(
  store: Pick<Store, "client">,
  range: ArchiveRange,
  table: EventTable = liveEvents,
  maxBytes: number = sliceBytes,
): Promise<readonly Slice[]> {
  const [days, rowBytes] = await Promise.all([eventsByDay(store, range, table), bytesOfRow(store)]);
  const slices: Slice[] = [];
  for (const { day, events } of days) {
    const start = Date.parse(`${day}T00:00:00Z`) * 1000;
    const from = Math.max(range.from, start);
    const to = Math.min(range.to, start + 86_400_000_000);
    const parts = Math.ceil((events * rowBytes) / maxBytes);
    if (parts <= 1) slices.push({ time: range.time, from, to, name: day, events });
    else slices.push(...(await cut(store, { time: range.time, from, to }, table, day, events, parts)));
  }
  return slices;
}

/** The whole range as one slice. */
export async function wholeSlice(store: Pick<Store, "client">, range: ArchiveRange, name: string): Promise<Slice> {
  const days = await eventsByDay(store, range, liveEvents);
  return { ...range, name, events: days.reduce((sum, { events }) => sum + events, 0) };
}

function within(range: ArchiveRange, { table, partition }: EventTable): string {
  const column = columnOf(range);
  const ofPartition = partition === undefined ? "" : ` AND _partition_id = '${partition}'`;
  return `FROM ${table} WHERE ${column} >= ${timeSql(range.from)} AND ${column} < ${timeSql(range.to)}${ofPartition}`;
}

function columnOf({ time }: ArchiveRange): string {
  return time === "received" ? "received_at" : "event_time";
}

async function eventsByDay(
  { client }: Pick<Store, "client">,
  range: ArchiveRange,
  table: EventTable,
): Promise<readonly Day[]> {
  const result = await client.query({
    query: `SELECT toString(toDate32(${columnOf(range)}, 'UTC')) AS day, toFloat64(count()) AS events
      ${within(range, table)} GROUP BY day ORDER BY day`,
    format: "JSONEachRow",
  });
  return result.json<Day>();
}

/** Uncompressed, on average over the table. */
async function bytesOfRow({ client }: Pick<Store, "client">): Promise<number> {
  const result = await client.query({
    query: `SELECT toFloat64(sum(data_uncompressed_bytes)) / greatest(1, toFloat64(sum(rows))) AS bytes FROM system.parts
      WHERE active AND database = 'tidemark' AND table = 'events'`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly bytes: number }>();
  return row?.bytes ?? 0;
}

/** Events of one microsecond stay together, so there may be fewer parts than asked for. */
async function cut(
  { client }: Pick<Store, "client">,
  range: ArchiveRange,
  table: EventTable,
  day: string,
  events: number,
  parts: number,
): Promise<readonly Slice[]> {
  const levels = Array.from({ length: parts - 1 }, (_, index) => ((index + 1) / parts).toFixed(6));
  const result = await client.query({
    query: `SELECT arrayMap(at -> toString(at), arraySort(arrayDistinct(
        quantilesExact(${levels.join(", ")})(toUnixTimestamp64Micro(${columnOf(range)}))))) AS cuts ${within(range, table)}`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly cuts: readonly string[] }>();
  const inner = (row?.cuts ?? []).map(Number).filter((at) => at > range.from && at < range.to);
  const starts = [range.from, ...inner];
  return starts.map((from, index) => ({
    time: range.time,
    from,
    to: starts[index + 1] ?? range.to,
    name: `${day}-${String(index + 1).padStart(2, "0")}`,
    events: Math.ceil(events / starts.length),
  }));
}
