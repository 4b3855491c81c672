import { judgeTimeliness } from "../judge/timeliness.ts";
import type { JobAsked, Signal } from "../signal.ts";
import type { Verdict } from "../verdict.ts";

export const completion: Signal = {
  name: "completion",
  title: "Completion of jobs",
  unit: "s",
  meaning:
    "Whether a job has completed when it should have. At risk before: when what it waits for, what goes on and what usually comes after it will take longer than there is time.",
  standard:
    "late when no run has completed for longer than is usual at that time of the day and week, by at most one false alert in five years",
  thresholdKeys: ["completion"],
  aspects: "one",
  observations: `SELECT job_namespace, job_name, ended_at AS time, nominal_end AS data_until
FROM tidemark.runs WHERE state = 'COMPLETE'`,
  ofJob: judge,
};

function judge({ about, expectations, job, learnt, key, forecast, now }: JobAsked): readonly Verdict[] {
  const { completion: expected } = expectations;
  if (expected === undefined) return [];
  const streams = job.runs.open.filter(({ streaming }) => streaming).map(({ lastEventAt }) => lastEventAt);
  const verdict = judgeTimeliness(
    { ...about, severity: expected.severity },
    expected,
    {
      deliveries: learnt.deliveries,
      learnt: learnt.completions,
      sense: learnt.sense,
      streamedAt: streams.length === 0 ? null : Math.max(...streams),
      knownSince: job.firstReceivedAt === Infinity ? now : job.firstReceivedAt,
      verb: "completed",
    },
    (data) => forecast.ofJob(key, data),
  );
  return verdict === undefined ? [] : [verdict];
}
