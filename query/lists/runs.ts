import { z } from "zod";
import { instant, named, pageOf, runRef, tags } from "../answer-schemas.ts";
import { contains, during, equals, hasTag, isAnyOf, isEither } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, pageParameters, someOf, text, time, yesOrNo } from "../parameters.ts";
import { relation } from "#store/derived/relation.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

/** UNKNOWN: no event has said one; also of a run that others name and that has not spoken itself. */
const runStates = ["RUNNING", "COMPLETE", "ABORT", "FAIL", "UNKNOWN"] as const;

export const runItem = z
  .object({
    runId: z.string().meta({ description: "unique within its job" }),
    job: named,
    state: z.enum(runStates),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    durationMs: z.number().nullable().meta({ description: "from start to end" }),
    nominalStart: instant.nullable().meta({ description: "of the interval of data it is for" }),
    nominalEnd: instant.nullable(),
    attempt: z.number().nullable().meta({ description: "1 for the first try" }),
    parent: runRef.nullable(),
    root: runRef.nullable(),
    error: z.string().nullable(),
    engine: z.string().nullable(),
    engineVersion: z.string().nullable(),
    integration: z.string().nullable(),
    jobType: z.string().nullable(),
    processingType: z.string().nullable(),
    producer: z.string().nullable(),
    queryId: z.string().nullable(),
    querySource: z.string().nullable(),
    tags,
    stub: z.boolean().meta({ description: "others name it as parent or root; it has not spoken itself" }),
    firstEventAt: instant.nullable(),
    lastEventAt: instant.nullable(),
    receivedAt: instant.nullable().meta({ description: "when it was first heard of" }),
    endedReceivedAt: instant.nullable().meta({ description: "when it was first heard that it had ended" }),
  })
  .readonly();

export type RunItem = z.infer<typeof runItem>;

export interface RunFilter extends Span {
  readonly namespace?: string | undefined;
  readonly jobs?: readonly Named[] | undefined;
  /** Runs that read or write one of them. */
  readonly datasets?: readonly Named[] | undefined;
  readonly runId?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly search?: string | undefined;
  readonly tag?: string | undefined;
  readonly parentRunId?: string | undefined;
  readonly rootRunId?: string | undefined;
  readonly stub?: boolean | undefined;
  readonly asOf?: Date | undefined;
}

export interface RunRow {
  readonly run_id: string;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly state: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly duration_ms: number | null;
  readonly nominalStart: string | null;
  readonly nominalEnd: string | null;
  readonly attempt: number | null;
  readonly parent_job_namespace: string;
  readonly parent_job_name: string;
  readonly parent_run_id: string;
  readonly root_job_namespace: string;
  readonly root_job_name: string;
  readonly root_run_id: string;
  readonly error: string;
  readonly engine: string;
  readonly engine_version: string;
  readonly integration: string;
  readonly job_type: string;
  readonly processing_type: string;
  readonly producer: string;
  readonly query_id: string;
  readonly query_source: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly stub: boolean;
  readonly firstEventAt: string | null;
  readonly lastEventAt: string | null;
  readonly receivedAt: string | null;
  readonly endedReceivedAt: string | null;
}

export const runColumns = `
  run_id, job_namespace, job_name, state, ${timeText("started_at")} AS startedAt, ${timeText("ended_at")} AS endedAt,
  duration_ms, ${timeText("nominal_start")} AS nominalStart, ${timeText("nominal_end")} AS nominalEnd, attempt,
  parent_job_namespace, parent_job_name, parent_run_id, root_job_namespace, root_job_name, root_run_id,
  error, engine, engine_version, integration, job_type, processing_type, producer, query_id, query_source, tags, stub,
  ${timeText("first_event_at")} AS firstEventAt, ${timeText("last_event_at")} AS lastEventAt,
  ${timeText("received_at")} AS receivedAt, ${timeText("ended_received_at")} AS endedReceivedAt`;

/** When a run started, as far as is known; those of which no time is known come last. */
export const startTime = "coalesce(started_at, first_event_at, toDateTime64(0, 6, 'UTC'))";

