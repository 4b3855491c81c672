import { stat } from "../panels/stat.ts";
import { billed, runCosts } from "./billed.ts";

export const runs = stat({
  title: "Runs with a cost",
  description: "Runs of the range that were billed.",
  unit: "short",
  sql: `SELECT uniqExact(job_namespace, job_name, run_id) AS runs FROM tidemark.costs WHERE ${billed}`,
  noValue: "0",
});

export const told = stat({
  title: "Jobs with a cost",
  description:
    "Share of the jobs that ran in the range of which a cost was told: what is missing here is missing below.",
  unit: "percentunit",
  decimals: 0,
  sql: `
    SELECT (SELECT uniqExact(job_namespace, job_name) FROM tidemark.costs WHERE ${billed})
      / nullIf((SELECT uniqExact(job_namespace, job_name) FROM tidemark.runs WHERE $__timeFilter(started_at)), 0) AS share`,
  noValue: "no runs",
});

export const wasted = stat({
  title: "Spent on runs that failed",
  description: "Share of the amount; with several currencies chosen it adds them as they are.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT sumIf(run_amount, runs.state IN ('FAIL', 'ABORT')) / nullIf(sum(run_amount), 0) AS share
    FROM (${runCosts}) AS costs
    LEFT JOIN (SELECT job_namespace, job_name, run_id, state FROM tidemark.runs WHERE state IN ('FAIL', 'ABORT')) AS runs
      USING (job_namespace, job_name, run_id)`,
  colours: [
    [0.02, "orange"],
    [0.1, "red"],
  ],
  noValue: "no cost",
});

export const repeated = stat({
  title: "Spent on doing it again",
  description: "Share of the amount that went to attempts after the first.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT sumIf(run_amount, runs.attempt > 1) / nullIf(sum(run_amount), 0) AS share
    FROM (${runCosts}) AS costs
    LEFT JOIN (SELECT job_namespace, job_name, run_id, attempt FROM tidemark.runs WHERE attempt > 1) AS runs
      USING (job_namespace, job_name, run_id)`,
  noValue: "no cost",
});

export const unread = stat({
  title: "Spent on what nobody read",
  description:
    "Share of the amount that went to runs of whose outputs none has been read since by a run that tells so. People and tools that send no events are not seen.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT sumIf(run_amount, NOT written.is_read) / nullIf(sum(run_amount), 0) AS share
    FROM (${runCosts}) AS costs
    INNER JOIN (
      SELECT job_namespace, job_name, run_id, max(reads.last_read >= outputs.first_seen) AS is_read
      FROM (SELECT * FROM tidemark.run_datasets WHERE role = 'output') AS outputs
      LEFT JOIN (
        SELECT dataset_namespace, dataset_name, max(last_seen) AS last_read FROM tidemark.run_datasets WHERE role = 'input'
        GROUP BY dataset_namespace, dataset_name) AS reads USING (dataset_namespace, dataset_name)
      GROUP BY job_namespace, job_name, run_id) AS written USING (job_namespace, job_name, run_id)`,
  noValue: "no cost",
});
