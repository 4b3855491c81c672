import { z } from "zod";
import { instant, named, pageOf } from "../answer-schemas.ts";
import { during, equals, isAnyOf } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, happened, pageParameters, text } from "../parameters.ts";
import { said, saidName } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

const metricItem = z
  .object({
    dataset: named,
    column: z.string().nullable(),
    metric: z.string().meta({ examples: ["rowCount"] }),
    value: z.number().nullable().meta({ description: "null for what is no number in JSON: infinity" }),
    job: named.nullable(),
    runId: z.string().nullable(),
    eventTime: instant,
    receivedAt: instant,
  })
  .readonly();

export type MetricItem = z.infer<typeof metricItem>;

interface MetricFilter extends Span {
  readonly namespace?: string | undefined;
  readonly datasets?: readonly Named[] | undefined;
  readonly jobs?: readonly Named[] | undefined;
  readonly runId?: string | undefined;
  readonly column?: string | undefined;
  readonly metric?: string | undefined;
}

interface MetricRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly column: string;
  readonly metric: string;
  readonly value: number | null;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly eventTime: string;
  readonly receivedAt: string;
}

/** Measured numbers of datasets and columns, the newest first. */
export const metrics: List<MetricFilter, MetricRow, MetricItem> = {
  name: "metrics",
  from: "metrics",
  order: [
    { sql: "event_time", type: "time", descending: true },
    { sql: "dataset_namespace", type: "text" },
    { sql: "dataset_name", type: "text" },
    { sql: "column", type: "text" },
    { sql: "metric", type: "text" },
    { sql: "job_namespace", type: "text" },
    { sql: "job_name", type: "text" },
    { sql: "run_id", type: "text" },
  ],
  columns: `
    dataset_namespace, dataset_name, column, metric, value, job_namespace, job_name, run_id,
    ${timeText("event_time")} AS eventTime, ${timeText("received_at")} AS receivedAt`,
  conditions: (filter, values) => [
    ...equals("dataset_namespace", filter.namespace, values),
    ...isAnyOf(["dataset_namespace", "dataset_name"], filter.datasets, values),
    ...isAnyOf(["job_namespace", "job_name"], filter.jobs, values),
    ...equals("run_id", filter.runId, values),
    ...equals("column", filter.column, values),
    ...equals("metric", filter.metric, values),
    ...during("event_time", filter, values),
  ],
  item: (row) => ({
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    column: said(row.column),
    metric: row.metric,
    value: row.value,
    job: saidName(row.job_namespace, row.job_name),
    runId: said(row.run_id),
    eventTime: row.eventTime,
    receivedAt: row.receivedAt,
  }),
};

export const metricPage = pageOf(metricItem);

export const metricParameters = z.strictObject({
  dataset: text("namespace/name, or its name alone", "shop.public.orders").optional(),
  namespace: text("of the dataset, exactly", "postgres://db.example.com:5432").optional(),
  job: text("measured by its runs: namespace/name, or its name alone", "shop.load_orders").optional(),
  runId: text("measured by it", "0190d1a2-7c3e-7000-8000-000000000001").optional(),
  column: text("exactly", "order_id").optional(),
  metric: text("exactly", "rowCount").optional(),
  ...happened,
  asOf,
  ...pageParameters(metrics),
});
