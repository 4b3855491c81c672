import type {
  CheckFact,
  FactBatch,
  FactSource,
  Interval,
  LinkFact,
  RunFact,
  SchemaFact,
  ThingFact,
  WriteFact,
} from "#signals/facts/fact.ts";

/** Facts of a small shop: the job `etl/load` writes the dataset `db/orders`. */

export const job = { namespace: "etl", name: "load" };
export const dataset = { namespace: "db", name: "orders" };
export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** Milliseconds of a time in UTC: `2026-03-30 07:00`. */
export function at(text: string): number {
  const ms = Date.parse(`${text.replace(" ", "T")}Z`);
  if (Number.isNaN(ms)) throw new TypeError(`no time: ${text}`);
  return ms;
}

export function run(changes: Partial<RunFact> = {}): RunFact {
  const endedAt = changes.endedAt === undefined ? at("2026-01-01 00:10") : changes.endedAt;
  const ended = endedAt ?? at("2026-01-01 00:10");
  return {
    job,
    runId: `${changes.job?.name ?? job.name} ${changes.startedAt ?? ended}`,
    state: endedAt === null ? "RUNNING" : "COMPLETE",
    startedAt: ended - 10 * minute,
    endedAt,
    nominal: null,
    attempt: null,
    error: "",
    streaming: false,
    backfill: false,
    lastEventAt: ended,
    ...changes,
  };
}

export function write(changes: Partial<WriteFact> = {}): WriteFact {
  const endedAt = changes.endedAt === undefined ? at("2026-01-01 00:10") : changes.endedAt;
  return {
    dataset,
    job,
    runId: `${endedAt}`,
    state: endedAt === null ? "RUNNING" : "COMPLETE",
    endedAt,
    nominal: null,
    rows: null,
    bytes: null,
    files: null,
    partition: "",
    backfill: false,
    lastSeenAt: endedAt ?? 0,
    ...changes,
  };
}

export function check(changes: Partial<CheckFact> = {}): CheckFact {
  const when = changes.at ?? at("2026-01-01 00:10");
  return {
    dataset,
    column: "id",
    assertion: "not_null",
    name: "",
    ordinal: 1,
    success: true,
    severity: "",
    expected: "",
    actual: "",
    job,
    runId: `${when}`,
    at: when,
    ...changes,
  };
}

export function schemaOf(
  columns: Readonly<Record<string, string>>,
  firstSeen: number,
  lastSeen = firstSeen,
): SchemaFact {
  const fields = Object.entries(columns).map(([path, type]) => ({ path, type }));
  return { dataset, fields, firstSeen, lastSeen, job, isRead: false };
}

export function thing(kind: "dataset" | "job", name: { readonly namespace: string; readonly name: string }): ThingFact {
  return { thing: { kind, ...name, canonical: name }, receivedAt: at("2026-01-01 00:00"), deletedAt: null };
}

export const nothingKnown: FactBatch = {
  platform: { newestReceivedAt: null, lagMs: null, deadLetters: [] },
  things: [],
  links: [],
  runs: [],
  writes: [],
  checks: [],
  schemas: [],
  costs: [],
};

/** The job and the dataset, and what is given. */
export function batch(changes: Partial<FactBatch> = {}): FactBatch {
  const links: readonly LinkFact[] = [{ job, dataset, role: "output" }];
  return { ...nothingKnown, things: [thing("dataset", dataset), thing("job", job)], links, ...changes };
}

/** Gives one batch after the other. */
export function sourceOf(batches: readonly FactBatch[]): FactSource & { readonly push: (next: FactBatch) => void } {
  const waiting = [...batches];
  return {
    push: (next) => waiting.push(next),
    read: () => Promise.resolve(waiting.shift() ?? nothingKnown),
  };
}

/** Times a day apart, the first given, by UTC. */
export function daily(first: string, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => at(first) + index * day);
}

/** The day before. */
export function dayBefore(moment: number): Interval {
  const to = Math.floor(moment / day) * day;
  return { from: to - day, to };
}
