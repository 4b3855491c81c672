import { evenly } from "./build/grid.ts";
import { pageLink, toDataset, toJob, toRun } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { billed, currency, named, runCosts } from "./cost/billed.ts";
import { repeated, runs, told, unread, wasted } from "./cost/figures.ts";
import { stateMappings } from "./panels/states.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";

/** By what jobs have several of: an amount is shared equally by the owners, and counts for each tag. */
function sharedBy(title: string, description: string, group: string, of: string) {
  return table({
    title,
    description,
    sql: `
    SELECT ${group}, ${named} AS currency_code, sum(run_amount * share) AS total, count() AS runs
    FROM (
      SELECT costs.run_amount AS run_amount, costs.currency AS currency, ${of}
      FROM (${runCosts}) AS costs
      LEFT JOIN (SELECT namespace AS job_namespace, name AS job_name, owners, tags FROM tidemark.jobs) AS jobs
        USING (job_namespace, job_name))
    GROUP BY ${group}, currency_code ORDER BY total DESC, ${group} LIMIT 50`,
    columns: {
      [group]: { title },
      currency_code: { title: "Currency", width: 90 },
      total: { title: "Amount", unit: "short", decimals: 2, width: 90 },
      runs: { title: "Runs", unit: "short", width: 70 },
    },
    noValue: "No cost was told in this range",
  });
}

const owners = sharedBy(
  "Owner",
  "By the owners that jobs name, who share equally.",
  "owner",
  "arrayJoin(if(empty(jobs.owners), ['nobody'], jobs.owners.name)) AS owner, 1 / greatest(1, length(jobs.owners)) AS share",
);

const tags = sharedBy(
  "Tag",
  "By the tags of jobs; an amount counts for each tag, so the lines do not add up to the total.",
  "tag",
  `arrayJoin(if(empty(jobs.tags), ['none'],
        arrayMap((key, value) -> if(value = '', key, concat(key, ': ', value)), mapKeys(jobs.tags), mapValues(jobs.tags)))) AS tag, 1 AS share`,
);

const totals = table({
  title: "Total",
  description: "Of the range, by currency.",
  sql: `SELECT ${named} AS currency_code, sum(amount) AS total FROM tidemark.costs WHERE ${billed} GROUP BY currency_code ORDER BY total DESC`,
  columns: { currency_code: { title: "Currency", width: 70 }, total: { title: "Amount", unit: "short", decimals: 2 } },
  noValue: "No cost was told in this range",
});

