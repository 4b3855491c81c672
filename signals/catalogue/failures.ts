import { judgeFailures } from "../judge/failures.ts";
import type { Signal } from "../signal.ts";

export const failures: Signal = {
  name: "failures",
  title: "Failures",
  unit: "count",
  meaning:
    "Whether the last runs of a job failed, and how many in a row. An aborted run says nothing; a try that fails while others are to come (`max_attempts`) is no failure yet; runs of a backfill do not count.",
  standard: "one failure",
  thresholdKeys: ["failures.consecutive", "failures.max_attempts"],
  aspects: "one",
  observations: `SELECT job_namespace, job_name, ended_at AS time, state, attempt, error
FROM tidemark.runs WHERE state IN ('COMPLETE', 'FAIL', 'ABORT')`,
  ofJob({ about, expectations: { failures: expected }, learnt }) {
    const verdict =
      expected === undefined ? undefined : judgeFailures({ ...about, severity: expected.severity }, expected, learnt);
    return verdict === undefined ? [] : [verdict];
  },
};