export const runKey = ["job_namespace", "job_name", "run_id"] as const;

/** Runs, the newest first. */
export const runs: List<RunFilter, RunRow, RunItem> = {
  name: "runs",
  from: "runs",
  order: [
    { sql: startTime, type: "time", descending: true },
    { sql: "job_namespace", type: "text" },
    { sql: "job_name", type: "text" },
    { sql: "run_id", type: "text" },
  ],
  key: runKey,
  columns: runColumns,
  conditions: (filter, values) => [
    ...equals("job_namespace", filter.namespace, values),
    ...isAnyOf(["job_namespace", "job_name"], filter.jobs, values),
    ...equals("run_id", filter.runId, values),
    ...isEither(
      "state",
      filter.state?.map((state) => (state === "UNKNOWN" ? "" : state)),
      values,
    ),
    ...contains(["job_namespace", "job_name", "run_id", "error"], filter.search, values),
    ...hasTag("tags", filter.tag, values),
    ...equals("parent_run_id", filter.parentRunId, values),
    ...equals("root_run_id", filter.rootRunId, values),
    ...(filter.stub === undefined ? [] : [`stub = ${values.bind("Bool", filter.stub)}`]),
    ...during(startTime, filter, values),
    ...isAnyOf(["dataset_namespace", "dataset_name"], filter.datasets, values).map(
      (condition) =>
        `(job_namespace, job_name, run_id) IN (SELECT job_namespace, job_name, run_id FROM ${relation("run_datasets", filter.asOf)} WHERE ${condition})`,
    ),
  ],
  item: runOf,
};

export function runOf(row: RunRow): RunItem {
  return {
    runId: row.run_id,
    job: { namespace: row.job_namespace, name: row.job_name },
    state: runStates.find((state) => state === row.state) ?? "UNKNOWN",
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    durationMs: row.duration_ms,
    nominalStart: row.nominalStart,
    nominalEnd: row.nominalEnd,
    attempt: row.attempt,
    parent: refOf(row.parent_job_namespace, row.parent_job_name, row.parent_run_id),
    root: refOf(row.root_job_namespace, row.root_job_name, row.root_run_id),
    error: said(row.error),
    engine: said(row.engine),
    engineVersion: said(row.engine_version),
    integration: said(row.integration),
    jobType: said(row.job_type),
    processingType: said(row.processing_type),
    producer: said(row.producer),
    queryId: said(row.query_id),
    querySource: said(row.query_source),
    tags: row.tags,
    stub: row.stub,
    firstEventAt: row.firstEventAt,
    lastEventAt: row.lastEventAt,
    receivedAt: row.receivedAt,
    endedReceivedAt: row.endedReceivedAt,
  };
}

function refOf(namespace: string, name: string, runId: string): z.infer<typeof runRef> | null {
  return runId === "" ? null : { job: { namespace, name }, runId };
}

export const runPage = pageOf(runItem);

export const runParameters = z.strictObject({
  namespace: text("of the job, exactly", "airflow").optional(),
  job: text("its job: namespace/name, or the name alone", "shop.load_orders").optional(),
  dataset: text("a dataset it reads or writes: namespace/name, or its name alone", "shop.public.orders").optional(),
  runId: text("exactly", "0190d1a2-7c3e-7000-8000-000000000001").optional(),
  state: someOf(runStates, `its state: ${runStates.join(", ")}; several with commas between`).optional(),
  search: text("words in the job's name, the run id or the error", "timeout").optional(),
  tag: text("a tag it has: its key, or key=value", "team=sales").optional(),
  parentRunId: text("runs that this run started", "0190d1a2-7c3e-7000-8000-000000000001").optional(),
  rootRunId: text("runs of which this is the root", "0190d1a2-7c3e-7000-8000-000000000001").optional(),
  stub: yesOrNo("only runs that have not spoken themselves, or only the others").optional(),
  since: time("started at or after").optional(),
  until: time("started before").optional(),
  asOf,
  ...pageParameters(runs),
});
