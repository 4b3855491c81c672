import { z } from "zod";
import { instant, named, pageOf } from "../answer-schemas.ts";
import { contains, during, equals, isAnyOf } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, happened, pageParameters, text, yesOrNo } from "../parameters.ts";
import { said, saidName } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

export const qualityItem = z
  .object({
    dataset: named.nullable().meta({ description: "null for a test of the run itself" }),
    column: z.string().nullable(),
    assertion: z.string().meta({ examples: ["not_null"] }),
    name: z.string().nullable(),
    ordinal: z.number().meta({ description: "tells apart checks that are alike in one event" }),
    success: z.boolean(),
    severity: z
      .string()
      .nullable()
      .meta({ examples: ["error"] }),
    expected: z.string().nullable(),
    actual: z.string().nullable(),
    job: named.nullable(),
    runId: z.string().nullable(),
    eventTime: instant,
    receivedAt: instant,
  })
  .readonly();

export type QualityItem = z.infer<typeof qualityItem>;

export interface QualityFilter extends Span {
  readonly namespace?: string | undefined;
  readonly datasets?: readonly Named[] | undefined;
  readonly jobs?: readonly Named[] | undefined;
  readonly runId?: string | undefined;
  readonly column?: string | undefined;
  readonly assertion?: string | undefined;
  readonly severity?: string | undefined;
  readonly success?: boolean | undefined;
  readonly search?: string | undefined;
}

interface QualityRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly column: string;
  readonly assertion: string;
  readonly name: string;
  readonly ordinal: number;
  readonly success: boolean;
  readonly severity: string;
  readonly expected: string;
  readonly actual: string;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly eventTime: string;
  readonly receivedAt: string;
}

/** Results of checks, the newest first. */
export const quality: List<QualityFilter, QualityRow, QualityItem> = {
  name: "quality",
  from: "quality",
  order: [
    { sql: "event_time", type: "time", descending: true },
    { sql: "dataset_namespace", type: "text" },
    { sql: "dataset_name", type: "text" },
    { sql: "column", type: "text" },
    { sql: "assertion", type: "text" },
    { sql: "name", type: "text" },
    { sql: "ordinal", type: "number" },
    { sql: "job_namespace", type: "text" },
    { sql: "job_name", type: "text" },
    { sql: "run_id", type: "text" },
  ],
  columns: `
    dataset_namespace, dataset_name, column, assertion, name, ordinal, success, severity, expected, actual,
    job_namespace, job_name, run_id, ${timeText("event_time")} AS eventTime, ${timeText("received_at")} AS receivedAt`,
  conditions: (filter, values) => [
    ...equals("dataset_namespace", filter.namespace, values),
    ...isAnyOf(["dataset_namespace", "dataset_name"], filter.datasets, values),
    ...isAnyOf(["job_namespace", "job_name"], filter.jobs, values),
    ...equals("run_id", filter.runId, values),
    ...equals("column", filter.column, values),
    ...equals("assertion", filter.assertion, values),
    ...equals("lower(severity)", filter.severity?.toLowerCase(), values),
    ...(filter.success === undefined ? [] : [`success = ${values.bind("Bool", filter.success)}`]),
    ...contains(["dataset_namespace", "dataset_name", "column", "assertion", "name"], filter.search, values),
    ...during("event_time", filter, values),
  ],
  item: (row) => ({
    dataset: saidName(row.dataset_namespace, row.dataset_name),
    column: said(row.column),
    assertion: row.assertion,
    name: said(row.name),
    ordinal: row.ordinal,
    success: row.success,
    severity: said(row.severity),
    expected: said(row.expected),
    actual: said(row.actual),
    job: saidName(row.job_namespace, row.job_name),
    runId: said(row.run_id),
    eventTime: row.eventTime,
    receivedAt: row.receivedAt,
  }),
};

export const qualityPage = pageOf(qualityItem);

export const qualityParameters = z.strictObject({
  dataset: text("checks of it: namespace/name, or its name alone", "shop.public.orders").optional(),
  namespace: text("of the dataset, exactly", "postgres://db.example.com:5432").optional(),
  job: text("checks by its runs: namespace/name, or its name alone", "shop.load_orders").optional(),
  runId: text("checks by it", "0190d1a2-7c3e-7000-8000-000000000001").optional(),
  column: text("checks of it", "order_id").optional(),
  assertion: text("what is checked", "not_null").optional(),
  severity: text("how bad a failure is", "error", 100).optional(),
  success: yesOrNo("only checks that passed, or only those that failed").optional(),
  search: text("words in dataset, column, assertion or name", "unique").optional(),
  ...happened,
  asOf,
  ...pageParameters(quality),
});
