import { flatColumns } from "../columns.ts";
import type { TableColumns } from "../columns.ts";
import { incidentLog } from "../tables/incident-log.ts";
import { ruleHeartbeats } from "../tables/rule-heartbeats.ts";
import { verdicts } from "../tables/verdicts.ts";

/** Rows that can be put into files: their columns, and how each is taken from the table. */
export interface ArchiveSubject {
  readonly name: "events" | "dead-letters" | "deliveries" | "verdicts" | "rule-heartbeats" | "incident-log";
  readonly columns: Readonly<Record<string, { readonly type: string; readonly sql: string }>>;
  /** Rows are ordered by, so that like lies beside like and a reader sees them in time. */
  readonly order: readonly string[];
}

const text = "String";
const time = "DateTime64(6, 'UTC')";

/**
 * An event as it is archived: the payload, from which every other column is derived when it is
 * imported; its reception, which the payload does not know; and a few columns so that other tools can
 * filter without parsing JSON.
 */
export const archivedEvents: ArchiveSubject = {
  name: "events",
  columns: {
    event_id: { type: text, sql: "event_id" },
    received_at: { type: time, sql: "received_at" },
    source: { type: text, sql: "toString(source)" },
    /** What was wrong with how the event was received, not with the event. */
    reception: {
      type: text,
      sql: "arrayFirst(violation -> startsWith(violation, 'tidemark-received-at:'), violations)",
    },
    kind: { type: text, sql: "toString(kind)" },
    event_type: { type: text, sql: "toString(event_type)" },
    event_time: { type: time, sql: "event_time" },
    job_namespace: { type: text, sql: "toString(job_namespace)" },
    job_name: { type: text, sql: "job_name" },
    run_id: { type: text, sql: "run_id" },
    payload: { type: text, sql: "payload" },
  },
  order: ["received_at", "event_id"],
};

/** With the bytes in base64, since they need not be text. */
export const archivedDeadLetters: ArchiveSubject = {
  name: "dead-letters",
  columns: {
    dead_letter_id: { type: text, sql: "dead_letter_id" },
    received_at: { type: time, sql: "received_at" },
    source: { type: text, sql: "toString(source)" },
    stage: { type: text, sql: "toString(stage)" },
    reason: { type: text, sql: "toString(reason)" },
    detail: { type: text, sql: "detail" },
    raw_bytes: { type: "Int64", sql: "raw_bytes" },
    redriven_at: { type: `Nullable(${time})`, sql: "redriven_at" },
    updated_at: { type: time, sql: "updated_at" },
    raw_base64: { type: text, sql: "base64Encode(raw)" },
  },
  order: ["received_at", "dead_letter_id"],
};

export const archivedDeliveries: ArchiveSubject = {
  name: "deliveries",
  columns: {
    hour: { type: "DateTime('UTC')", sql: "hour" },
    source: { type: text, sql: "toString(source)" },
    rows: { type: "UInt64", sql: "rows" },
  },
  order: ["hour", "source"],
};

export const archivedVerdicts: ArchiveSubject = {
  name: "verdicts",
  columns: columnsOf(verdicts.columns),
  order: [
    "judged_at",
    "signal",
    "subject_kind",
    "subject_namespace",
    "subject_name",
    "aspect",
    "since",
    "state",
    "gone",
  ],
};

export const archivedHeartbeats: ArchiveSubject = {
  name: "rule-heartbeats",
  columns: columnsOf(ruleHeartbeats.columns),
  order: ["evaluated_at", "rule"],
};

export const archivedIncidentLog: ArchiveSubject = {
  name: "incident-log",
  columns: columnsOf(incidentLog.columns),
  order: ["at", "incident_id", "position", "entry_id"],
};

/** All columns as they are; labels as text, since files have no dictionary. */
function columnsOf(columns: TableColumns): ArchiveSubject["columns"] {
  return Object.fromEntries(
    flatColumns(columns).map(({ name, type }) =>
      type.startsWith("LowCardinality")
        ? [name, { type: text, sql: `toString(${name})` }]
        : [name, { type, sql: name }],
    ),
  );
}

/** The structure of the files, for `file()`. */
export function structureOf({ columns }: ArchiveSubject): string {
  return Object.entries(columns)
    .map(([name, { type }]) => `${name} ${type}`)
    .join(", ");
}

/** A SELECT of the archive's columns from `rows`: a table, FINAL or not, with its WHERE. */
export function selectArchived(subject: ArchiveSubject, rows: string): string {
  const names = Object.keys(subject.columns).map((name) => `archived_${name} AS ${name}`);
  return `SELECT ${names.join(", ")} FROM (${inner(subject, rows)}) ORDER BY ${orderOf(subject)}`;
}

/** The payloads alone, each on one line: in JSON a line break is always a space between tokens. */
export function selectPayloads(rows: string): string {
  const payload = "translate(archived_payload, '\\n\\r', '  ') AS payload";
  return `SELECT ${payload} FROM (${inner(archivedEvents, rows)}) ORDER BY ${orderOf(archivedEvents)}`;
}

/** Under names of their own, since an alias would stand for the table's column in the WHERE. */
function inner({ columns }: ArchiveSubject, rows: string): string {
  const taken = Object.entries(columns).map(([name, { sql }]) => `${sql} AS archived_${name}`);
  return `SELECT ${taken.join(", ")} FROM ${rows}`;
}

function orderOf({ order }: ArchiveSubject): string {
  return order.map((name) => `archived_${name}`).join(", ");
}
