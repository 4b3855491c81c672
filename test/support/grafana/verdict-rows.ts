import { join } from "node:path";
import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { appendToLog } from "#alerts/log/incident-log.ts";
import { RowEncoder } from "#store/columns.ts";
import type { Row, Table, TableColumns } from "#store/columns.ts";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import { migrateUp } from "#store/migrations/migrate.ts";
import { ruleHeartbeats } from "#store/tables/rule-heartbeats.ts";
import { verdicts } from "#store/tables/verdicts.ts";
import type { SignalName, Subject, VerdictState } from "#signals/verdict.ts";

export type VerdictRow = Row<typeof verdicts.columns>;
export type HeartbeatRow = Row<typeof ruleHeartbeats.columns>;

/** What a test says of a verdict; the rest is as nothing says it. Times are dates. */
export interface Told extends Partial<Omit<VerdictRow, "signal" | "state" | "since" | "judged_at" | "deadline">> {
  readonly signal: SignalName;
  readonly subject: Subject;
  readonly state: VerdictState;
  readonly since: Date;
  readonly judgedAt: Date;
  readonly due?: Date;
}

const micros = (at: Date): number => at.getTime() * 1000;

export function verdictRow({ subject, since, judgedAt, due, ...told }: Told): VerdictRow {
  return {
    subject_kind: subject.kind,
    subject_namespace: subject.namespace,
    subject_name: subject.name,
    aspect: "",
    gone: false,
    severity: "warning",
    since: micros(since),
    judged_at: micros(judgedAt),
    observed: null,
    expected: null,
    lower: null,
    upper: null,
    unit: "s",
    p: null,
    deadline: due === undefined ? null : micros(due),
    history_points: 20,
    history_wanted: 14,
    history_from: null,
    summary: `${subject.name} is ${told.state}`,
    owner: "",
    importance: "normal",
    run_job_namespace: "",
    run_job_name: "",
    run_id: "",
    run_error: "",
    evidence: "{}",
    ...told,
  };
}

export function heartbeatRow(rule: SignalName, at: Date, told: Partial<HeartbeatRow> = {}): HeartbeatRow {
  return {
    rule,
    evaluated_at: micros(at),
    subjects: 3,
    breaches: 1,
    duration_ms: 12.5,
    newest_data_at: micros(at),
    error: "",
    ...told,
  };
}

export interface JudgedRows {
  readonly verdicts: readonly VerdictRow[];
  readonly heartbeats: readonly HeartbeatRow[];
  readonly incidents: readonly LogEntry[];
}

/** Puts what signals have said into the store of a collector that is not started yet: it takes none from outside. */
export async function storeJudged(dataDirectory: string, rows: JudgedRows): Promise<void> {
  const store = await openEmbeddedStore({ path: join(dataDirectory, "store") });
  try {
    await migrateUp(store);
    await store.insert(encoded(verdicts, rows.verdicts));
    await store.insert(encoded(ruleHeartbeats, rows.heartbeats));
    await appendToLog(store, rows.incidents, 0);
  } finally {
    await store.close();
  }
}

function encoded<C extends TableColumns>(table: Table<C>, rows: readonly Row<C>[]): RowEncoder<C> {
  const encoder = new RowEncoder(table);
  for (const row of rows) encoder.add(row);
  return encoder;
}
