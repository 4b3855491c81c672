import type {
  CheckFact,
  CostFact,
  Interval,
  LinkFact,
  RunFact,
  RunState,
  SchemaFact,
  ThingFact,
  WriteFact,
} from "./fact.ts";

/** Rows as the statements of `fact-sql.ts` give them, and the facts they are. Times are in milliseconds. */

interface RunNameRow {
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
}

interface IntervalRow {
  readonly nominal_from: number | null;
  readonly nominal_to: number | null;
}

export interface RunRow extends RunNameRow, IntervalRow {
  readonly state: string;
  readonly started: number | null;
  readonly ended: number | null;
  readonly attempt: number | null;
  readonly error: string;
  readonly processing_type: string;
  readonly backfill: number;
  readonly last_event: number;
}

export function runFact(row: RunRow): RunFact {
  return {
    job: { namespace: row.job_namespace, name: row.job_name },
    runId: row.run_id,
    state: stateOf(row.state),
    startedAt: row.started,
    endedAt: row.ended,
    nominal: intervalOf(row),
    attempt: row.attempt,
    error: row.error,
    streaming: row.processing_type === "STREAMING",
    backfill: row.backfill === 1,
    lastEventAt: row.last_event,
  };
}

export interface WriteRow extends RunNameRow, IntervalRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly state: string;
  readonly ended: number | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly partition: string;
  readonly backfill: number;
  readonly last_seen: number;
}

export function writeFact(row: WriteRow): WriteFact {
  return {
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    job: { namespace: row.job_namespace, name: row.job_name },
    runId: row.run_id,
    state: stateOf(row.state),
    endedAt: row.ended,
    nominal: intervalOf(row),
    rows: row.rows,
    bytes: row.bytes,
    files: row.files,
    partition: row.partition,
    backfill: row.backfill === 1,
    lastSeenAt: row.last_seen,
  };
}

export interface CheckRow extends RunNameRow {
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
  readonly at: number;
}

export function checkFact(row: CheckRow): CheckFact {
  return {
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    column: row.column,
    assertion: row.assertion,
    name: row.name,
    ordinal: row.ordinal,
    success: row.success,
    severity: row.severity,
    expected: row.expected,
    actual: row.actual,
    at: row.at,
    job: { namespace: row.job_namespace, name: row.job_name },
    runId: row.run_id,
  };
}

export interface SchemaRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly fields: readonly { readonly path: string; readonly type: string }[];
  readonly job_namespace: string;
  readonly job_name: string;
  readonly first: number;
  readonly last: number;
  readonly role: string;
}

export function schemaFact(row: SchemaRow): SchemaFact {
  return {
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    fields: row.fields,
    firstSeen: row.first,
    lastSeen: row.last,
    job: { namespace: row.job_namespace, name: row.job_name },
    isRead: row.role === "input",
  };
}

export interface CostRow extends RunNameRow {
  readonly item: string;
  readonly currency: string;
  readonly amount: number | null;
  readonly at: number;
}

export function costFact(row: CostRow): CostFact | undefined {
  const { item, currency, amount, at } = row;
  if (amount === null) return undefined;
  return { job: { namespace: row.job_namespace, name: row.job_name }, runId: row.run_id, item, currency, amount, at };
}

export interface LinkRow {
  readonly job_namespace: string;
  readonly job_name: string;
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly role: string;
}

export function linkFact(row: LinkRow): LinkFact {
  return {
    job: { namespace: row.job_namespace, name: row.job_name },
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    role: row.role === "input" ? "input" : "output",
  };
}

export interface ThingRow {
  readonly kind: "dataset" | "job";
  readonly namespace: string;
  readonly name: string;
  readonly canonical_namespace: string;
  readonly canonical_name: string;
  readonly aliases: readonly { readonly namespace: string; readonly name: string }[];
  readonly tags: Readonly<Record<string, string>>;
  readonly type: string;
  readonly owners: readonly string[];
  /** JSON; empty when not said. */
  readonly facet: string;
  readonly received: number;
  readonly deleted: number | null;
}

export function thingFact(row: ThingRow): ThingFact {
  const { kind, namespace, name, tags, type, owners } = row;
  return {
    thing: {
      kind,
      namespace,
      name,
      tags,
      type,
      owners,
      canonical: { namespace: row.canonical_namespace, name: row.canonical_name },
      aliases: row.aliases.map((alias) => ({ namespace: alias.namespace, name: alias.name })),
      facet: row.facet === "" ? undefined : jsonOf(row.facet),
    },
    receivedAt: row.received,
    deletedAt: row.deleted,
  };
}

/** What is no JSON is a facet that says something wrong: it is told by who checks it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** One end alone is a moment. */
export function intervalOf({ nominal_from: from, nominal_to: to }: IntervalRow): Interval | null {
  const [start, end] = [from ?? to, to ?? from];
  return start === null || end === null ? null : { from: Math.min(start, end), to: end };
}

const states: ReadonlySet<string> = new Set<RunState>(["RUNNING", "COMPLETE", "ABORT", "FAIL"]);

export function stateOf(text: string): RunState {
  return isState(text) ? text : "";
}

function isState(text: string): text is RunState {
  return states.has(text);
}
