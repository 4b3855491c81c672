import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineOf } from "#store/archive/read-events.ts";
import { applyRetention } from "#store/retention/apply-retention.ts";
import { listDrops } from "#store/retention/drops.ts";
import type { Drop } from "#store/retention/drops.ts";
import { eventsHorizon } from "#store/retention/events-horizon.ts";
import type { EventsHorizon } from "#store/retention/events-horizon.ts";
import { bringBack } from "#store/retention/leaving-month.ts";
import { planRetention } from "#store/retention/retention-plan.ts";
import type { RetentionPlan } from "#store/retention/retention-plan.ts";
import { keepsEverything } from "#store/retention/retention-policy.ts";
import type { RetentionLimit, RetentionPolicy } from "#store/retention/retention-policy.ts";
import type { DropOutcome } from "#store/retention/retention-report.ts";
import type { Store } from "#store/store.ts";
import type { Config } from "./config/config.ts";
import { scratchEngine } from "./archive/scratch-engine.ts";
import type { Operations } from "./operations.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Logger } from "./telemetry/logger.ts";

/** What `tidemark retention` shows. */
export interface RetentionView {
  readonly policy: RetentionPolicy;
  readonly keepsEverything: boolean;
  readonly plan: RetentionPlan;
  readonly horizon: EventsHorizon;
  /** The newest first. */
  readonly dropped: readonly Drop[];
}

export interface Retention {
  readonly view: () => Promise<RetentionView>;
  /** Drops what the policy says goes; false while another operation runs. */
  readonly begin: () => boolean;
  readonly close: () => Promise<void>;
}

export interface RetentionOptions {
  readonly store: Store;
  readonly policy: RetentionPolicy;
  readonly operations: Operations;
  /** Reads archives back. */
  readonly engine: EngineOf;
  readonly claim: string;
  readonly logger: Logger;
}

interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly operations: Operations;
  readonly logger: Logger;
}

/** The retention of a collector, with an engine for archives where the store is not one itself. */
export async function openRetention(
  { config, store, operations, logger }: Parts,
  shutdown: Shutdown,
): Promise<Retention> {
  const scratch = scratchEngine();
  shutdown.add("engine for archives", scratch.close);
  const engine = store.kind === "embedded" ? () => Promise.resolve(store) : scratch.get;
  const policy = policyOf(config);
  const retention = await startRetention({ store, policy, operations, engine, claim: claimOf(config), logger });
  shutdown.add("retention", retention.close);
  return retention;
}

/** After the start there is more urgent work. */
const firstAfterMs = 60_000;
const everyMs = 3_600_000;

/**
 * Applies the policy every hour. What a killed run had taken out of the events comes back at once, also
 * when everything is kept now.
 */
export async function startRetention(options: RetentionOptions): Promise<Retention> {
  const { store, policy, operations, logger } = options;
  const months = await bringBack(store, options.claim);
  if (months.length > 0) logger.info({ months }, "months of events whose drop was interrupted are back");
  const begin = (): boolean =>
    operations.begin("retention", async (progress, signal) => {
      const outcomes = await applyRetention(store, {
        ...options,
        now: new Date(),
        signal,
        onOutcome: (outcome) => {
          logOutcome(logger, outcome);
          progress(partOf(outcome), 1, 1);
        },
      });
      return { outcomes };
    });
  const stopping = new AbortController();
  const ended = keepsEverything(policy) ? Promise.resolve() : everyHour(store, policy, begin, stopping.signal, logger);
  return {
    view: () => viewRetention(store, policy),
    begin,
    async close() {
      stopping.abort();
      await ended;
    },
  };
}

export async function viewRetention(store: Store, policy: RetentionPolicy): Promise<RetentionView> {
  return {
    policy,
    keepsEverything: keepsEverything(policy),
    plan: await planRetention(store, policy, new Date()),
    horizon: await eventsHorizon(store),
    dropped: await listDrops(store, 20),
  };
}

async function everyHour(
  store: Store,
  policy: RetentionPolicy,
  begin: () => boolean,
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  for (let wait = firstAfterMs; ; wait = everyMs) {
    // An aborted wait is a wait that has ended.
    await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const { drops, notes } = await planRetention(store, policy, new Date());
      for (const note of notes) logger.warn({ note }, "a limit of retention cannot be kept");
      // Else each hour would end what the last operation has to say.
      if (drops.length > 0) begin();
    } catch (error) {
      logger.warn({ err: error }, "retention could not look at the store; it looks again in an hour");
    }
  }
}

/** One line for each thing that has gone, or has not. */
export function logOutcome(logger: Pick<Logger, "info" | "warn">, outcome: DropOutcome): void {
  const what = { class: outcome.planned.class, part: partOf(outcome), why: outcome.planned.why };
  switch (outcome.kind) {
    case "dropped":
      return logger.info({ ...what, rows: outcome.rows, archive: outcome.archive }, "dropped by retention");
    case "busy":
      return logger.info(what, "another collector drops this");
    case "changing":
      return logger.warn(what, "not dropped: events keep coming into it; tried again in an hour");
    case "failed":
      return logger.warn({ ...what, cause: outcome.error }, "not dropped; tried again in an hour");
  }
}

function partOf({ planned }: DropOutcome): string {
  return `${planned.class} ${planned.month ?? `before ${planned.before}`}`;
}

export function policyOf(config: Config): RetentionPolicy {
  return {
    limits: {
      events: limitOf(config.retentionEventsAge, config.retentionEventsSize),
      dead_letters: limitOf(config.retentionDeadLettersAge, config.retentionDeadLettersSize),
      derived: limitOf(config.retentionDerivedAge, config.retentionDerivedSize),
      operational: limitOf(config.retentionOperationalAge, config.retentionOperationalSize),
    },
    archive: config.archive === "off" ? null : (config.archive ?? join(config.dataDirectory, "archive")),
    format: config.archiveFormat,
  };
}

function limitOf(maxAgeSeconds: number | undefined, maxBytes: number | undefined): RetentionLimit {
  return { maxAgeSeconds: maxAgeSeconds ?? null, maxBytes: maxBytes ?? null };
}

/** The embedded store has one owner; on a server, who it is. */
export function claimOf(config: Config): string {
  return config.clickhouseUrl === undefined ? "embedded" : `${hostname()}:${config.dataDirectory}`;
}
