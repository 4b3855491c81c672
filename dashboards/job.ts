import { evenly } from "./build/grid.ts";
import { pageLink, toDataset, toJob, toRun } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { chosen, ofJob } from "./build/sql.ts";
import { job as jobVariable, jobNamespace } from "./build/variables.ts";
import { incidentMarks } from "./incidents/incident-marks.ts";
import { lastState, lastSuccess, retries, running, success, usual } from "./job/figures.ts";
import { stateLanes } from "./panels/state-lanes.ts";
import { stateTimeline } from "./panels/state-timeline.ts";
import { stateMappings } from "./panels/states.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";
import { verdictTable } from "./verdicts/verdict-table.ts";
import { ofChosenJob } from "./verdicts/verdicts.ts";

const states = stateTimeline({
  title: "Runs",
  description:
    "Each run from its start to its end, in the colour of its state. Of runs at the same time the later one is shown.",
  mappings: stateMappings,
  sql: `
    WITH found AS (
      SELECT assumeNotNull(started_at) AS started, ended_at, if(state = '', 'unknown', toString(state)) AS state,
        leadInFrame(toNullable(started)) OVER (ORDER BY started ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next
      FROM tidemark.runs WHERE ${ofJob} AND $__timeFilter(started_at))
    SELECT time, run FROM (
      SELECT started AS time, toNullable(state) AS run FROM found
      UNION ALL
      SELECT assumeNotNull(ended_at) AS time, CAST(NULL, 'Nullable(String)') AS run FROM found
      WHERE ended_at > started AND (next IS NULL OR ended_at < next))
    ORDER BY time, run`,
  noValue: "No run started in this range",
});

const verdicts = verdictTable({
  title: "Signals",
  description: "What each signal says of it now, what is in breach first.",
  which: ofChosenJob,
  noValue: "No signal judges it",
});

const lanes = stateLanes({
  title: "Signals in time",
  description: "A lane for each signal: its deadline, duration, failures, retries, cost.",
  lane: "trim(concat(signal, ' ', aspect))",
  which: `judged_at >= $__fromTime AND ${ofChosenJob}`,
  most: 8,
  noValue: "No signal judged it in this range",
});

const durations = timeSeries({
  title: "Duration",
  description: "Of each run that ended, by its start, against the median of the 20 successful runs before it.",
  unit: "ms",
  draw: "points",
  names: { duration: "duration", usual: "median of the 20 before" },
  lines: ["usual"],
  sql: `
    SELECT time, duration, usual FROM (
      SELECT assumeNotNull(started_at) AS time, duration_ms AS duration,
        if(countIf(state = 'COMPLETE') OVER before = 0, NULL,
          quantileExactIf(0.5)(assumeNotNull(duration_ms), state = 'COMPLETE') OVER before) AS usual
      FROM tidemark.runs
      WHERE ${ofJob} AND duration_ms IS NOT NULL AND started_at > $__fromTime - INTERVAL 30 DAY AND started_at <= $__toTime
      WINDOW before AS (ORDER BY started_at, run_id ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING))
    WHERE $__timeFilter(time) ORDER BY time`,
  noValue: "No run ended in this range",
});

const attempts = timeSeries({
  title: "Attempts",
  description: "The number of each run's attempt, by its start; jobs that do not say it have none.",
  unit: "short",
  draw: "points",
  names: { attempt: "attempt" },
  sql: `
    SELECT assumeNotNull(started_at) AS time, attempt FROM tidemark.runs
    WHERE ${ofJob} AND attempt IS NOT NULL AND $__timeFilter(started_at) ORDER BY time`,
  noValue: "No run says which attempt it was",
});

const rows = timeSeries({
  title: "Rows",
  description: "Read and written by each run, all its datasets together, by its end.",
  unit: "short",
  labelled: true,
  draw: "points",
  sql: `
    SELECT assumeNotNull(ended_at) AS time, if(role = 'input', 'read', 'written') AS series, sum(rows) AS rows_of_run
    FROM tidemark.run_datasets
    WHERE ${ofJob} AND rows IS NOT NULL AND $__timeFilter(ended_at)
    GROUP BY run_id, time, series ORDER BY time, series`,
  noValue: "No run said how many rows",
});

