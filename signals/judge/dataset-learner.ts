import { createFreshnessDetector } from "../detector/freshness/freshness-detector.ts";
import type { FreshnessDetector } from "../detector/freshness/freshness-detector.ts";
import { createSeriesDetector } from "../detector/series-detector.ts";
import type { SeriesDetector } from "../detector/series-detector.ts";
import type { Decision } from "../detector/decision.ts";
import { nameKey } from "../facts/fact.ts";
import type { WriteFact } from "../facts/fact.ts";
import type { DatasetFacts } from "../facts/thing-facts.ts";
import { BackfillSense } from "./backfill-sense.ts";
import type { Delivery } from "./delivery.ts";
import { Follower } from "./follower.ts";
import { aboutOf, detectorSettings } from "./learning.ts";
import type { Learning } from "./learning.ts";

export const volumeAspects = ["rows", "bytes", "files"] as const;
export type VolumeAspect = (typeof volumeAspects)[number];

/** One row of numbers that belong together: what one job writes, as parts or as a whole. */
export interface VolumeSeries {
  readonly job: WriteFact["job"];
  readonly partitioned: boolean;
  readonly detector: SeriesDetector;
  /** The last that were no backfill, the newest last. */
  readonly recent: readonly { readonly write: WriteFact; readonly value: number; readonly decision: Decision }[];
}

export interface LearntDataset {
  /** Undefined where its deadlines are said. */
  readonly freshness: FreshnessDetector | undefined;
  /** Writes that completed, in order of time. */
  readonly deliveries: readonly Delivery[];
  readonly sense: BackfillSense;
  readonly volumes: Readonly<Record<VolumeAspect, ReadonlyMap<string, VolumeSeries>>>;
  /** The last write that completed, whether of the past or not. */
  readonly last: { readonly write: WriteFact; readonly past: boolean } | undefined;
}

const deliveriesKept = 3000;
const recentKept = 32;

interface Series extends VolumeSeries {
  readonly recent: { readonly write: WriteFact; readonly value: number; readonly decision: Decision }[];
}

/** What of its past is of use. */
export interface DatasetLearning extends Learning {
  /** Where no deadline is said. */
  readonly learnsFreshness: boolean;
}

class Learnt implements LearntDataset {
  readonly freshness: FreshnessDetector | undefined;
  readonly deliveries: Delivery[] = [];
  readonly sense = new BackfillSense();
  readonly volumes: Record<VolumeAspect, Map<string, Series>> = {
    rows: new Map(),
    bytes: new Map(),
    files: new Map(),
  };
  last: LearntDataset["last"];

  constructor(learning: DatasetLearning) {
    this.freshness = learning.learnsFreshness ? createFreshnessDetector(detectorSettings(learning)) : undefined;
  }
}

/** What the past of a dataset teaches; learns on from what is new at its end. */
export class DatasetLearner {
  readonly #follower: Follower<WriteFact, Learnt>;

  constructor(learning: DatasetLearning) {
    this.#follower = new Follower(
      () => new Learnt(learning),
      (learnt, write) => learn(learnt, write, learning),
    );
  }

  learn({ writes }: DatasetFacts): LearntDataset {
    return this.#follower.follow(writes);
  }
}

function learn(learnt: Learnt, write: WriteFact, learning: DatasetLearning): void {
  if (write.state !== "COMPLETE" || write.endedAt === null) return;
  const { endedAt: at, nominal, job, runId } = write;
  const past = learnt.sense.see({ at, nominal, backfill: write.backfill });
  learnt.freshness?.observe({ at, excluded: past });
  learnt.deliveries.push({ at, nominal, past, job, runId });
  if (learnt.deliveries.length > deliveriesKept * 1.25) learnt.deliveries.splice(0, deliveriesKept / 4);
  learnt.last = { write, past };
  for (const aspect of volumeAspects) {
    const value = write[aspect];
    if (value === null) continue;
    const series = seriesOf(learnt.volumes[aspect], write, learning);
    const decision = series.detector.observe({
      at,
      value,
      excluded: past,
      ...(nominal === null ? {} : { about: aboutOf(nominal) }),
    });
    if (past) continue;
    series.recent.push({ write, value, decision });
    if (series.recent.length > recentKept) series.recent.shift();
  }
}

function seriesOf(known: Map<string, Series>, { job, partition }: WriteFact, learning: Learning): Series {
  const partitioned = partition !== "";
  const key = `${nameKey(job)}\0${partitioned}`;
  const series = known.get(key) ?? {
    job,
    partitioned,
    // One of the three channels is wrong once in so long, all of them together.
    detector: createSeriesDetector({ ...detectorSettings(learning), noise: "proportional", leastChange: 0.05 }),
    recent: [],
  };
  known.set(key, series);
  return series;
}
