import { createHash } from "node:crypto";
import { emptyIncidentLogRow } from "#store/tables/incident-log.ts";
import type { IncidentLogRow } from "#store/tables/incident-log.ts";
import type { Happening, LogEntry } from "../incidents/log-entry.ts";

/** A row of `tidemark.incident_log`: the entry as JSON, and in columns what the read views say of it. */
export function entryRow(entry: LogEntry, position: number): IncidentLogRow {
  const json = JSON.stringify(entry);
  return {
    ...emptyIncidentLogRow,
    incident_id: entry.incident,
    at: entry.at * 1000,
    position,
    entry_id: createHash("sha256").update(`${position} ${json}`).digest("hex").slice(0, 32),
    kind: entry.kind,
    ...columnsOf(entry),
    entry: json,
  };
}

function columnsOf(entry: Happening): Partial<IncidentLogRow> {
  switch (entry.kind) {
    case "opened":
    case "reopened":
      return { ...factColumns(entry), ...verdictColumns(entry.verdict) };
    case "joined":
    case "updated":
      return verdictColumns(entry.verdict);
    case "left":
      return { ...memberColumns(entry.member), reason: entry.why };
    case "moved":
      return { ...factColumns(entry), signal: entry.signal };
    case "raised":
      return { severity: entry.severity };
    case "merged":
      return { merged_into: entry.into };
    case "acknowledged":
      return { actor: entry.by };
    case "snoozed":
      return { ...subjectColumns(entry.subject), actor: entry.by, reason: entry.reason, until: entry.until * 1000 };
    case "escalated":
      return { attempt: entry.step };
    case "held_back":
      return { channel: entry.channel, notice: entry.notice, reason: entry.why };
    case "notifying":
      return { channel: entry.channel, notice: entry.notice };
    case "notified":
      return { channel: entry.channel, notice: entry.notice, title: entry.title };
    case "delivery_failed": {
      const { channel, notice, why, attempt, retryAt } = entry;
      return { channel, notice, reason: why, attempt, until: retryAt === null ? null : Math.round(retryAt) * 1000 };
    }
    default:
      return {};
  }
}

type Opened = Extract<Happening, { kind: "opened" | "reopened" }>;
type FactsOf = Extract<Happening, { kind: "moved" }> | Opened;

function factColumns({ cause, severity, title, owner, blastRadius }: FactsOf): Partial<IncidentLogRow> {
  return {
    severity,
    cause_kind: cause.kind,
    cause_namespace: cause.namespace,
    cause_name: cause.name,
    title,
    owner,
    blast_radius: blastRadius,
  };
}

function verdictColumns({
  signal,
  subject,
  aspect,
  state,
  severity,
  since,
  summary,
}: Opened["verdict"]): Partial<IncidentLogRow> {
  return {
    ...subjectColumns(subject),
    signal,
    aspect,
    verdict_state: state,
    verdict_severity: severity,
    since: Math.round(since) * 1000,
    summary,
  };
}

function subjectColumns(subject: Opened["cause"] | undefined): Partial<IncidentLogRow> {
  if (subject === undefined) return {};
  return { subject_kind: subject.kind, subject_namespace: subject.namespace, subject_name: subject.name };
}

/** A key of `verdictKey`, taken apart. */
function memberColumns(key: string): Partial<IncidentLogRow> {
  const [signal = "", kind = "", namespace = "", name = "", aspect = ""] = key.split("\0");
  return { signal, subject_kind: kind, subject_namespace: namespace, subject_name: name, aspect };
}

/** What `readIncidentLog` reads of a row. */
export interface ReadRow {
  readonly entry_id: string;
  readonly entry: string;
}

/** The opposite of `entryRow`. */
export function rowEntry({ entry }: ReadRow): LogEntry {
  // What this module has written.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(entry, (key, value: unknown) =>
    key === "validUntil" && value === null ? Infinity : value,
  ) as LogEntry;
}
