import { errorCode } from "../error-code.ts";
import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";
import { mentionedNames } from "./mentioned-names.ts";
import { declaredBy, rulesNow } from "./name-rules.ts";
import { canonicalNames, judgedAliases } from "./names.ts";
import { pointer, listGenerations, tableOf } from "./generations.ts";
import { columnEdges } from "./projections/column-edges.ts";
import { datasets } from "./projections/datasets.ts";
import { runDatasets } from "./projections/run-datasets.ts";
import { runs } from "./projections/runs.ts";
import {
  joinRunDatasets,
  lastWrites,
  pairEdges,
  settledEdges,
  settledRunDatasets,
  settledNames,
  settledWrites,
  weekOfWrites,
} from "./settled.ts";
import type { Settled } from "./settled.ts";

/** Rows of the queue in one step, so that a large backlog is worked off in bounded memory. */
const rowsAtOnce = 100_000;

/**
 * Computes what is settled for the runs that were touched since the last call; resolves with how many
 * entries of the queue are left. Harmless when repeated, killed, or called by several processes at once.
 */
export async function settle(store: Store): Promise<number> {
  await settleNames(store);
  const { parts, left } = await waiting(store);
  if (parts.length === 0) return 0;
  const run = "job_namespace, job_name, run_id";
  const touched = `(SELECT ${run} FROM tidemark_derived.touched WHERE _part IN (${parts.map(quoteString).join(", ")}))`;
  const where = `(${run}) IN ${touched}`;
  const written = `(SELECT ${weekOfWrites} FROM ${pointer(runDatasets)} WHERE role = 'output' AND ${where})`;
  await fillAll(store, settledRunDatasets, joinRunDatasets(pointer(runDatasets), pointer(runs), where));
  await fillAll(store, settledEdges, pairEdges(pointer(runDatasets), where));
  await fillAll(
    store,
    settledWrites,
    lastWrites(`(SELECT * FROM ${pointer(settledRunDatasets)} WHERE (${weekOfWrites}) IN ${written})`),
  );
  for (const part of parts) await takeOut(store, part);
  return left;
}

/** Inserts into every generation of a settled table. */
async function fillAll(store: Store, settled: Settled, select: string): Promise<void> {
  for (const generation of await listGenerations(store)) {
    if (generation.name !== settled.name) continue;
    try {
      await fill(store, settled, select, tableOf(generation));
    } catch (error) {
      // Dropped meanwhile, by a rebuild that has filled a newer one.
      if (errorCode(error) !== unknownTable) throw error;
    }
  }
}

const unknownTable = "60";

/** Inserts into one generation of a settled table. */
export async function fill({ client }: Store, settled: Settled, select: string, table: string): Promise<void> {
  const columns = Object.keys(settled.columns).join(", ");
  const [stamp, now] = settled.engine.includes("settled_at") ? [", settled_at", ", now64(6)"] : ["", ""];
  await client.command({ query: `INSERT INTO ${table} (${columns}${stamp}) SELECT ${columns}${now} FROM (${select})` });
}

/** Only when something differs: symlinks and rules are few and change seldom. */
export async function settleNames(store: Store): Promise<void> {
  // A name that nobody says is another's any more is its own again.
  const current = `
    SELECT namespace, name, argMax(said, is_now) AS shown,
      tupleElement(shown, 1) AS canonical_namespace, tupleElement(shown, 2) AS canonical_name, max(settled) AS before
    FROM (
      SELECT toString(namespace) AS namespace, name, (toString(canonical_namespace), canonical_name) AS said, 1 AS is_now,
        ('', '') AS settled
      FROM (${await namesNow(store)})
      UNION ALL
      SELECT namespace, name, (toString(namespace), name), 0, (toString(canonical_namespace), canonical_name)
      FROM ${pointer(settledNames)})
    GROUP BY namespace, name`;
  const query = `SELECT 1 FROM (${current}) WHERE shown != before LIMIT 1`;
  const differing = await store.client.query({ query, format: "JSONEachRow" });
  if ((await differing.json()).length > 0) await fillAll(store, settledNames, current);
}

/** The rows of `settled_names`. */
export async function namesNow(store: Store): Promise<string> {
  const mentioned = mentionedNames({ datasets: pointer(datasets), columnEdges: pointer(columnEdges) });
  return canonicalNames({
    aliases: judgedAliases("tidemark_derived.aliases", "tidemark_derived.facets"),
    configured: declaredBy(await rulesNow(store), mentioned),
  });
}

async function waiting({ client }: Store): Promise<{ readonly parts: readonly string[]; readonly left: number }> {
  const result = await client.query({
    query: `SELECT name, toUInt32(rows) AS rows FROM system.parts
      WHERE database = 'tidemark_derived' AND table = 'touched' AND active ORDER BY min_block_number`,
    format: "JSONEachRow",
  });
  const queue = await result.json<{ readonly name: string; readonly rows: number }>();
  let rows = 0;
  const taken = queue.filter((part, index) => {
    rows += part.rows;
    return index === 0 || rows <= rowsAtOnce;
  });
  const left = queue.slice(taken.length).reduce((sum, part) => sum + part.rows, 0);
  return { parts: taken.map(({ name }) => name), left };
}

const noSuchPart = "232";

async function takeOut({ client }: Store, part: string): Promise<void> {
  try {
    await client.command({ query: `ALTER TABLE tidemark_derived.touched DROP PART ${quoteString(part)}` });
  } catch (error) {
    // Another process has settled the same runs and taken it out.
    if (errorCode(error) !== noSuchPart) throw error;
  }
}
