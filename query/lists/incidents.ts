import { z } from "zod";
import { instant, pageOf } from "../answer-schemas.ts";
import type { BoundValues } from "../bound-values.ts";
import { contains, during, equals, isAnyOf, isEither } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { pageParameters, someOf, text, time, yesOrNo } from "../parameters.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

const states = ["open", "acknowledged", "snoozed", "resolved"] as const;
const severities = ["critical", "error", "warning", "info"] as const;
const kinds = ["dataset", "job", "budget", "platform"] as const;

export const subjectShape = z.object({ kind: z.enum(kinds), namespace: z.string(), name: z.string() }).readonly();
export const severityShape = z.enum(severities);

export const incidentItem = z
  .object({
    id: z.string().meta({ description: "twelve letters and digits", examples: ["yqe0v9zxaebb"] }),
    state: z.enum(states),
    severity: severityShape.meta({ description: "the highest that any breach in it has had" }),
    title: z.string().meta({ description: "what is wrong, in a line" }),
    cause: subjectShape.meta({ description: "the furthest upstream that is in trouble" }),
    signal: z.string().meta({ description: "which says most of it", examples: ["freshness"] }),
    owner: z.string().nullable().meta({ description: "who answers for the cause" }),
    openedAt: instant.meta({ description: "the last time, where it came back" }),
    resolvedAt: instant.nullable(),
    acknowledged: z.object({ at: instant, by: z.string() }).readonly().nullable(),
    snoozedUntil: instant.nullable(),
    mergedInto: z.string().nullable().meta({ description: "the incident that it is now part of" }),
    reopened: z.number().meta({ description: "how often it came back" }),
    breaches: z.object({ all: z.number(), active: z.number() }).readonly(),
    blastRadius: z.number().meta({ description: "datasets downstream of the cause" }),
    notifiedAt: instant.nullable(),
    notifications: z.number().meta({ description: "that were delivered" }),
    updatedAt: instant,
  })
  .readonly();

export type IncidentItem = z.infer<typeof incidentItem>;

export interface IncidentFilter extends Span {
  readonly id?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly severity?: readonly string[] | undefined;
  readonly signal?: string | undefined;
  readonly datasets?: readonly Named[] | undefined;
  readonly jobs?: readonly Named[] | undefined;
  readonly owner?: string | undefined;
  readonly search?: string | undefined;
  readonly heldBack?: boolean | undefined;
}

interface IncidentRow {
  readonly incident_id: string;
  readonly state: IncidentItem["state"];
  readonly severity: IncidentItem["severity"];
  readonly title: string;
  readonly cause_kind: IncidentItem["cause"]["kind"];
  readonly cause_namespace: string;
  readonly cause_name: string;
  readonly signal: string;
  readonly owner: string;
  readonly openedText: string;
  readonly resolvedText: string | null;
  readonly acknowledgedText: string | null;
  readonly acknowledged_by: string;
  readonly snoozedText: string | null;
  readonly merged_into: string;
  readonly reopened: number;
  readonly members: number;
  readonly active_members: number;
  readonly blast_radius: number;
  readonly notifiedText: string | null;
  readonly notifications: number;
  readonly updatedText: string;
}

/** Incidents, the newest first. */
export const incidents: List<IncidentFilter, IncidentRow, IncidentItem> = {
  name: "incidents",
  from: () => "tidemark.incidents",
  order: [
    { sql: "opened_at", type: "time", descending: true },
    { sql: "incident_id", type: "text" },
  ],
  columns: `
    incident_id, state, severity, title, cause_kind, cause_namespace, cause_name, signal, owner, ${timeText("opened_at")} AS openedText,
    ${timeText("resolved_at")} AS resolvedText, ${timeText("acknowledged_at")} AS acknowledgedText, acknowledged_by,
    ${timeText("snoozed_until")} AS snoozedText, merged_into, reopened, members, active_members, blast_radius,
    ${timeText("notified_at")} AS notifiedText, notifications, ${timeText("updated_at")} AS updatedText`,
  conditions: (filter, values) => [
    ...equals("incident_id", filter.id, values),
    ...isEither("state", filter.state, values),
    ...isEither("severity", filter.severity, values),
    ...equals("signal", filter.signal, values),
    ...about("dataset", filter.datasets, values),
    ...about("job", filter.jobs, values),
    ...equals("owner", filter.owner, values),
    ...contains(["incident_id", "title", "cause_namespace", "cause_name"], filter.search, values),
    ...isHeldBack(filter.heldBack),
    ...during("opened_at", filter, values),
  ],
  item: (row) => ({
    id: row.incident_id,
    state: row.state,
    severity: row.severity,
    title: row.title,
    cause: { kind: row.cause_kind, namespace: row.cause_namespace, name: row.cause_name },
    signal: row.signal,
    owner: said(row.owner),
    openedAt: row.openedText,
    resolvedAt: row.resolvedText,
    acknowledged: row.acknowledgedText === null ? null : { at: row.acknowledgedText, by: row.acknowledged_by },
    snoozedUntil: row.snoozedText,
    mergedInto: said(row.merged_into),
    reopened: row.reopened,
    breaches: { all: row.members, active: row.active_members },
    blastRadius: row.blast_radius,
    notifiedAt: row.notifiedText,
    notifications: row.notifications,
    updatedAt: row.updatedText,
  }),
};

/** It is the cause, or in breach because of it. */
function about(kind: "dataset" | "job", names: readonly Named[] | undefined, values: BoundValues): readonly string[] {
  if (names === undefined) return [];
  const isCause = [`cause_kind = '${kind}'`, ...isAnyOf(["cause_namespace", "cause_name"], names, values)];
  const isMember = [`subject_kind = '${kind}'`, ...isAnyOf(["subject_namespace", "subject_name"], names, values)];
  const members = `SELECT incident_id FROM tidemark.incident_members WHERE ${isMember.join(" AND ")}`;
  return [`(${isCause.join(" AND ")}) OR incident_id IN (${members})`];
}

function isHeldBack(asked: boolean | undefined): readonly string[] {
  if (asked === undefined) return [];
  const heldBack = "SELECT incident_id FROM tidemark.notifications WHERE state = 'held_back'";
  return [`incident_id ${asked ? "IN" : "NOT IN"} (${heldBack})`];
}

export const incidentPage = pageOf(incidentItem);

export const incidentParameters = z.strictObject({
  state: someOf(states, "in which state").optional(),
  severity: someOf(severities, "how severe").optional(),
  signal: text("which signal says most of it", "freshness", 100).optional(),
  dataset: text(
    "it is the cause, or in breach because of it: namespace/name, or its name alone",
    "shop.public.orders",
  ).optional(),
  job: text("likewise", "shop.load_orders").optional(),
  owner: text("who answers for the cause", "shop-data").optional(),
  search: text("words in the title, the cause or the id", "orders").optional(),
  heldBack: yesOrNo(
    "whether a notification waits for room in a channel's budget, or for the end of quiet hours",
  ).optional(),
  since: time("opened then or later").optional(),
  until: time("opened before then").optional(),
  ...pageParameters(incidents),
});
