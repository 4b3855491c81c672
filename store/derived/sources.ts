import { pointer } from "./generations.ts";
import { inferredNow, inferredThen } from "./inferred.ts";
import type { Inferred } from "./inferred.ts";
import { mentionedNames } from "./mentioned-names.ts";
import { declaredThen } from "./name-rules.ts";
import { asValue, canonicalNames, judgedAliases } from "./names.ts";
import { deriveTyped } from "./projection.ts";
import type { Projection } from "./projection.ts";
import { aliases } from "./projections/aliases.ts";
import { columnEdges } from "./projections/column-edges.ts";
import { datasets } from "./projections/datasets.ts";
import { facets } from "./projections/facets.ts";
import { jobDatasets } from "./projections/job-datasets.ts";
import { runDatasets } from "./projections/run-datasets.ts";
import { runs } from "./projections/runs.ts";
import {
  joinRunDatasets,
  lastWrites,
  pairEdges,
  settledEdges,
  settledNames,
  settledRunDatasets,
  settledWrites,
  weekOfWrites,
} from "./settled.ts";

/** What a read view may select from, each as text for a FROM clause. */
export interface Sources {
  projection(projection: Projection): string;
  /** Columns of `settledRunDatasets`. */
  readonly runDatasets: string;
  /** `source_…`, `target_…`, `job_…`, `first_seen`, `last_seen`; an edge may be there more than once. */
  readonly edges: string;
  /** Those that a parser has read from SQL, where nobody told any. */
  readonly inferred: Inferred;
  /** `dataset_namespace`, `dataset_name`, `last_written_at`: of the runs of each week, so a dataset is there more than once. */
  readonly writes: string;
  /** See `judgedAliases`. */
  readonly aliases: string;
  /** See `canonicalNames`. */
  readonly names: string;
}

const run = "job_namespace, job_name, run_id";

/** Runs that have said something since they were settled. */
const touched = `(SELECT ${run} FROM tidemark_derived.touched)`;

const edgeColumns =
  "job_namespace, job_name, source_namespace, source_name, target_namespace, target_name, first_seen, last_seen";

/** A column that comes from another says that its table does, whatever the run has named as read and written. */
function declaredEdges(edges: string): string {
  return `SELECT ${edgeColumns} FROM ${edges}`;
}

/**
 * As known now: what is settled, and what is not, computed at once. Only names are those of the last step:
 * to resolve them costs each reader more than they are worth a second earlier.
 */
export function liveSources(): Sources {
  const fresh = joinRunDatasets(pointer(runDatasets), pointer(runs), `(${run}) IN ${touched}`);
  const all = `(
    SELECT ${Object.keys(settledRunDatasets.columns).join(", ")} FROM ${pointer(settledRunDatasets)}
    WHERE (${run}) NOT IN ${touched}
    UNION ALL SELECT ${Object.keys(settledRunDatasets.columns).join(", ")} FROM (${fresh}))`;
  const touchedWrites = `(SELECT ${weekOfWrites} FROM ${pointer(runDatasets)} WHERE role = 'output' AND (${run}) IN ${touched})`;
  return {
    projection: pointer,
    runDatasets: all,
    edges: `(
      SELECT ${edgeColumns} FROM ${pointer(settledEdges)}
      UNION ALL SELECT ${edgeColumns} FROM (${pairEdges(pointer(runDatasets), `(${run}) IN ${touched}`)})
      UNION ALL ${declaredEdges(pointer(columnEdges))})`,
    inferred: inferredNow(),
    writes: `(
      SELECT dataset_namespace, dataset_name, last_written_at FROM ${pointer(settledWrites)}
      WHERE (dataset_namespace, dataset_name, week) NOT IN ${touchedWrites}
      UNION ALL SELECT dataset_namespace, dataset_name, last_written_at
      FROM (${lastWrites(`(SELECT * FROM ${all} WHERE (${weekOfWrites}) IN ${touchedWrites})`)}))`,
    aliases: judgedAliases(pointer(aliases), pointer(facets)),
    names: pointer(settledNames),
  };
}

/** As known at the parameter `at`: all of it from the events that were received by then. */
export function asOfSources(): Sources {
  const events = "(SELECT * FROM tidemark.events WHERE received_at <= {at:DateTime64(6, 'UTC')})";
  const projection = (of: Projection): string => `(${deriveTyped(of, events)})`;
  const all = `(${joinRunDatasets(projection(runDatasets), projection(runs))})`;
  const told = {
    facets: projection(facets),
    jobDatasets: projection(jobDatasets),
    columnEdges: projection(columnEdges),
  };
  const judged = judgedAliases(projection(aliases), projection(facets));
  const mentioned = mentionedNames({ datasets: projection(datasets), columnEdges: told.columnEdges });
  const alias = ["dataset_namespace", "dataset_name", "namespace", "name", "type", "valid"];
  const said = asValue("said_names", judged, alias);
  const configured = asValue("configured_names", declaredThen(mentioned), ["node", "target", "rank"]);
  return {
    projection,
    runDatasets: all,
    edges: `(
      SELECT ${edgeColumns} FROM (${pairEdges(projection(runDatasets))})
      UNION ALL ${declaredEdges(projection(columnEdges))})`,
    inferred: inferredThen(told),
    writes: `(${lastWrites(all)})`,
    aliases: judged,
    names: `(${canonicalNames({
      aliases: said.rows,
      configured: configured.rows,
      values: [said.definition, configured.definition],
    })})`,
  };
}
