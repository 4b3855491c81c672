import { judgeDuration } from "../judge/duration.ts";
import type { Signal } from "../signal.ts";

export const duration: Signal = {
  name: "duration",
  title: "Duration",
  unit: "s",
  meaning:
    "How long a job takes: the run that goes on, as soon as it takes too long, else the last that completed. Streaming jobs have no duration.",
  standard:
    "twice in a row longer than is usual, by at most one false alert in five years, and by five minutes; or a run that goes on takes two and a half times as long as usual",
  thresholdKeys: ["duration"],
  aspects: "one",
  observations: `SELECT job_namespace, job_name, ended_at AS time, duration_ms / 1000 AS seconds
FROM tidemark.runs WHERE state = 'COMPLETE'`,
  ofJob({ about, expectations: { duration: expected }, job, learnt }) {
    const verdict =
      expected === undefined
        ? undefined
        : judgeDuration({ ...about, severity: expected.severity }, expected, job, learnt);
    return verdict === undefined ? [] : [verdict];
  },
};