const cost = timeSeries({
  title: "Cost",
  description: "Billed for its runs, by currency and item.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  sql: `
    SELECT $__timeInterval(event_time) AS time, trim(concat(currency, ' ', item)) AS series, sum(amount) AS amount
    FROM tidemark.costs WHERE ${ofJob} AND $__timeFilter(event_time) GROUP BY time, series ORDER BY time, series`,
  noValue: "No cost was told in this range",
});

const runs = table({
  title: "Runs of the range",
  description: "The newest first, at most 200.",
  sql: `
    SELECT job_namespace, job_name, run_id, if(state = '', 'unknown', toString(state)) AS state, started_at, duration_ms,
      nominal_start, attempt, error
    FROM tidemark.runs WHERE ${ofJob} AND $__timeFilter(started_at) ORDER BY started_at DESC LIMIT 200`,
  columns: {
    job_namespace: { title: "Namespace", width: 110 },
    job_name: { title: "Job", width: 140 },
    run_id: { title: "Run", links: [toRun] },
    state: { title: "State", width: 100, mappings: stateMappings },
    started_at: { title: "Started", width: 150 },
    duration_ms: { title: "Duration", unit: "ms", width: 90 },
    nominal_start: { title: "Nominal start", width: 150 },
    attempt: { title: "Attempt", unit: "short", width: 60 },
    error: { title: "Error", long: true },
  },
  noValue: "No run started in this range",
});

const datasets = table({
  title: "Datasets",
  description: "What the job reads and writes.",
  sql: `
    SELECT if(role = 'input', 'reads', 'writes') AS role, dataset_namespace, dataset_name, last_seen
    FROM tidemark.job_datasets WHERE ${ofJob} ORDER BY role, dataset_namespace, dataset_name LIMIT 500`,
  columns: {
    role: { title: "Role", width: 70 },
    dataset_namespace: { title: "Namespace", width: 180 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    last_seen: { title: "Last", width: 150 },
  },
  noValue: "It names no dataset",
});

const around = table({
  title: "Jobs before and after",
  description: "What it waits for, what waits for it, what starts it, and what it starts.",
  sql: `
    SELECT * FROM (
      SELECT 'waits for' AS relation, upstream_namespace AS job_namespace, upstream_name AS job_name, last_seen AS last
      FROM tidemark.job_dependencies
      WHERE downstream_namespace = ${chosen("job_namespace")} AND downstream_name = ${chosen("job")}
      UNION ALL
      SELECT 'is waited for by', downstream_namespace, downstream_name, last_seen FROM tidemark.job_dependencies
      WHERE upstream_namespace = ${chosen("job_namespace")} AND upstream_name = ${chosen("job")}
      UNION ALL
      SELECT 'is started by', parent_namespace, parent_name, last_seen FROM tidemark.jobs
      WHERE namespace = ${chosen("job_namespace")} AND name = ${chosen("job")} AND parent_name != ''
      UNION ALL
      SELECT 'starts', namespace, name, last_seen FROM tidemark.jobs
      WHERE parent_namespace = ${chosen("job_namespace")} AND parent_name = ${chosen("job")})
    ORDER BY relation, job_namespace, job_name LIMIT 500`,
  columns: {
    relation: { title: "This job", width: 120 },
    job_namespace: { title: "Namespace", width: 150 },
    job_name: { title: "Job", links: [toJob] },
    last: { title: "Last", width: 150 },
  },
  noValue: "It stands alone",
});

const about = table({
  title: "About",
  description: "The latest that was said of the job.",
  sql: `
    SELECT job_type, integration, description,
      arrayStringConcat(arrayMap(owner -> owner.name, owners), ', ') AS owned_by,
      arrayStringConcat(arrayMap((key, value) -> if(value = '', key, concat(key, '=', value)), mapKeys(tags), mapValues(tags)), ', ') AS tagged,
      trim(concat(source_url, ' ', source_path)) AS source, source_version, first_seen, last_seen
    FROM tidemark.jobs WHERE namespace = ${chosen("job_namespace")} AND name = ${chosen("job")}`,
  columns: {
    job_type: { title: "Type", width: 90 },
    integration: { title: "Integration", width: 100 },
    description: { title: "Description" },
    owned_by: { title: "Owner" },
    tagged: { title: "Tags" },
    source: { title: "Source" },
    source_version: { title: "Version", width: 100 },
    first_seen: { title: "First seen", width: 150 },
    last_seen: { title: "Last seen", width: 150 },
  },
  noValue: "Nothing is known of it",
});

export const job = dashboardOf({
  page: "job",
  title: "Tidemark: job",
  description: "One job or pipeline: its runs, how long they take, what they read and write, what they cost.",
  from: "now-7d",
  links: [pageLink("Overview", "overview"), pageLink("Run", "run", ["job_namespace", "job"]), pageLink("Cost", "cost")],
  variables: [jobNamespace, jobVariable],
  annotations: [incidentMarks(ofChosenJob)],
  shelves: [
    evenly(4, [lastState, lastSuccess, success, usual, retries, running]),
    evenly(5, [states]),
    evenly(5, [verdicts]),
    evenly(8, [durations, rows]),
    evenly(7, [lanes, attempts, cost]),
    evenly(9, [runs]),
    { heading: "Datasets and neighbouring jobs", ...evenly(8, [datasets, around]) },
    evenly(4, [about]),
  ],
});
