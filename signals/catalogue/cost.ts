import type { CostFact } from "../facts/fact.ts";
import { whileLast } from "../judge/while-last.ts";
import { judgeBudget, judgeRunCost, runCosts } from "../judge/cost.ts";
import type { BudgetAsked, DatasetAsked, JobAsked, Signal } from "../signal.ts";
import type { Verdict } from "../verdict.ts";

export const cost: Signal = {
  name: "cost",
  title: "Cost",
  unit: "currency",
  meaning:
    "What runs cost, by what they say of it (facet `tidemark_cost`): a run against what is usual, and what was spent in a period against its budget, with where it will end at this rate. A dataset's costs are those of the jobs that write it. Different currencies are never added.",
  standard: "a run costs three times what is usual; budgets only where they are said",
  thresholdKeys: ["cost", "budgets"],
  aspects: "`budget`; empty for the cost of a run",
  observations: `SELECT c.job_namespace AS job_namespace, c.job_name AS job_name, c.run_id AS run_id, max(c.event_time) AS time,
  c.currency AS currency, sum(c.amount) AS spent, any(r.state) AS state,
  sumIf(c.amount, r.state IN ('FAIL', 'ABORT')) AS spent_on_failures, sumIf(c.amount, ifNull(r.attempt, 1) > 1) AS spent_on_retries,
  any(w.rows) AS rows_written, spent / nullIf(rows_written, 0) * 1000000 AS per_million_rows,
  sumIf(c.amount, w.outputs > 0 AND w.read = 0) AS spent_on_unread
FROM tidemark.costs AS c
LEFT JOIN tidemark.runs AS r USING (job_namespace, job_name, run_id)
LEFT JOIN (
  SELECT job_namespace, job_name, run_id, sum(rows) AS rows, count() AS outputs, countIf(last_read > first_seen) AS read
  FROM tidemark.run_datasets AS u
  LEFT JOIN (
    SELECT dataset_namespace, dataset_name, max(last_seen) AS last_read FROM tidemark.run_datasets WHERE role = 'input' GROUP BY ALL
  ) AS reads USING (dataset_namespace, dataset_name)
  WHERE role = 'output' GROUP BY ALL) AS w USING (job_namespace, job_name, run_id)
GROUP BY ALL`,
  ofJob,
  ofDataset,
  ofBudget,
};

/** Items of costs, of which a run may have several: the last say what is usual. */
const lately = 64;

const judgeLastRun = whileLast((about, costs: readonly CostFact[]) =>
  judgeRunCost(about, runCosts(costs.slice(-lately))),
);

function ofJob({ about, expectations: { cost: expected }, job }: JobAsked): readonly Verdict[] {
  if (expected === undefined) return [];
  const severe = { ...about, severity: expected.severity };
  const run = expected.learned ? judgeLastRun(severe, job.costs.ended) : undefined;
  return [
    ...(run === undefined ? [] : [run]),
    ...(expected.budget === undefined ? [] : [judgeBudget(severe, expected.budget, runCosts(job.costs.ended))]),
  ];
}

/** What is usual of a run is its job's; a dataset has a budget alone. */
function ofDataset({ about, expectations: { cost: expected }, facts, key }: DatasetAsked): readonly Verdict[] {
  if (expected?.budget === undefined) return [];
  const costs = [...facts.writersOf(key)].flatMap((job) => facts.jobs.get(job)?.costs.ended ?? []);
  return [judgeBudget({ ...about, severity: expected.severity }, expected.budget, runCosts(costs))];
}

function ofBudget({ about, budget, facts }: BudgetAsked): readonly Verdict[] {
  const costs: CostFact[] = [];
  for (const job of facts.jobs.values()) {
    if (budget.jobs !== undefined && budget.jobs.match(job.thing) === undefined) continue;
    // Run ids are unique in a job alone.
    for (const each of job.costs.ended)
      costs.push({
        ...each,
        runId: `${job.thing.namespace}\0${job.thing.name}\0${each.runId === "" ? each.at : each.runId}`,
      });
  }
  return [judgeBudget(about, budget, runCosts(costs))];
}
