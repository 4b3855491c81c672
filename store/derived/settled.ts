import { label, reader, time, timeOrNull } from "./projection.ts";
import type { Columns } from "./projection.ts";
import { runDatasets } from "./projections/run-datasets.ts";
import { runs } from "./projections/runs.ts";
import { weekOfRun } from "./week-of-run.ts";

/**
 * What needs several events of a run at once, so that no view on one insert can give it: computed for
 * the runs that were touched since the last time (`settle`), replaced as a whole. What is not settled yet
 * is computed when read (`sources.ts`), so a reader never waits for it.
 */
export interface Settled {
  readonly name: string;
  readonly columns: Columns;
  readonly engine: string;
  readonly indexes: readonly string[];
}

const runKey = "job_namespace, job_name, run_id";

/** A run's datasets with what became of the run; ordered for questions about a dataset. */
export const settledRunDatasets: Settled = {
  name: "settled_run_datasets",
  columns: {
    job_namespace: label,
    job_name: "String",
    run_id: "String",
    dataset_namespace: label,
    dataset_name: "String",
    role: label,
    rows: "Nullable(Int64)",
    bytes: "Nullable(Int64)",
    files: "Nullable(Int64)",
    version: "String",
    lifecycle: label,
    partition: "String",
    state: label,
    started_at: `Nullable(${time})`,
    ended_at: `Nullable(${time})`,
    nominal_start: `Nullable(${time})`,
    nominal_end: `Nullable(${time})`,
    first_seen: time,
    last_seen: time,
  },
  engine: `ReplacingMergeTree(settled_at) ORDER BY (dataset_namespace, dataset_name, role, ${runKey})`,
  indexes: [
    "run_id run_id TYPE bloom_filter(0.01) GRANULARITY 1",
    "job_name job_name TYPE bloom_filter(0.01) GRANULARITY 1",
    "last_seen last_seen TYPE minmax GRANULARITY 1",
  ],
};

/** Dataset to dataset, through a job. */
export const settledEdges: Settled = {
  name: "settled_edges",
  columns: {
    target_namespace: label,
    target_name: "String",
    source_namespace: label,
    source_name: "String",
    job_namespace: label,
    job_name: "String",
    first_seen: `SimpleAggregateFunction(min, ${time})`,
    last_seen: `SimpleAggregateFunction(max, ${time})`,
  },
  engine:
    "AggregatingMergeTree ORDER BY (target_namespace, target_name, source_namespace, source_name, job_namespace, job_name)",
  indexes: [],
};

/**
 * When a dataset was last written by a run that completed, of the runs of each week: a run that changes has only those of
 * its week looked through again, however long the history.
 */
export const settledWrites: Settled = {
  name: "settled_writes",
  columns: { dataset_namespace: label, dataset_name: "String", week: "UInt8", last_written_at: `Nullable(${time})` },
  engine: "ReplacingMergeTree(settled_at) ORDER BY (dataset_namespace, dataset_name, week)",
  indexes: [],
};

/** See `canonicalNames`: the whole of it, whenever the symlinks or their tombstones have changed. */
export const settledNames: Settled = {
  name: "settled_names",
  columns: { namespace: label, name: "String", canonical_namespace: label, canonical_name: "String" },
  engine: "ReplacingMergeTree(settled_at) ORDER BY (namespace, name)",
  indexes: [],
};

export const settledTables: readonly Settled[] = [settledRunDatasets, settledEdges, settledWrites, settledNames];

const run = reader(runs);
const use = reader(runDatasets);
const rank = run.said("outcome", "rank");
const states = "['', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL']";

/** Of the projection `runs`: the columns that say how it went. */
export const runOutcome = `
      ${states}[${rank} + 1] AS state,
      started_at,
      if(${rank} > 1, ${run.saidAt("outcome")}, NULL) AS ended_at,
      ${timeOrNull(run.said("nominal", "nominal_start"))} AS nominal_start,
      ${timeOrNull(run.said("nominal", "nominal_end"))} AS nominal_end`;

/** The rows of `settled_run_datasets`, from two projections; `where` restricts both to some runs. */
export function joinRunDatasets(used: string, ran: string, where = "1"): string {
  return `
    SELECT
      ${runKey}, dataset_namespace, dataset_name, role,
      ${use.saidOrNull("rows_said")} AS rows, ${use.saidOrNull("bytes_said")} AS bytes, ${use.saidOrNull("files_said")} AS files,
      ${use.said("versioned")} AS version, ${use.said("changed")} AS lifecycle, ${use.said("part")} AS partition,
      state, started_at, ended_at, nominal_start, nominal_end, first_seen, last_seen
    FROM (SELECT * FROM ${used} WHERE ${where}) AS told
    LEFT JOIN (SELECT ${runKey}, ${runOutcome} FROM ${ran} WHERE ${where}) AS outcome USING (${runKey})`;
}

/** The edges of runs: each dataset that a run read, to each that it wrote. */
export function pairEdges(used: string, where = "1"): string {
  return `
    SELECT
      job_namespace, job_name,
      source.1 AS source_namespace, source.2 AS source_name, target.1 AS target_namespace, target.2 AS target_name,
      min(least(source.3, target.3)) AS first_seen, max(greatest(source.4, target.4)) AS last_seen
    FROM (
      SELECT
        ${runKey},
        groupArrayIf((toString(dataset_namespace), dataset_name, first_seen, last_seen), role = 'input') AS inputs,
        groupArrayIf((toString(dataset_namespace), dataset_name, first_seen, last_seen), role = 'output') AS outputs
      FROM ${used}
      WHERE ${where}
      GROUP BY ${runKey}
      HAVING notEmpty(inputs) AND notEmpty(outputs))
    ARRAY JOIN inputs AS source
    ARRAY JOIN outputs AS target
    GROUP BY ALL`;
}

/** A dataset as written by the runs of a week, of tables of what runs did to datasets: a key of `settledWrites`. */
export const weekOfWrites = `dataset_namespace, dataset_name, ${weekOfRun}`;

/** The last writes, from rows of `settled_run_datasets`. */
export function lastWrites(used: string): string {
  return `
    SELECT dataset_namespace, dataset_name, ${weekOfRun} AS week, maxIf(ended_at, state = 'COMPLETE') AS last_written_at
    FROM ${used}
    WHERE role = 'output'
    GROUP BY dataset_namespace, dataset_name, week`;
}
