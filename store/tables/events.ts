import { array, bool, float, integer, label, nested, nullable, payload, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/**
 * One event, one row. All that is derived is fed from this row inside the engine, so it holds what
 * the collector has understood (typed columns) beside what it was sent (`payload`).
 *
 * A replacing table keyed by content: read it with FINAL and each event is there once, as first
 * received. Empty strings mean "not said"; numbers not said are NULL.
 */
export const events = {
  name: "tidemark.events",
  columns: {
    /** The content identity; see `eventIdentity` of the contract. */
    event_id: string,
    /** `run`, `dataset` or `job`. */
    kind: label,
    /** START, RUNNING, COMPLETE, ABORT, FAIL, OTHER; empty when the producer left it out. */
    event_type: label,
    /** When it happened, as the producer says, to the microsecond. */
    event_time: time,
    /** The same as it was written, with its zone and all its digits. */
    event_time_raw: string,
    /** When the log took it; the same on every redelivery. */
    received_at: time,
    /** `nats`, `http`. */
    source: label,
    producer: label,
    schema_url: label,

    job_namespace: label,
    job_name: string,
    run_id: string,
    parent_job_namespace: label,
    parent_job_name: string,
    parent_run_id: string,
    root_job_namespace: label,
    root_job_name: string,
    root_run_id: string,
    nominal_start: nullable(time),
    nominal_end: nullable(time),
    /** `BATCH`, `STREAMING`. */
    processing_type: label,
    /** `SPARK`, `DBT`, `AIRFLOW` … */
    integration: label,
    /** `TASK`, `DAG`, `QUERY`, `MODEL` … */
    job_type: label,
    engine: label,
    engine_version: label,
    error_message: string,
    /** Of the same task, counted from 1; Airflow's `try_number`. */
    attempt: nullable(integer),
    /** The query as the engine that ran it knows it. */
    query_id: string,
    /** `bigquery`, `snowflake` … */
    query_source: label,

    /** What the event says of each dataset: a dataset is here once for each role it plays. */
    datasets: nested({
      /** `input`, `output`; `subject` for a dataset event's own. */
      role: label,
      namespace: label,
      name: string,
      rows: nullable(integer),
      bytes: nullable(integer),
      files: nullable(integer),
      version: string,
      /** `lifecycleStateChange`: CREATE, OVERWRITE, DROP … */
      lifecycle: label,
      /** The part that was read or written: `dt=2026-01-01/region=eu`; empty for the whole dataset. */
      partition: string,
      /** What it was called before a RENAME. */
      previous_namespace: label,
      previous_name: string,
    }),
    /** Other names of a dataset: one for each identifier of its `symlinks`. */
    aliases: nested({
      dataset_namespace: label,
      dataset_name: string,
      namespace: label,
      name: string,
      /** `TABLE`, `LOCATION` … */
      type: label,
    }),
    /** Schema fields, nested ones by their path (`address.city`). */
    fields: nested({
      dataset_namespace: label,
      dataset_name: string,
      path: string,
      type: label,
    }),
    /** One for each pair of a written column and a column it comes from. */
    column_edges: nested({
      target_namespace: label,
      target_name: string,
      target_field: string,
      source_namespace: label,
      source_name: string,
      source_field: string,
      /** `DIRECT`, `INDIRECT`, or empty. */
      type: label,
      subtype: label,
      masking: bool,
    }),
    /** Results of quality checks; the dataset is empty for run-level tests. */
    assertions: nested({
      dataset_namespace: label,
      dataset_name: string,
      column: string,
      assertion: label,
      name: string,
      success: bool,
      severity: label,
      expected: string,
      actual: string,
    }),
    /** Measured numbers of a dataset or column (`rowCount`, `nullCount` …). */
    metrics: nested({
      dataset_namespace: label,
      dataset_name: string,
      column: string,
      metric: label,
      value: float,
    }),
    costs: nested({
      amount: float,
      /** ISO 4217. */
      currency: label,
      /** What was billed: `warehouse`, `storage`, `slot_hours` … */
      item: label,
      quantity: nullable(float),
      unit: label,
    }),
    /** What the run waits for, and what waits for it. */
    dependencies: nested({
      /** `upstream`, `downstream`. */
      direction: label,
      job_namespace: label,
      job_name: string,
      run_id: string,
      /** `DIRECT_INVOCATION`, `IMPLICIT_DEPENDENCY` … */
      type: label,
      /** `FINISH_TO_START/EXECUTE_ON_SUCCESS`: when it follows, and after what end. */
      trigger_rule: label,
    }),
    /**
     * The facets of jobs and datasets that have no columns of their own, unknown ones too, and the tags
     * of the run; each entity's facet at most once. Of those with columns, only that they were deleted.
     */
    facets: nested({
      /** `job`, `dataset`, `run`. */
      entity: label,
      namespace: label,
      /** Of the job or dataset; of the run's job. */
      name: string,
      facet: label,
      /** JSON without `_producer` and `_schemaURL`; empty when deleted. */
      value: string,
      /** A tombstone: the entity has had no such facet since the event's time. */
      deleted: bool,
    }),

    /** Where the event breaks the specification without being refused: `path: what`. */
    violations: array(string),
    /** Heavy facets that were left out on the way: `run.facets.spark.logicalPlan`. */
    truncated: array(string),
    /** The event as it was sent, after redaction. */
    payload,
  },
} as const satisfies Table<TableColumns>;

export type EventRow = Row<typeof events.columns>;
