import { createHash } from "node:crypto";
import { withSchemaLock } from "../migrations/schema-lock.ts";
import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";
import {
  announceChanges,
  createGeneration,
  currentGenerations,
  derivedTables,
  digestOf,
  listGenerations,
  pointTo,
  prepareRegister,
} from "./generations.ts";
import { asOfSources, liveSources } from "./sources.ts";
import { views } from "./views/views.ts";
import type { View } from "./views/view.ts";

/**
 * Makes what is derived: projections with what feeds them, and the read views. Unlike the tables of the
 * truth these are not migrated: a definition that has changed is filled anew beside the old one
 * (`outdated`, `rebuild`), which goes on answering until then.
 */
export async function installDerived(store: Store): Promise<void> {
  await withSchemaLock(store, async (checkLock) => {
    await prepareRegister(store);
    for (const query of bookkeeping) await store.client.command({ query });
    const current = await currentGenerations(store);
    const empty = await hasNoEvents(store);
    for (const derived of derivedTables) {
      if (current.has(derived.name)) continue;
      await checkLock();
      const generation = { name: derived.name, generation: 1, digest: digestOf(derived), filled: empty };
      await createGeneration(store, derived, generation);
      await announceChanges(store, derived, generation);
      await pointTo(store, derived, generation);
    }
    await checkLock();
    await installViews(store);
  });
}

/**
 * A view of today's may not be possible over a table of an older definition: the view that is there stays
 * until a rebuild has replaced the table, and calls this again.
 */
export async function installViews(store: Store): Promise<void> {
  const older = (await outdated(store)).length > 0;
  const installed = await installedViews(store);
  for (const { name, sql } of views.flatMap(statements)) {
    const comment = createHash("sha256").update(sql).digest("hex").slice(0, 16);
    if (installed.get(name) === comment) continue;
    try {
      await store.client.command({
        query: `CREATE OR REPLACE VIEW tidemark.${name} AS ${sql} COMMENT ${quoteString(comment)}`,
      });
    } catch (error) {
      if (!older) throw error;
    }
  }
}

/** The names of those whose current table is not what today's definition would give from all events. */
export async function outdated(store: Store): Promise<readonly string[]> {
  const current = await currentGenerations(store);
  const generations = await listGenerations(store);
  return derivedTables
    .filter((derived) => {
      const generation = generations.find(
        ({ name, generation: number }) => name === derived.name && number === current.get(name),
      );
      return generation === undefined || !generation.filled || generation.digest !== digestOf(derived);
    })
    .map(({ name }) => name);
}

const bookkeeping: readonly string[] = [
  // The queue of runs to be settled: what is settled is taken out part by part, so parts stay as they were inserted.
  `CREATE TABLE IF NOT EXISTS tidemark_derived.touched (
    job_namespace LowCardinality(String), job_name String, run_id String
  ) ENGINE = MergeTree ORDER BY (job_namespace, job_name, run_id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, max_bytes_to_merge_at_max_space_in_pool = 1,
    parts_to_delay_insert = 100000, parts_to_throw_insert = 100000`,
  // How far a rebuild has come.
  `CREATE TABLE IF NOT EXISTS tidemark_derived.rebuilt (
    target String, chunk String, finished_at DateTime64(6, 'UTC') DEFAULT now64(6)
  ) ENGINE = ReplacingMergeTree(finished_at) ORDER BY (target, chunk)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
];

async function hasNoEvents({ client }: Store): Promise<boolean> {
  const result = await client.query({ query: "SELECT 1 FROM tidemark.events LIMIT 1", format: "JSONEachRow" });
  return (await result.json()).length === 0;
}

async function installedViews({ client }: Store): Promise<ReadonlyMap<string, string>> {
  const result = await client.query({
    query: "SELECT name, comment FROM system.tables WHERE database = 'tidemark' AND engine = 'View'",
    format: "JSONEachRow",
  });
  const rows = await result.json<{ readonly name: string; readonly comment: string }>();
  return new Map(rows.map(({ name, comment }) => [name, comment]));
}

function statements(view: View): readonly { readonly name: string; readonly sql: string }[] {
  return [
    { name: view.name, sql: typed(view, view.sql(liveSources())) },
    { name: `${view.name}_as_of`, sql: typed(view, view.sql(asOfSources())) },
  ];
}

/** The documented columns, of the documented types. */
function typed({ columns }: View, sql: string): string {
  const casts = Object.entries(columns).map(
    ([name, [type]]) => `CAST(${name}, '${type.replaceAll("'", "\\'")}') AS ${name}`,
  );
  return `SELECT ${casts.join(", ")} FROM (${sql})`;
}
