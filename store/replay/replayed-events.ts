import { flatColumns } from "../columns.ts";
import { quoteIdentifier, timeText } from "../sql-text.ts";
import type { Store } from "../store.ts";
import { events } from "../tables/events.ts";

/** A span of received time, `from` included, `to` not. */
export interface ReceivedSpan {
  readonly from: Date;
  readonly to: Date;
}

/** Events read again wait here until they take the place of those before. */
export const replayedEvents = { name: "tidemark_derived.replayed_events", columns: events.columns } as const;

/** What `events` had in the partitions that the last replay touched, for the way back. */
const before = "tidemark_derived.events_before_replay";

const columns = flatColumns(events.columns)
  .map(({ name }) => quoteIdentifier(name))
  .join(", ");

const within = "received_at >= {from:DateTime64(6, 'UTC')} AND received_at < {to:DateTime64(6, 'UTC')}";

/** Of a row that was read again: no stored one is the same in every column. */
const content = `sipHash128(toString(tuple(${columns})))`;
const differs = `(event_id, ${content}) NOT IN (SELECT event_id, ${content} FROM tidemark.events FINAL WHERE ${within})`;

export async function prepareReplay({ client }: Store): Promise<void> {
  await client.command({ query: `DROP TABLE IF EXISTS ${replayedEvents.name} SYNC` });
  await client.command({ query: `CREATE TABLE ${replayedEvents.name} AS tidemark.events` });
}

export async function forgetReplayed({ client }: Store): Promise<void> {
  await client.command({ query: `DROP TABLE IF EXISTS ${replayedEvents.name} SYNC` });
}

/** How many of the events read again differ from the stored in any column. */
export async function countChanged(store: Store, span: ReceivedSpan): Promise<number> {
  return count(store, `${replayedEvents.name} WHERE ${differs}`, span);
}

export async function countReceived(store: Store, span: ReceivedSpan): Promise<number> {
  return count(store, `tidemark.events FINAL WHERE ${within}`, span);
}

/**
 * Puts the events read again in the place of those that were stored, and keeps these for `undoReplay`.
 * An event whose identity has changed (it is redacted otherwise now) replaces the one before it, but for
 * those in `kept`, by identity, which could not be read again.
 *
 * What is derived still holds what the events said before; it has to be rebuilt.
 */
export async function applyReplay(store: Store, span: ReceivedSpan, kept: readonly string[]): Promise<void> {
  const { client } = store;
  await client.command({ query: `DROP TABLE IF EXISTS ${before} SYNC` });
  await client.command({ query: `CREATE TABLE ${before} AS tidemark.events` });
  for (const partition of await partitionsOf(store, span))
    await client.command({ query: `ALTER TABLE ${before} ATTACH PARTITION ID '${partition}' FROM tidemark.events` });
  await client.command({
    // Of two rows that were received at the same time, the one that was inserted last stays.
    query: `INSERT INTO tidemark.events (${columns}) SELECT ${columns} FROM ${replayedEvents.name} WHERE ${differs}`,
    query_params: times(span),
  });
  await client.command({
    query: `DELETE FROM tidemark.events WHERE ${within}
      AND event_id IN (SELECT event_id FROM ${before} WHERE ${within})
      AND event_id NOT IN (SELECT event_id FROM ${replayedEvents.name}) AND event_id NOT IN ({kept:Array(String)})`,
    query_params: { ...times(span), kept },
  });
}

/** Puts the events back that the last replay has replaced; false when there is nothing to go back to. */
export async function undoReplay(store: Store): Promise<boolean> {
  const { client } = store;
  const known = await client.query({ query: `EXISTS TABLE ${before}`, format: "JSONEachRow" });
  const [answer] = await known.json<{ readonly result: number }>();
  if (answer?.result !== 1) return false;
  await client.command({
    query: `INSERT INTO tidemark.events (${columns}) SELECT ${columns} FROM ${before} FINAL`,
  });
  await client.command({
    query: `DELETE FROM tidemark.events WHERE event_id NOT IN (SELECT event_id FROM ${before})
      AND event_id IN (SELECT event_id FROM ${replayedEvents.name})`,
  });
  await client.command({ query: `DROP TABLE IF EXISTS ${before} SYNC` });
  return true;
}

function times({ from, to }: ReceivedSpan): { readonly from: string; readonly to: string } {
  return { from: timeText(from), to: timeText(to) };
}

async function count({ client }: Store, from: string, span: ReceivedSpan): Promise<number> {
  const result = await client.query({
    query: `SELECT toUInt32(count()) AS n FROM ${from}`,
    query_params: times(span),
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly n: number }>();
  return row?.n ?? 0;
}

async function partitionsOf({ client }: Store, span: ReceivedSpan): Promise<readonly string[]> {
  const result = await client.query({
    query: `SELECT DISTINCT _partition_id AS id FROM tidemark.events WHERE ${within}`,
    query_params: times(span),
    format: "JSONEachRow",
  });
  return (await result.json<{ readonly id: string }>()).map(({ id }) => id);
}