const overTime = timeSeries({
  title: "Cost by job",
  description: "The eight jobs of the range that cost most, and the rest together.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  sql: `
    WITH dearest AS (
      SELECT job_namespace, job_name, currency FROM tidemark.costs WHERE ${billed}
      GROUP BY job_namespace, job_name, currency ORDER BY sum(amount) DESC, job_name LIMIT 8)
    SELECT $__timeInterval(event_time) AS time,
      if((job_namespace, job_name, currency) IN dearest, concat(job_name, ' ', currency), concat('the rest ', currency)) AS series,
      sum(amount) AS amount
    FROM tidemark.costs WHERE ${billed} GROUP BY time, series ORDER BY time, series`,
  noValue: "No cost was told in this range",
});

const byItem = timeSeries({
  title: "Cost by item",
  description: "What was billed: warehouse, storage, slot hours …",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  sql: `
    SELECT $__timeInterval(event_time) AS time, trim(concat(item, ' ', currency)) AS series, sum(amount) AS amount
    FROM tidemark.costs WHERE ${billed} GROUP BY time, series ORDER BY time, series`,
  noValue: "No cost was told in this range",
});

const jobs = table({
  title: "Jobs that cost most",
  description: "With the cost of a run, and of a million rows written where runs say how many.",
  sql: `
    SELECT job_namespace, job_name, ${named} AS currency_code, sum(run_amount) AS total, count() AS runs,
      total / runs AS a_run, 1e6 * sumIf(run_amount, written.rows_written > 0) / nullIf(sum(written.rows_written), 0) AS a_million_rows
    FROM (${runCosts}) AS costs
    LEFT JOIN (
      SELECT job_namespace, job_name, run_id, sum(rows) AS rows_written FROM tidemark.run_datasets
      WHERE role = 'output' AND rows IS NOT NULL GROUP BY job_namespace, job_name, run_id) AS written
      USING (job_namespace, job_name, run_id)
    GROUP BY job_namespace, job_name, currency_code ORDER BY total DESC, job_name LIMIT 50`,
  columns: {
    job_namespace: { title: "Namespace", width: 120 },
    job_name: { title: "Job", links: [toJob] },
    currency_code: { title: "Currency", width: 90 },
    total: { title: "Amount", unit: "short", decimals: 2, width: 90 },
    runs: { title: "Runs", unit: "short", width: 70 },
    a_run: { title: "A run", unit: "short", decimals: 4, width: 90 },
    a_million_rows: { title: "A million rows", unit: "short", decimals: 4, width: 110 },
  },
  noValue: "No cost was told in this range",
});

const datasets = table({
  title: "Datasets that cost most",
  description: "What was spent on the runs that wrote them; a run's cost is shared equally by what it wrote.",
  sql: `
    SELECT output.1 AS dataset_namespace, output.2 AS dataset_name, ${named} AS currency_code,
      sum(run_amount / length(outputs)) AS total
    FROM (${runCosts}) AS costs
    INNER JOIN (
      SELECT job_namespace, job_name, run_id, groupUniqArray((toString(dataset_namespace), dataset_name)) AS outputs
      FROM tidemark.run_datasets WHERE role = 'output' GROUP BY job_namespace, job_name, run_id) AS written
      USING (job_namespace, job_name, run_id)
    ARRAY JOIN outputs AS output
    GROUP BY dataset_namespace, dataset_name, currency_code ORDER BY total DESC, dataset_name LIMIT 50`,
  columns: {
    dataset_namespace: { title: "Namespace", width: 180 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    currency_code: { title: "Currency", width: 90 },
    total: { title: "Amount", unit: "short", decimals: 2, width: 90 },
  },
  noValue: "No run with a cost has written anything in this range",
});

const dearestRuns = table({
  title: "Runs that cost most",
  description: "Of the range, with what became of them.",
  sql: `
    SELECT job_namespace, job_name, run_id, if(runs.run_state = '', 'unknown', runs.run_state) AS state,
      ${named} AS currency_code, run_amount
    FROM (${runCosts} ORDER BY run_amount DESC, run_id LIMIT 50) AS costs
    LEFT JOIN (SELECT job_namespace, job_name, run_id, toString(state) AS run_state FROM tidemark.runs) AS runs
      USING (job_namespace, job_name, run_id)
    ORDER BY run_amount DESC, run_id`,
  columns: {
    job_namespace: { title: "Namespace", width: 120 },
    job_name: { title: "Job", links: [toJob] },
    run_id: { title: "Run", links: [toRun] },
    state: { title: "State", width: 100, mappings: stateMappings },
    currency_code: { title: "Currency", width: 90 },
    run_amount: { title: "Amount", unit: "short", decimals: 4, width: 90 },
  },
  noValue: "No cost was told in this range",
});

export const cost = dashboardOf({
  page: "cost",
  title: "Tidemark: cost",
  description: "What runs, jobs and datasets cost, as far as it was told; what failures cost.",
  from: "now-30d",
  links: [pageLink("Overview", "overview")],
  variables: [currency],
  shelves: [
    evenly(5, [runs, told, wasted, repeated, unread, totals]),
    {
      height: 9,
      panels: [
        [14, overTime],
        [10, byItem],
      ],
    },
    {
      height: 9,
      panels: [
        [14, jobs],
        [10, datasets],
      ],
    },
    evenly(8, [owners, tags]),
    evenly(9, [dearestRuns]),
  ],
});
