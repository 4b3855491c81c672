import { integer, label, nullable, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/**
 * What happened to incidents, one row a thing that happened. The state of all incidents is folded from it. Read it through
 * `tidemark.incidents`, `incident_members` and `notifications`.
 */
export const incidentLog = {
  name: "tidemark.incident_log",
  columns: {
    /** Empty for what is about a subject and no incident. */
    incident_id: string,
    at: time,
    /** Order of what happened at one time. */
    position: integer,
    /** Digest of the row, so that one that is written twice is one. */
    entry_id: string,
    kind: label,
    /** Who did it; empty: Tidemark. */
    actor: string,
    /** Of the incident, where it changes. */
    severity: label,
    cause_kind: label,
    cause_namespace: label,
    cause_name: string,
    title: string,
    owner: label,
    blast_radius: integer,
    /** Of a member, or the subject that was snoozed. */
    subject_kind: label,
    subject_namespace: label,
    subject_name: string,
    signal: label,
    aspect: string,
    verdict_state: label,
    verdict_severity: label,
    since: nullable(time),
    summary: string,
    channel: label,
    notice: label,
    attempt: integer,
    /** Why: it left, was held back, failed, was snoozed. */
    reason: string,
    /** Until when it is snoozed; when a delivery is tried again. */
    until: nullable(time),
    merged_into: string,
    /** All that is known of it, as JSON. */
    entry: string,
  },
} as const satisfies Table<TableColumns>;

export type IncidentLogRow = Row<typeof incidentLog.columns>;

/** A row that says nothing but that it is there; what happened fills in its columns. */
export const emptyIncidentLogRow: Omit<
  IncidentLogRow,
  "incident_id" | "at" | "position" | "entry_id" | "kind" | "entry"
> = {
  actor: "",
  severity: "",
  cause_kind: "",
  cause_namespace: "",
  cause_name: "",
  title: "",
  owner: "",
  subject_kind: "",
  subject_namespace: "",
  subject_name: "",
  signal: "",
  aspect: "",
  verdict_state: "",
  verdict_severity: "",
  summary: "",
  channel: "",
  notice: "",
  reason: "",
  merged_into: "",
  blast_radius: 0,
  attempt: 0,
  since: null,
  until: null,
};
