import type { Store } from "../store.ts";
import { quoteIdentifier, quoteString } from "../sql-text.ts";

const prefix = "events_leaving_";

/** The table that a month's partition is moved into before it is dropped: what comes in meanwhile stays in `events`. */
export function leavingTable(month: string): string {
  return `tidemark.${prefix}${month.replace("-", "")}`;
}

/**
 * Takes a month out of `events`, in one step. `claim` names who does it: of several collectors on one
 * server only one may.
 *
 * False when another has begun to.
 */
export async function moveOut({ client }: Store, month: string, claim: string): Promise<boolean> {
  try {
    await client.command({
      query: `CREATE TABLE ${leavingTable(month)} AS tidemark.events COMMENT ${quoteString(claim)}`,
    });
  } catch (error) {
    if (codeOf(error) === codes.tableAlreadyExists) return false;
    throw error;
  }
  await client.command({
    query: `ALTER TABLE tidemark.events MOVE PARTITION ID ${partitionOf(month)} TO TABLE ${leavingTable(month)}`,
  });
  return true;
}

/** The opposite; what has come into that month since stays too. */
export async function moveBack(store: Store, month: string): Promise<void> {
  try {
    await store.client.command({
      query: `ALTER TABLE ${leavingTable(month)} MOVE PARTITION ID ${partitionOf(month)} TO TABLE tidemark.events`,
    });
  } catch (error) {
    if (codeOf(error) !== codes.incompatibleColumns) throw error;
    await copyBack(store, month);
  }
  await dropMoved(store, month);
}

/** What was taken out is gone. */
export async function dropMoved({ client }: Pick<Store, "client">, month: string): Promise<void> {
  await client.command({ query: `DROP TABLE IF EXISTS ${leavingTable(month)} SYNC` });
}

/** Whoever took a month out so long ago has died: dropping one takes minutes. */
const abandonedAfterSeconds = 86_400;

/** Brings back what was taken out under this claim, or very long ago, and not dropped. The months. */
export async function bringBack(store: Store, claim: string): Promise<readonly string[]> {
  const result = await store.client.query({
    query: `SELECT substring(name, length({prefix:String}) + 1) AS partition FROM system.tables
      WHERE database = 'tidemark' AND startsWith(name, {prefix:String})
        AND (comment = {claim:String} OR dateDiff('second', metadata_modification_time, now()) > {old:UInt32})
      ORDER BY partition`,
    query_params: { prefix, claim, old: abandonedAfterSeconds },
    format: "JSONEachRow",
  });
  const found = await result.json<{ readonly partition: string }>();
  const months = found.map(({ partition }) => `${partition.slice(0, 4)}-${partition.slice(4)}`);
  for (const month of months) await moveBack(store, month);
  return months;
}

/** `events` has got columns since. Rows that were copied before a crash are copied again, which has no effect. */
async function copyBack({ client }: Store, month: string): Promise<void> {
  const result = await client.query({
    query: `SELECT name FROM system.columns
      WHERE concat(database, '.', table) = {table:String} AND default_kind = '' ORDER BY position`,
    query_params: { table: leavingTable(month) },
    format: "JSONEachRow",
  });
  const columns = (await result.json<{ readonly name: string }>()).map(({ name }) => quoteIdentifier(name)).join(", ");
  await client.command({
    query: `INSERT INTO tidemark.events (${columns}) SELECT ${columns} FROM ${leavingTable(month)}`,
  });
}

function partitionOf(month: string): string {
  return quoteString(month.replace("-", ""));
}

/** https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const codes = { tableAlreadyExists: "57", incompatibleColumns: "122" } as const;

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
