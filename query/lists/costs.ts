import { z } from "zod";
import { instant, named, pageOf } from "../answer-schemas.ts";
import { during, equals, isAnyOf } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, happened, pageParameters, text } from "../parameters.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

export const costItem = z
  .object({
    job: named,
    runId: z.string(),
    item: z.string().meta({ description: "what was billed", examples: ["warehouse"] }),
    amount: z.number().nullable(),
    currency: z
      .string()
      .nullable()
      .meta({ description: "ISO 4217", examples: ["EUR"] }),
    quantity: z.number().nullable().meta({ description: "how much of it, in `unit`" }),
    unit: z
      .string()
      .nullable()
      .meta({ examples: ["credit"] }),
    eventTime: instant,
    receivedAt: instant,
  })
  .readonly();

export type CostItem = z.infer<typeof costItem>;

interface CostFilter extends Span {
  readonly namespace?: string | undefined;
  readonly jobs?: readonly Named[] | undefined;
  readonly runId?: string | undefined;
  readonly item?: string | undefined;
  readonly currency?: string | undefined;
}

interface CostRow {
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly item: string;
  readonly currency: string;
  readonly unit: string;
  readonly amount: number | null;
  readonly quantity: number | null;
  readonly eventTime: string;
  readonly receivedAt: string;
}

/** What runs were billed for, the newest first. */
export const costs: List<CostFilter, CostRow, CostItem> = {
  name: "costs",
  from: "costs",
  order: [
    { sql: "event_time", type: "time", descending: true },
    { sql: "job_namespace", type: "text" },
    { sql: "job_name", type: "text" },
    { sql: "run_id", type: "text" },
    { sql: "item", type: "text" },
    { sql: "currency", type: "text" },
    { sql: "unit", type: "text" },
  ],
  columns: `
    job_namespace, job_name, run_id, item, currency, unit, amount, quantity,
    ${timeText("event_time")} AS eventTime, ${timeText("received_at")} AS receivedAt`,
  conditions: (filter, values) => [
    ...equals("job_namespace", filter.namespace, values),
    ...isAnyOf(["job_namespace", "job_name"], filter.jobs, values),
    ...equals("run_id", filter.runId, values),
    ...equals("item", filter.item, values),
    ...equals("upper(currency)", filter.currency?.toUpperCase(), values),
    ...during("event_time", filter, values),
  ],
  item: (row) => ({
    job: { namespace: row.job_namespace, name: row.job_name },
    runId: row.run_id,
    item: row.item,
    amount: row.amount,
    currency: said(row.currency),
    quantity: row.quantity,
    unit: said(row.unit),
    eventTime: row.eventTime,
    receivedAt: row.receivedAt,
  }),
};

export const costPage = pageOf(costItem);

export const costParameters = z.strictObject({
  namespace: text("of the job, exactly", "airflow").optional(),
  job: text("namespace/name, or its name alone", "shop.load_orders").optional(),
  runId: text("exactly", "0190d1a2-7c3e-7000-8000-000000000001").optional(),
  item: text("what was billed", "warehouse").optional(),
  currency: text("ISO 4217", "EUR", 100).optional(),
  ...happened,
  asOf,
  ...pageParameters(costs),
});
