import { tagMap } from "#store/derived/tag-map.ts";
import { millis, saysBackfill } from "./fact-sql.ts";
import { intervalOf, stateOf } from "./fact-rows.ts";
import { nameKey } from "./fact.ts";
import type { Name, SchemaFact } from "./fact.ts";
import type { ToldEvent } from "./fold.ts";

const runTags = tagMap(
  "arrayFirst((value, entity, facet) -> entity = 'run' AND facet = 'tags', facets.value, facets.entity, facets.facet)",
);

/**
 * Events received from `{since}`, not included, to `{until}`, in the order in which they were; at most `{limit}`.
 *
 * @param which a further condition: of some runs only.
 */
export function toldStatement(which = ""): string {
  return `
  SELECT received, at, kind, event_type, job_namespace, job_name, run_id, parent_job_namespace, parent_job_name,
    nominal_from, nominal_to, attempt, error, processing_type, ${saysBackfill("tags")} AS backfill, datasets, assertions, fields, costs
  FROM (
    SELECT event_id, received_at, ${millis("received_at")} AS received, ${millis("event_time")} AS at, kind, event_type, job_namespace,
      job_name, run_id, parent_job_namespace, if(parent_run_id = '', '', parent_job_name) AS parent_job_name,
      ${millis("nominal_start")} AS nominal_from, ${millis("nominal_end")} AS nominal_to, attempt,
      substring(error_message, 1, 500) AS error, processing_type, ${runTags} AS tags,
      arrayMap((role, namespace, name, rows, bytes, files, partition) ->
        CAST((role, namespace, name, rows, bytes, files, partition), 'Tuple(role String, namespace String, name String,
          rows Nullable(Int64), bytes Nullable(Int64), files Nullable(Int64), partition String)'),
        datasets.role, datasets.namespace, datasets.name, datasets.rows, datasets.bytes, datasets.files, datasets.partition) AS datasets,
      arrayMap((namespace, name, column, assertion, label, success, severity, expected, actual, ordinal) ->
        CAST((namespace, name, column, assertion, label, success, severity, substring(expected, 1, 200), substring(actual, 1, 200),
          ordinal), 'Tuple(namespace String, name String, column String, assertion String, label String, success Bool,
          severity String, expected String, actual String, ordinal UInt32)'),
        assertions.dataset_namespace, assertions.dataset_name, assertions.column, assertions.assertion, assertions.name,
        assertions.success, assertions.severity, assertions.expected, assertions.actual,
        arrayEnumerateUniq(assertions.dataset_namespace, assertions.dataset_name, assertions.column, assertions.assertion,
          assertions.name)) AS assertions,
      arrayMap((namespace, name, path, type) ->
        CAST((namespace, name, path, type), 'Tuple(namespace String, name String, path String, type String)'),
        fields.dataset_namespace, fields.dataset_name, fields.path, fields.type) AS fields,
      arrayMap((item, currency, amount) ->
        CAST((item, currency, amount), 'Tuple(item String, currency String, amount Nullable(Float64))'),
        costs.item, costs.currency, costs.amount) AS costs
    FROM tidemark.events
    WHERE received_at > {since:DateTime64(6, 'UTC')} AND received_at <= {until:DateTime64(6, 'UTC')}
      ${which === "" ? "" : `AND ${which}`})
  ORDER BY received_at, event_id
  LIMIT {limit:UInt32}`;
}

export interface ToldRow {
  readonly received: number;
  readonly at: number;
  readonly kind: string;
  readonly event_type: string;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly parent_job_namespace: string;
  /** Empty when no run started it. */
  readonly parent_job_name: string;
  readonly nominal_from: number | null;
  readonly nominal_to: number | null;
  readonly attempt: number | null;
  readonly error: string;
  readonly processing_type: string;
  readonly backfill: number;
  readonly datasets: readonly {
    readonly role: string;
    readonly namespace: string;
    readonly name: string;
    readonly rows: number | null;
    readonly bytes: number | null;
    readonly files: number | null;
    readonly partition: string;
  }[];
  readonly assertions: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly column: string;
    readonly assertion: string;
    readonly label: string;
    readonly success: boolean;
    readonly severity: string;
    readonly expected: string;
    readonly actual: string;
    readonly ordinal: number;
  }[];
  readonly fields: readonly FieldRow[];
  readonly costs: readonly { readonly item: string; readonly currency: string; readonly amount: number | null }[];
}

interface FieldRow extends Name {
  readonly path: string;
  readonly type: string;
}

export function toldEvent(row: ToldRow): ToldEvent {
  return {
    at: row.at,
    receivedAt: row.received,
    runId: row.kind === "run" ? row.run_id : "",
    job: { namespace: row.job_namespace, name: row.job_name },
    parent: row.parent_job_name === "" ? null : { namespace: row.parent_job_namespace, name: row.parent_job_name },
    state: stateOf(row.event_type === "START" ? "RUNNING" : row.event_type),
    isStart: row.event_type === "START",
    nominal: intervalOf(row),
    attempt: row.attempt,
    error: row.error,
    streaming: row.processing_type === "STREAMING",
    backfill: row.backfill === 1,
    datasets: row.datasets.map(({ role, namespace, name, rows, bytes, files, partition }) => ({
      dataset: { namespace, name },
      role,
      rows,
      bytes,
      files,
      partition,
    })),
    checks: row.assertions.flatMap(({ namespace, name, label, ...check }) =>
      name === "" ? [] : [{ ...check, dataset: { namespace, name }, name: label }],
    ),
    schemas: schemasOf(row.fields),
    costs: row.costs.flatMap(({ item, currency, amount }) => (amount === null ? [] : [{ item, currency, amount }])),
  };
}

function schemasOf(fields: readonly FieldRow[]): readonly Pick<SchemaFact, "dataset" | "fields">[] {
  const byDataset = Map.groupBy(fields, nameKey);
  return [...byDataset.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const dataset = { namespace: first.namespace, name: first.name };
    return [{ dataset, fields: all.map(({ path, type }) => ({ path, type })) }];
  });
}
