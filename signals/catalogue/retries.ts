import { judgeRetries } from "../judge/failures.ts";
import type { Signal } from "../signal.ts";

export const retries: Signal = {
  name: "retries",
  title: "Retries",
  unit: "count",
  meaning: "How many tries a job takes. What works only the second time will one day not work at all.",
  standard: "more than half of the last 20 runs took more than one try",
  thresholdKeys: ["failures.max_attempts"],
  aspects: "one",
  observations: `SELECT job_namespace, job_name, ended_at AS time, attempt FROM tidemark.runs WHERE attempt IS NOT NULL`,
  ofJob({ about, expectations: { failures: expected }, learnt }) {
    // It works, so far.
    const severity = expected?.maxAttempts === undefined ? "info" : expected.severity;
    const verdict = expected === undefined ? undefined : judgeRetries({ ...about, severity }, expected, learnt);
    return verdict === undefined ? [] : [verdict];
  },
};
