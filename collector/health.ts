import type { EventLog } from "./log/log.ts";
import { withDeadline } from "./deadline.ts";
import type { Judging } from "./judging.ts";

export type DependencyState = "up" | "down";

export interface Health {
  /** Whether events are accepted. */
  readonly ready: boolean;
  /** `degraded`: events are accepted and kept by the log, while the store does not take them. */
  readonly status: "ready" | "degraded" | "not_ready";
  readonly dependencies: { readonly log: DependencyState; readonly store: DependencyState };
  /** Whether what is stored is judged as often as it should be. It does not keep events from being accepted. */
  readonly evaluation: "in_time" | "overdue" | "off";
}

export interface HealthOptions {
  readonly log: EventLog;
  /** Asks the store for something small; rejects when it does not answer. */
  readonly pingStore: () => Promise<unknown>;
  /** Null where nothing is judged. */
  readonly judging: () => Promise<Pick<Judging, "overdue"> | null>;
}

const answerWithinMs = 2000;
/** Anybody may ask; what it costs the dependencies is bounded. */
const rememberMs = 1000;

/**
 * Whether the collector can do its work. A store that is down makes it unready only where nothing
 * stands between: a load balancer that turned senders away would lose what the log could have kept.
 */
export function createHealth(options: HealthOptions): () => Promise<Health> {
  let last: Promise<Health> | undefined;
  let until = 0;
  return () => {
    if (last === undefined || performance.now() > until) {
      last = ask(options);
      until = performance.now() + rememberMs;
    }
    return last;
  };
}

async function ask({ log, pingStore, judging }: HealthOptions): Promise<Health> {
  const [store, broker, judged] = await Promise.all([answers(pingStore()), answers(reachLog(log)), judging()]);
  const evaluation = judged === null ? "off" : judged.overdue ? "overdue" : "in_time";
  // Without a broker the store is the log.
  const dependencies = { log: log.kind === "direct" ? store : broker, store };
  if (dependencies.log === "down") return { ready: false, status: "not_ready", dependencies, evaluation };
  return { ready: true, status: store === "up" ? "ready" : "degraded", dependencies, evaluation };
}

/** A log that knows its lag is there. */
async function reachLog(log: EventLog): Promise<void> {
  if ((await log.lag()) === null) throw new Error("the log does not answer");
}

async function answers(question: Promise<unknown>): Promise<DependencyState> {
  const settled = question.then(
    () => "up" as const,
    () => "down" as const,
  );
  const answer = await withDeadline(settled, answerWithinMs);
  return answer === "late" ? "down" : answer;
}
