import { judgeTimeliness } from "../judge/timeliness.ts";
import type { DatasetAsked, Signal } from "../signal.ts";
import type { Verdict } from "../verdict.ts";

export const freshness: Signal = {
  name: "freshness",
  title: "Freshness",
  unit: "s",
  meaning:
    "Whether new data of a dataset is there when it should be. What counts is the interval of data that was written, not the moment of writing: a backfill of last March gives no credit for today.",
  standard:
    "late when it has not been written for longer than is usual at that time of the day and week, by at most one false alert in five years",
  thresholdKeys: ["freshness"],
  aspects: "one",
  observations: `SELECT dataset_namespace, dataset_name, ended_at AS time, nominal_end AS data_until
FROM tidemark.run_datasets WHERE role = 'output' AND state = 'COMPLETE'`,
  ofDataset: judge,
};

function judge({ about, expectations, dataset, learnt, key, forecast, facts, now }: DatasetAsked): readonly Verdict[] {
  const { freshness: expected } = expectations;
  if (expected === undefined) return [];
  const verdict = judgeTimeliness(
    { ...about, severity: expected.severity },
    expected,
    {
      deliveries: learnt.deliveries,
      learnt: learnt.freshness,
      sense: learnt.sense,
      streamedAt: streamedAt(),
      knownSince: dataset.firstReceivedAt === Infinity ? now : dataset.firstReceivedAt,
      verb: "written",
    },
    (data) => forecast.ofDataset(key, data),
  );
  return verdict === undefined ? [] : [verdict];

  /** The last sign of a streaming job that writes it. */
  function streamedAt(): number | null {
    let last: number | null = null;
    for (const { job, runId, lastSeenAt } of dataset.writes.open) {
      const run = facts.jobs.get(`${job.namespace}\0${job.name}`)?.runs.get(runId);
      if (run?.streaming === true) last = Math.max(last ?? 0, lastSeenAt, run.lastEventAt);
    }
    return last;
  }
}
