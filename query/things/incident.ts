import { z } from "zod";
import { instant } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import { incidentChain } from "../graph/incident-chain.ts";
import type { GraphSource } from "../graph/graph-keeper.ts";
import { selectPage } from "../list.ts";
import { incidentItem, incidents, severityShape, subjectShape } from "../lists/incidents.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

type Subject = z.infer<typeof subjectShape>;

const member = z
  .object({
    signal: z.string(),
    subject: subjectShape,
    aspect: z.string().nullable(),
    state: z.enum(["breach", "at_risk"]),
    severity: severityShape,
    since: instant.nullable(),
    summary: z.string(),
    joinedAt: instant,
    leftAt: instant.nullable(),
    leftBecause: z
      .string()
      .nullable()
      .meta({ examples: ["recovered"] }),
  })
  .readonly();

const notification = z
  .object({
    channel: z.string(),
    notice: z.string().meta({ examples: ["opened"] }),
    state: z.enum(["held_back", "sending", "retrying", "failed", "delivered"]),
    requestedAt: instant,
    deliveredAt: instant.nullable(),
    attempts: z.number(),
    error: z.string().nullable(),
    retryAt: instant.nullable(),
    heldBackBecause: z.string().nullable(),
    title: z.string().nullable(),
  })
  .readonly();

const happening = z
  .object({
    at: instant,
    kind: z.string().meta({ examples: ["opened"] }),
    by: z.string().nullable().meta({ description: "who; null: Tidemark" }),
    signal: z.string().nullable(),
    subject: subjectShape
      .nullable()
      .meta({ description: "of the breach that joined or left; the cause, where it was found further up" }),
    severity: severityShape.nullable(),
    summary: z.string().nullable(),
    channel: z.string().nullable(),
    notice: z.string().nullable(),
    reason: z.string().nullable(),
    until: instant.nullable(),
    into: z.string().nullable(),
  })
  .readonly();

const link = z
  .object({
    ...subjectShape.unwrap().shape,
    depth: z.number().meta({ description: "steps from the cause; what follows with one more hangs on it" }),
    isBreached: z.boolean(),
  })
  .readonly();

export const incidentDetail = z
  .object({
    ...incidentItem.unwrap().shape,
    chain: z
      .array(link)
      .readonly()
      .meta({ description: "from the cause to each that is in breach because of it, and what lies between" }),
    members: z.array(member).readonly(),
    notifications: z.array(notification).readonly(),
    timeline: z.array(happening).readonly().meta({ description: "what happened, the oldest first" }),
  })
  .readonly();

export type IncidentDetail = z.infer<typeof incidentDetail>;

/** Of each list no more is told. */
const most = 1000;

/** Undefined when there is none of that id. */
export async function findIncident(ask: Ask, id: string, graphs: GraphSource): Promise<IncidentDetail | undefined> {
  const { items } = await selectPage(ask, incidents, { id }, { limit: 1 });
  const [incident] = items;
  if (incident === undefined) return undefined;
  const [members, notifications, timeline, { graph }] = await Promise.all([
    membersOf(ask, id),
    notificationsOf(ask, id),
    timelineOf(ask, id),
    graphs(undefined),
  ]);
  const chain = incidentChain(
    graph,
    incident.cause,
    members.map(({ subject }) => subject),
  );
  return { ...incident, chain, members, notifications, timeline };
}

interface MemberRow {
  readonly signal: string;
  readonly subject_kind: Subject["kind"];
  readonly subject_namespace: string;
  readonly subject_name: string;
  readonly aspect: string;
  readonly state: z.infer<typeof member>["state"];
  readonly severity: z.infer<typeof severityShape>;
  readonly sinceText: string | null;
  readonly summary: string;
  readonly joinedText: string;
  readonly leftText: string | null;
  readonly left_because: string;
}

