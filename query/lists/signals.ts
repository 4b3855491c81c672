import { z } from "zod";
import { instant, named, pageOf } from "../answer-schemas.ts";
import { contains, during, equals, isAnyOf, isEither } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { pageParameters, someOf, text, time } from "../parameters.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

const states = ["breach", "at_risk", "ok", "learning", "unknown", "excused"] as const;
const severities = ["critical", "error", "warning", "info"] as const;
const kinds = ["dataset", "job", "budget", "platform"] as const;

const number = z.number().nullable();

export const signalItem = z
  .object({
    signal: z.string().meta({ examples: ["freshness"], description: "docs/signals.md lists them" }),
    subject: z.object({ kind: z.enum(kinds), namespace: z.string(), name: z.string() }).readonly(),
    aspect: z
      .string()
      .nullable()
      .meta({ description: "which of several of one signal", examples: ["rows"] }),
    state: z.enum(states),
    severity: z.enum(severities),
    since: instant.meta({ description: "event time at which the state began: when it was due, failed, changed" }),
    judgedAt: instant,
    summary: z.string().meta({ description: "in a sentence" }),
    observed: number.meta({ description: "in `unit`, as the others" }),
    expected: number,
    lower: number,
    upper: number,
    unit: z.string().meta({ examples: ["s", "rows", "EUR"] }),
    p: number.meta({ description: "how often as odd a value comes when nothing is wrong" }),
    deadline: instant.nullable(),
    history: z
      .object({ points: z.number(), wanted: z.number(), from: instant.nullable() })
      .readonly()
      .meta({ description: "how much past it rests on" }),
    owner: z.string().nullable(),
    importance: z.string(),
    run: z
      .object({ job: named, runId: z.string(), error: z.string().nullable() })
      .readonly()
      .nullable()
      .meta({ description: "the run that is the evidence" }),
  })
  .readonly();

export type SignalItem = z.infer<typeof signalItem>;

interface SignalFilter extends Span {
  readonly state?: readonly string[] | undefined;
  readonly severity?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly signal?: string | undefined;
  readonly datasets?: readonly Named[] | undefined;
  readonly jobs?: readonly Named[] | undefined;
  readonly owner?: string | undefined;
  readonly search?: string | undefined;
}

interface SignalRow {
  readonly signal: string;
  readonly subject_kind: SignalItem["subject"]["kind"];
  readonly subject_namespace: string;
  readonly subject_name: string;
  readonly aspect: string;
  readonly state: SignalItem["state"];
  readonly severity: SignalItem["severity"];
  readonly sinceText: string;
  readonly judgedAt: string;
  readonly summary: string;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unit: string;
  readonly p: number | null;
  readonly deadlineText: string | null;
  readonly history_points: number;
  readonly history_wanted: number;
  readonly historyFrom: string | null;
  readonly owner: string;
  readonly importance: string;
  readonly run_job_namespace: string;
  readonly run_job_name: string;
  readonly run_id: string;
  readonly run_error: string;
}

/** What signals say now, what began last first. */
export const signals: List<SignalFilter, SignalRow, SignalItem> = {
  name: "signals",
  from: () => "tidemark.signals",
  order: [
    { sql: "since", type: "time", descending: true },
    { sql: "signal", type: "text" },
    { sql: "subject_kind", type: "text" },
    { sql: "subject_namespace", type: "text" },
    { sql: "subject_name", type: "text" },
    { sql: "aspect", type: "text" },
  ],
  columns: `
    signal, subject_kind, subject_namespace, subject_name, aspect, state, severity, ${timeText("since")} AS sinceText,
    ${timeText("judged_at")} AS judgedAt, summary, observed, expected, lower, upper, unit, p, ${timeText("deadline")} AS deadlineText,
    history_points, history_wanted, ${timeText("history_from")} AS historyFrom, owner, importance, run_job_namespace, run_job_name,
    run_id, run_error`,
  conditions: (filter, values) => [
    ...isEither("state", filter.state, values),
    ...isEither("severity", filter.severity, values),
    ...isEither("subject_kind", filter.kind, values),
    ...equals("signal", filter.signal, values),
    ...ofKind("dataset", filter.datasets),
    ...isAnyOf(["subject_namespace", "subject_name"], filter.datasets, values),
    ...ofKind("job", filter.jobs),
    ...isAnyOf(["subject_namespace", "subject_name"], filter.jobs, values),
    ...equals("owner", filter.owner, values),
    ...contains(["subject_namespace", "subject_name", "aspect", "summary"], filter.search, values),
    ...during("since", filter, values),
  ],
  item: (row) => ({
    signal: row.signal,
    subject: { kind: row.subject_kind, namespace: row.subject_namespace, name: row.subject_name },
    aspect: said(row.aspect),
    state: row.state,
    severity: row.severity,
    since: row.sinceText,
    judgedAt: row.judgedAt,
    summary: row.summary,
    observed: row.observed,
    expected: row.expected,
    lower: row.lower,
    upper: row.upper,
    unit: row.unit,
    p: row.p,
    deadline: row.deadlineText,
    history: { points: row.history_points, wanted: row.history_wanted, from: row.historyFrom },
    owner: said(row.owner),
    importance: row.importance,
    run:
      row.run_id === ""
        ? null
        : {
            job: { namespace: row.run_job_namespace, name: row.run_job_name },
            runId: row.run_id,
            error: said(row.run_error),
          },
  }),
};

function ofKind(kind: "dataset" | "job", names: readonly Named[] | undefined): readonly string[] {
  return names === undefined ? [] : [`subject_kind = '${kind}'`];
}

export const signalPage = pageOf(signalItem);

export const signalParameters = z.strictObject({
  state: someOf(states, "in which state").optional(),
  signal: text("which signal", "freshness", 100).optional(),
  severity: someOf(severities, "what a breach weighs").optional(),
  kind: someOf(kinds, "of what kind of thing").optional(),
  dataset: text("of it: namespace/name, or its name alone", "shop.public.orders").optional(),
  job: text("of it: namespace/name, or its name alone", "shop.load_orders").optional(),
  owner: text("whose owner it is, by expectations", "shop-data").optional(),
  search: text("words in the name, the aspect or the summary", "orders").optional(),
  since: time("in this state since then or later").optional(),
  until: time("in this state since before then").optional(),
  ...pageParameters(signals),
});
