import { createFreshnessDetector } from "../detector/freshness/freshness-detector.ts";
import type { FreshnessDetector } from "../detector/freshness/freshness-detector.ts";
import { createSeriesDetector } from "../detector/series-detector.ts";
import type { SeriesDetector } from "../detector/series-detector.ts";
import type { Decision } from "../detector/decision.ts";
import type { RunFact } from "../facts/fact.ts";
import type { JobFacts } from "../facts/thing-facts.ts";
import { BackfillSense } from "./backfill-sense.ts";
import type { Delivery } from "./delivery.ts";
import { medianOf } from "./median.ts";
import { Follower } from "./follower.ts";
import { detectorSettings } from "./learning.ts";
import type { Learning } from "./learning.ts";

export interface LearntJob {
  /** Of the ends of runs that completed. */
  readonly completions: FreshnessDetector;
  readonly deliveries: readonly Delivery[];
  readonly sense: BackfillSense;
  /** Of runs that completed, in milliseconds. */
  readonly durations: SeriesDetector;
  /** Of the last runs that were no backfill, the newest last; milliseconds. */
  readonly recentDurations: readonly number[];
  /** The middle of them; NaN while there are none. */
  readonly usualDuration: number;
  readonly lastDuration: { readonly run: RunFact; readonly decision: Decision } | undefined;
  /** The last runs that have ended and were no backfill, the newest last. */
  readonly recent: readonly RunFact[];
  readonly lastComplete: RunFact | undefined;
}

const deliveriesKept = 3000;
const recentKept = 60;
const durationsKept = 30;

class Learnt implements LearntJob {
  readonly completions: FreshnessDetector;
  readonly deliveries: Delivery[] = [];
  readonly sense = new BackfillSense();
  readonly durations: SeriesDetector;
  readonly recentDurations: number[] = [];
  usualDuration = Number.NaN;
  lastDuration: LearntJob["lastDuration"];
  readonly recent: RunFact[] = [];
  lastComplete: RunFact | undefined;

  constructor(learning: Learning) {
    const settings = detectorSettings(learning);
    this.completions = createFreshnessDetector(settings);
    this.durations = createSeriesDetector({
      ...settings,
      noise: "proportional",
      direction: "above",
      leastChange: 0.2,
    });
  }
}

/** What the past of a job teaches; learns on from what is new at its end. */
export class JobLearner {
  readonly #follower: Follower<RunFact, Learnt>;

  constructor(learning: Learning) {
    this.#follower = new Follower(() => new Learnt(learning), learn);
  }

  learn({ runs }: JobFacts): LearntJob {
    return this.#follower.follow(runs);
  }
}

function learn(learnt: Learnt, run: RunFact): void {
  const { endedAt: at, startedAt, nominal, job, runId } = run;
  if (at === null || run.streaming) return;
  const past =
    run.state === "COMPLETE"
      ? learnt.sense.see({ at, nominal, backfill: run.backfill })
      : run.backfill || isLongPast(learnt.sense, at, run);
  if (!past) {
    learnt.recent.push(run);
    if (learnt.recent.length > recentKept) learnt.recent.shift();
  }
  if (run.state !== "COMPLETE") return;
  learnt.lastComplete = run;
  learnt.completions.observe({ at, excluded: past });
  learnt.deliveries.push({ at, nominal, past, job, runId });
  if (learnt.deliveries.length > deliveriesKept * 1.25) learnt.deliveries.splice(0, deliveriesKept / 4);
  if (startedAt === null || at < startedAt) return;
  const decision = learnt.durations.observe({ at, value: at - startedAt, excluded: past });
  if (past) return;
  learnt.lastDuration = { run, decision };
  learnt.recentDurations.push(at - startedAt);
  if (learnt.recentDurations.length > durationsKept) learnt.recentDurations.shift();
  learnt.usualDuration = medianOf(learnt.recentDurations);
}

/** A run that failed tells nothing of how far behind the job usually is. */
function isLongPast({ usualLag, step }: BackfillSense, at: number, { nominal }: RunFact): boolean {
  if (nominal === null || usualLag === null) return false;
  const length = nominal.to > nominal.from ? nominal.to - nominal.from : (step ?? 0);
  return at - nominal.to - usualLag > Math.max(5 * length, 86_400_000);
}
