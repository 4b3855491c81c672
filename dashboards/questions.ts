import { inDaysBefore } from "./build/sql.ts";

/**
 * Jobs whose last run that ended with success or failure failed, in the 30 days up to the end of the range. `among`: a
 * condition on runs. Columns: job_namespace, job_name, failing_since, failures, run_id, last_error.
 */
export function failingJobs(among: string): string {
  return `
    SELECT job_namespace, job_name, min(at) AS failing_since, count() AS failures,
      argMax(run_id, at) AS run_id, argMax(error, at) AS last_error
    FROM (
      SELECT job_namespace, job_name, run_id, state, error, assumeNotNull(ended_at) AS at,
        maxIf(at, state = 'COMPLETE') OVER (PARTITION BY job_namespace, job_name) AS last_success
      FROM tidemark.runs
      WHERE state IN ('COMPLETE', 'FAIL') AND ${inDaysBefore("ended_at", 30)} AND ${among})
    WHERE state = 'FAIL' AND at > last_success
    GROUP BY job_namespace, job_name`;
}

/** The usual gap of a list of unix times, in seconds: the median, of at least three gaps; else NULL. */
export function usualGap(times: string): string {
  const gaps = `arrayFilter(gap -> gap > 0, arrayDifference(arraySort(${times})))`;
  return `if(length(${gaps}) < 3, NULL, arrayReduce('median', ${gaps}))`;
}

/**
 * Each dataset that has been written, under the name to show for it: dataset_namespace, dataset_name, last_written, age
 * and usual_gap (seconds), gaps (age in usual gaps).
 */
export const datasetAges = `
    SELECT canonical_namespace AS dataset_namespace, canonical_name AS dataset_name,
      assumeNotNull(max(last_written_at)) AS last_written,
      greatest(0, dateDiff('second', last_written, $__toTime)) AS age,
      min(usual) AS usual_gap, age / usual_gap AS gaps
    FROM (
      SELECT namespace, name, canonical_namespace, canonical_name, last_written_at
      FROM tidemark.datasets WHERE NOT deleted AND last_written_at IS NOT NULL) AS written
    LEFT JOIN (
      SELECT dataset_namespace AS namespace, dataset_name AS name,
        ${usualGap("groupUniqArray(toUnixTimestamp(assumeNotNull(ended_at)))")} AS usual
      FROM tidemark.run_datasets
      WHERE role = 'output' AND state = 'COMPLETE' AND ${inDaysBefore("ended_at", 30)}
      GROUP BY namespace, name) AS history USING (namespace, name)
    GROUP BY dataset_namespace, dataset_name`;
