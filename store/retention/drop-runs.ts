import { microsOf, timeSql } from "../archive/archive-time.ts";
import { listGenerations, tableOf } from "../derived/generations.ts";
import type { Store } from "../store.ts";
import { recordDrop } from "./drops.ts";
import type { PlannedDrop } from "./retention-plan.ts";
import type { DropOutcome } from "./retention-report.ts";
import { lastHeard, runTables } from "./usage.ts";

const leaving = "tidemark_derived.runs_leaving";

/**
 * Forgets the runs that were last heard of before a time: what they did, what was measured and tested, what
 * they cost. No copy is kept, since they are derived again from the events, archived ones too. What is known
 * of jobs, datasets, schemas and lineage stays.
 */
export async function dropRuns(store: Store, planned: PlannedDrop): Promise<DropOutcome> {
  const { client } = store;
  const before = timeSql(microsOf(planned.before));
  // Written down first: the last table tells which they are, and loses them too.
  await client.command({ query: `DROP TABLE IF EXISTS ${leaving} SYNC` });
  await client.command({
    query: `CREATE TABLE ${leaving} ENGINE = MergeTree ORDER BY (job_namespace, job_name, run_id) AS
      SELECT job_namespace, job_name, run_id FROM tidemark_derived.runs WHERE ${lastHeard} < ${before}`,
  });
  const rows = await countLeaving(store);
  const generations = await listGenerations(store);
  for (const [name, column] of Object.entries(runTables)) {
    const byTime =
      column === "observed_by" ? ` OR (startsWith(observed_by, 'event:') AND received_at < ${before})` : "";
    for (const generation of generations.filter((each) => each.name === name))
      await client.command({
        query: `ALTER TABLE ${tableOf(generation)} DELETE
          WHERE (job_namespace, job_name, ${column}) IN (SELECT job_namespace, job_name, run_id FROM ${leaving})${byTime}
          SETTINGS mutations_sync = 2`,
      });
  }
  await recordDrop(
    store,
    {
      class: "derived",
      table: planned.table,
      part: `before ${planned.before}`,
      reason: planned.reason,
      first_at: planned.range.first,
      last_at: planned.range.last,
      rows,
      bytes: planned.bytes,
      archive: "",
    },
    String(Date.now()),
  );
  await client.command({ query: `DROP TABLE IF EXISTS ${leaving} SYNC` });
  return { kind: "dropped", planned, rows, archive: "" };
}

async function countLeaving({ client }: Store): Promise<number> {
  const result = await client.query({
    query: `SELECT toFloat64(count()) AS rows FROM ${leaving}`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly rows: number }>();
  return row?.rows ?? 0;
}
