import type { RetentionPolicy } from "#store/retention/retention-policy.ts";
import type { Store } from "#store/store.ts";
import { withDeadline } from "./deadline.ts";
import type { Judging } from "./judging.ts";
import type { EventLog } from "./log/log.ts";
import { storedEvents } from "./stored-events.ts";
import type { BreakerState } from "./writer/store-breaker.ts";
import type { Totals } from "./telemetry/metrics.ts";
import { undeliveredChannels } from "./undelivered.ts";
import type { Undelivered } from "./undelivered.ts";

/** What `tidemark status` shows. Null is unknown, which is not zero. */
export interface CollectorStatus {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly store: {
    readonly kind: "embedded" | "server";
    /** For a person. */
    readonly name: string;
    /** ClickHouse's HTTP interface, without credentials. */
    readonly url: string;
    /** `open`: it takes nothing and is left alone for a while; see `BreakerState`. */
    readonly breaker: BreakerState;
    /** Each event once. */
    readonly events: number | null;
    /** Whether `events` and `duplicates.stored` are estimated, since there are many. */
    readonly approximate: boolean;
    /** RFC 3339, UTC. */
    readonly newestReceivedAt: string | null;
  };
  readonly log: {
    readonly kind: "nats" | "direct";
    readonly name: string;
    /** Messages not yet in the store. */
    readonly lag: number | null;
  };
  readonly deadLetters: { readonly open: number | null; readonly redriven: number | null };
  readonly retention: {
    readonly limits: RetentionPolicy["limits"];
    /** The latest received time among events that were dropped; null when none ever were. */
    readonly eventsDroppedUpTo: string | null;
  };
  /** Copies of events that came again. */
  readonly duplicates: {
    /** Ever, that reached the store. */
    readonly stored: number | null;
    /** Since this collector started, that the log kept out. */
    readonly log: number;
  };
  readonly sinceStart: Totals;
  /** Null where nothing is judged. */
  readonly evaluation: Judging | null;
  /** Of the last day. */
  readonly undelivered: readonly Undelivered[] | null;
}

export interface StatusOptions {
  readonly version: string;
  readonly startedAt: Date;
  readonly store: Store;
  readonly storeName: string;
  readonly clickhouseUrl: string;
  readonly breaker: () => BreakerState;
  readonly log: EventLog;
  readonly logName: string;
  readonly totals: Totals;
  readonly limits: RetentionPolicy["limits"];
  readonly judging: () => Promise<Judging | null>;
}

const answerWithinMs = 5000;
const dayMs = 86_400_000;

const deliveriesQuery = `
  SELECT (SELECT toFloat64(sum(rows)) FROM tidemark.deliveries) AS deliveries,
    toFloat64(sumIf(rows, class = 'events')) AS droppedEvents,
    toFloat64(sumIf(rows, table = 'tidemark.deliveries')) AS droppedDeliveries,
    if(countIf(class = 'events') = 0, NULL, formatDateTime(maxIf(last_at, class = 'events'), '%Y-%m-%dT%H:%i:%SZ', 'UTC')) AS droppedUpTo
  FROM tidemark.retention_log FINAL`;
const deadLettersQuery = `
  SELECT toFloat64(countIf(redriven_at IS NULL)) AS open, toFloat64(countIf(redriven_at IS NOT NULL)) AS redriven
  FROM tidemark.dead_letters FINAL`;

interface DeliveryCounts {
  readonly deliveries: number;
  readonly droppedEvents: number;
  readonly droppedDeliveries: number;
  readonly droppedUpTo: string | null;
}

interface DeadLetterCounts {
  readonly open: number;
  readonly redriven: number;
}

export function createStatus(options: StatusOptions): () => Promise<CollectorStatus> {
  const { store, log, totals } = options;
  return async () => {
    const [stored, deliveries, deadLetters, lag, evaluation, undelivered] = await Promise.all([
      unlessLate(storedEvents(store)),
      firstRow<DeliveryCounts>(store, deliveriesQuery),
      firstRow<DeadLetterCounts>(store, deadLettersQuery),
      log.lag(),
      options.judging(),
      unlessLate(undeliveredChannels(store, Date.now() - dayMs)),
    ]);
    return {
      version: options.version,
      uptimeSeconds: Math.floor((Date.now() - options.startedAt.getTime()) / 1000),
      store: {
        kind: store.kind,
        name: options.storeName,
        url: options.clickhouseUrl,
        breaker: options.breaker(),
        events: stored?.events ?? null,
        approximate: stored?.approximate ?? false,
        newestReceivedAt: stored?.newestReceivedAt ?? null,
      },
      log: { kind: log.kind, name: options.logName, lag },
      deadLetters: { open: deadLetters?.open ?? null, redriven: deadLetters?.redriven ?? null },
      retention: { limits: options.limits, eventsDroppedUpTo: deliveries?.droppedUpTo ?? null },
      duplicates: {
        stored: stored === undefined || deliveries === undefined ? null : duplicatesOf(deliveries, stored.events),
        log: totals.duplicates,
      },
      sinceStart: { ...totals },
      evaluation,
      undelivered: undelivered ?? null,
    };
  };
}

/** What was dropped had been delivered too. */
function duplicatesOf({ deliveries, droppedEvents, droppedDeliveries }: DeliveryCounts, events: number): number {
  // An insert may be between its two tables.
  return Math.max(0, deliveries + droppedDeliveries - events - droppedEvents);
}

async function firstRow<T>(store: Store, query: string): Promise<T | undefined> {
  const rows = store.client.query({ query, format: "JSONEachRow" }).then((result) => result.json<T>());
  return (await unlessLate(rows))?.[0];
}

/** Undefined when the store does not answer; status is asked most when something is down. */
async function unlessLate<T>(asked: Promise<T>): Promise<T | undefined> {
  const settled = asked.catch(() => undefined);
  const answer = await withDeadline(settled, answerWithinMs);
  return answer === "late" ? undefined : answer;
}