async function membersOf(ask: Ask, id: string): Promise<readonly z.infer<typeof member>[]> {
  const values = new BoundValues();
  const rows = await ask<MemberRow>(
    `SELECT signal, subject_kind, subject_namespace, subject_name, aspect, state, severity, ${timeText("since")} AS sinceText,
      summary, ${timeText("joined_at")} AS joinedText, ${timeText("left_at")} AS leftText, left_because
    FROM tidemark.incident_members WHERE incident_id = ${values.text(id)}
    ORDER BY left_at IS NOT NULL, since, signal, subject_kind, subject_namespace, subject_name, aspect LIMIT ${most}`,
    values,
  );
  return rows.map((row) => ({
    signal: row.signal,
    subject: subjectOf(row),
    aspect: said(row.aspect),
    state: row.state,
    severity: row.severity,
    since: row.sinceText,
    summary: row.summary,
    joinedAt: row.joinedText,
    leftAt: row.leftText,
    leftBecause: said(row.left_because),
  }));
}

interface NotificationRow {
  readonly channel: string;
  readonly notice: string;
  readonly state: z.infer<typeof notification>["state"];
  readonly requestedText: string;
  readonly deliveredText: string | null;
  readonly attempts: number;
  readonly error: string;
  readonly retryText: string | null;
  readonly held_back_because: string;
  readonly title: string;
}

async function notificationsOf(ask: Ask, id: string): Promise<readonly z.infer<typeof notification>[]> {
  const values = new BoundValues();
  const rows = await ask<NotificationRow>(
    `SELECT channel, notice, state, ${timeText("requested_at")} AS requestedText, ${timeText("delivered_at")} AS deliveredText,
      attempts, error, ${timeText("retry_at")} AS retryText, held_back_because, title
    FROM tidemark.notifications WHERE incident_id = ${values.text(id)}
    ORDER BY requested_at, channel, notice LIMIT ${most}`,
    values,
  );
  return rows.map((row) => ({
    channel: row.channel,
    notice: row.notice,
    state: row.state,
    requestedAt: row.requestedText,
    deliveredAt: row.deliveredText,
    attempts: row.attempts,
    error: said(row.error),
    retryAt: row.retryText,
    heldBackBecause: said(row.held_back_because),
    title: said(row.title),
  }));
}

interface HappeningRow {
  readonly atText: string;
  readonly kind: string;
  readonly actor: string;
  readonly signal: string;
  readonly subject_kind: Subject["kind"] | "";
  readonly subject_namespace: string;
  readonly subject_name: string;
  readonly said_severity: z.infer<typeof severityShape> | "";
  readonly summary: string;
  readonly channel: string;
  readonly notice: string;
  readonly reason: string;
  readonly untilText: string | null;
  readonly merged_into: string;
}

async function timelineOf(ask: Ask, id: string): Promise<readonly z.infer<typeof happening>[]> {
  const values = new BoundValues();
  const rows = await ask<HappeningRow>(
    `SELECT ${timeText("at")} AS atText, kind, actor, signal, if(kind = 'moved', cause_kind, subject_kind) AS subject_kind,
      if(kind = 'moved', cause_namespace, subject_namespace) AS subject_namespace,
      if(kind = 'moved', cause_name, subject_name) AS subject_name, if(severity = '', verdict_severity, severity) AS said_severity,
      if(kind = 'moved', title, summary) AS summary, channel, notice, reason, ${timeText("until")} AS untilText, merged_into
    FROM tidemark.incident_log FINAL WHERE incident_id = ${values.text(id)}
    ORDER BY at, position, entry_id LIMIT ${most}`,
    values,
  );
  return rows.map((row) => ({
    at: row.atText,
    kind: row.kind,
    by: said(row.actor),
    signal: said(row.signal),
    subject: row.subject_kind === "" ? null : subjectOf({ ...row, subject_kind: row.subject_kind }),
    severity: row.said_severity === "" ? null : row.said_severity,
    summary: said(row.summary),
    channel: said(row.channel),
    notice: said(row.notice),
    reason: said(row.reason),
    until: row.untilText,
    into: said(row.merged_into),
  }));
}

function subjectOf(row: Pick<MemberRow, "subject_kind" | "subject_namespace" | "subject_name">): Subject {
  return { kind: row.subject_kind, namespace: row.subject_namespace, name: row.subject_name };
}
