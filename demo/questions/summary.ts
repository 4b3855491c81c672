import type { DeliveryCounts } from "#agent/index.ts";
import type { ToldIncident } from "./incident-told.ts";
import { isHistory, isLive } from "./stored.ts";
import type { StoreClient } from "./store-client.ts";

/** What was done, as the processes told it. */
export interface Done {
  /** Events of the history. */
  readonly history: number;
  readonly historyEnds: number;
  readonly importMilliseconds: number;
  /** Of this start, milliseconds since the epoch. */
  readonly liveSince: number;
  /** Of the history's process and of each stage's. */
  readonly counts: readonly DeliveryCounts[];
  /** Events of the live rounds. */
  readonly live: number;
  readonly backfillEvents: number;
  /** Incidents after the backfill. */
  readonly toldOfBackfill: number;
  /** Incidents after what broke; undefined when nothing was made to break. */
  readonly told: readonly ToldIncident[] | undefined;
}

/** What the store has of it. */
export interface Summary {
  readonly events: number;
  readonly historyEvents: number;
  readonly liveEvents: number;
  readonly backfillEvents: number;
  readonly eventsPerSecond: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly jobs: number;
  readonly datasets: number;
  readonly edges: number;
  readonly columnEdges: number;
  readonly failedChecks: number;
  readonly costEuros: number;
  readonly deadLetters: number;
  readonly violations: number;
  readonly copiesNotMerged: number;
  /** What broke, as Tidemark told it. */
  readonly incidents: readonly ToldIncident[];
  readonly checks: readonly { readonly what: string; readonly holds: boolean; readonly found: string }[];
}

export async function summarise(store: StoreClient, done: Done): Promise<Summary> {
  const totals = await totalsOf(store, done);
  const states = await store.rows<{ readonly state: string; readonly runs: string }>(runsByState);
  const undelivered = done.counts.reduce(
    (sum, { pending, rejected, dropped }) => sum + pending + rejected + dropped,
    0,
  );
  const summary = {
    ...totals,
    backfillEvents: done.backfillEvents,
    eventsPerSecond: Math.round(done.history / (done.importMilliseconds / 1000)),
    runs: Object.fromEntries(states.map(({ state, runs }) => [state, Number(runs)])),
  };
  return {
    ...summary,
    incidents: done.told ?? [],
    checks: [
      check("each event of the history is stored", totals.historyEvents, done.history),
      check("each event of the live rounds is stored", totals.liveEvents, done.live),
      check("no event is stored twice", totals.events, totals.distinct),
      check("the agents have nothing left, refused or dropped", undelivered, 0),
      check("no dead letters", totals.deadLetters, 0),
      check("no event breaks the specification", totals.violations, 0),
      { what: "the failed check is there", holds: totals.failedSinceLive > 0, found: String(totals.failedSinceLive) },
      check("nobody is told of the backfill", done.toldOfBackfill, 0),
      ...(done.told === undefined ? [] : incidentChecks(done.told)),
    ],
  };
}

/** The one that was made to break is one incident, with its cause, and people were called for it once. */
function incidentChecks(told: readonly ToldIncident[]): Summary["checks"] {
  const [incident] = told;
  const { cause = "none", breaches = [], called = 0, opened = 1 } = incident ?? {};
  const isWhole = breaches.some((each) => each.endsWith("staging.orders: quality"));
  return [
    check("what broke is one incident", told.length, 1),
    { what: "its cause is the renamed column", holds: cause === "shop.public.orders", found: cause },
    { what: "what it broke downstream is in it", holds: isWhole, found: breaches.join(", ") },
    check("people were called for it once", called, opened),
  ];
}

function check(what: string, found: number, expected: number): Summary["checks"][number] {
  const holds = found === expected;
  return { what, holds, found: holds ? String(found) : `${found}, expected ${expected}` };
}

const runsByState = `
SELECT transform(state, ['COMPLETE', 'FAIL', 'ABORT', 'RUNNING'], ['complete', 'failed', 'aborted', 'running'], 'unknown') AS state,
  toString(count()) AS runs
FROM tidemark.runs WHERE NOT stub GROUP BY state ORDER BY state`;

async function totalsOf(store: StoreClient, { historyEnds, liveSince }: Done) {
  const [row] = await store.rows<Readonly<Record<string, number | string>>>(`
SELECT count() AS events, uniqExact(event_id) AS distinct,
  countIf(${isHistory(historyEnds)}) AS historyEvents,
  countIf(${isLive(liveSince)}) AS liveEvents,
  (SELECT count() FROM tidemark.jobs) AS jobs,
  (SELECT count() FROM tidemark.datasets) AS datasets,
  (SELECT count() FROM tidemark.lineage) AS edges,
  (SELECT uniqExact(source_name, source_field, target_name, target_field) FROM tidemark.column_lineage) AS columnEdges,
  (SELECT countIf(NOT success) FROM tidemark.quality) AS failedChecks,
  sumIf(countEqual(assertions.success, false), ${isLive(liveSince)}) AS failedSinceLive,
  (SELECT round(sum(amount), 2) FROM tidemark.costs) AS costEuros,
  sum(length(violations)) AS violations,
  (SELECT count() FROM tidemark.events) - count() AS copiesNotMerged,
  (SELECT count() FROM tidemark.dead_letters FINAL) AS deadLetters
FROM tidemark.events FINAL`);
  const number = (name: string): number => Number(row?.[name] ?? Number.NaN);
  return {
    events: number("events"),
    distinct: number("distinct"),
    historyEvents: number("historyEvents"),
    liveEvents: number("liveEvents"),
    jobs: number("jobs"),
    datasets: number("datasets"),
    edges: number("edges"),
    columnEdges: number("columnEdges"),
    failedChecks: number("failedChecks"),
    failedSinceLive: number("failedSinceLive"),
    costEuros: number("costEuros"),
    deadLetters: number("deadLetters"),
    violations: number("violations"),
    copiesNotMerged: number("copiesNotMerged"),
  };
}
