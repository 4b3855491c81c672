import { evenly } from "./build/grid.ts";
import { pageLink, toDataset, toRun, toTrace } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { chosen, ofRun } from "./build/sql.ts";
import { job, jobNamespace, run as runVariable, traces } from "./build/variables.ts";
import { against, attempt, duration, failedChecks, state, written } from "./run/figures.ts";
import { stateTimeline } from "./panels/state-timeline.ts";
import { heldMappings, stateMappings } from "./panels/states.ts";
import { table } from "./panels/table.ts";

const about = table({
  title: "About",
  description: "When it ran, for which interval of data, on what, under which run, and what went wrong.",
  sql: `
    SELECT started_at, ended_at, nominal_start, nominal_end, trim(concat(engine, ' ', engine_version)) AS ran_on, query_id,
      parent_job_namespace AS job_namespace, parent_job_name AS job_name, parent_run_id AS run_id,
      replaceAll(if(root_run_id = '', ${chosen("run")}, root_run_id), '-', '') AS trace_id, error
    FROM (SELECT * EXCEPT (job_namespace, job_name, run_id) FROM tidemark.runs WHERE ${ofRun})`,
  columns: {
    started_at: { title: "Started", width: 135 },
    ended_at: { title: "Ended", width: 135 },
    nominal_start: { title: "Nominal start", width: 135 },
    nominal_end: { title: "Nominal end", width: 135 },
    ran_on: { title: "Engine", width: 110 },
    query_id: { title: "Query", width: 90 },
    job_namespace: { title: "Parent namespace", width: 110 },
    job_name: { title: "Parent job", width: 120 },
    run_id: { title: "Parent run", width: 110, links: [toRun] },
    trace_id: { title: "Trace", width: 90, links: [toTrace] },
    error: { title: "Error", long: true },
  },
  noValue: "This run is not known",
});

const below = `((parent_run_id = ${chosen("run")} AND parent_job_name = ${chosen("job")})
        OR (root_run_id = ${chosen("run")} AND root_job_name = ${chosen("job")}))`;

const childStates = stateTimeline({
  title: "Child runs in time",
  description: "How many of them were running, and whether one had failed by then. The range has to cover the run.",
  mappings: stateMappings,
  sql: `
    WITH children AS (
      SELECT assumeNotNull(coalesce(started_at, first_event_at)) AS started, ended_at, toString(state) AS state
      FROM tidemark.runs WHERE ${below} AND coalesce(started_at, first_event_at) IS NOT NULL)
    SELECT time, multiIf(
        sum(failed) OVER so_far > 0, 'FAIL',
        sum(change) OVER so_far > 0, 'RUNNING',
        'COMPLETE') AS children
    FROM (
      SELECT time, sum(change) AS change, sum(failed) AS failed FROM (
        SELECT started AS time, 1 AS change, 0 AS failed FROM children
        UNION ALL
        SELECT assumeNotNull(ended_at) AS time, -1 AS change, toInt8(state = 'FAIL') AS failed FROM children
        WHERE ended_at IS NOT NULL)
      GROUP BY time)
    WINDOW so_far AS (ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ORDER BY time`,
  noValue: "It started no other run",
});

const children = table({
  title: "Child runs",
  description: "Those it started and those they started, in their order, at most 500.",
  sql: `
    SELECT job_namespace, job_name, run_id, if(state = '', 'unknown', toString(state)) AS state, started_at, duration_ms,
      attempt, error
    FROM tidemark.runs WHERE ${below} AND run_id != ${chosen("run")}
    ORDER BY coalesce(started_at, first_event_at), job_name LIMIT 500`,
  columns: {
    job_namespace: { title: "Namespace", width: 100 },
    job_name: { title: "Job" },
    run_id: { title: "Run", width: 130, links: [toRun] },
    state: { title: "State", width: 100, mappings: stateMappings },
    started_at: { title: "Started", width: 150 },
    duration_ms: { title: "Duration", unit: "ms", width: 90 },
    attempt: { title: "Attempt", unit: "short", width: 60 },
    error: { title: "Error", long: true },
  },
  noValue: "It started no other run",
});

const datasets = table({
  title: "Datasets",
  description: "What the run read and wrote.",
  sql: `
    SELECT if(role = 'input', 'read', 'wrote') AS role, dataset_namespace, dataset_name, rows, bytes, files, partition, version
    FROM tidemark.run_datasets WHERE ${ofRun} ORDER BY role, dataset_namespace, dataset_name LIMIT 500`,
  columns: {
    role: { title: "Role", width: 70 },
    dataset_namespace: { title: "Namespace", width: 150 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    rows: { title: "Rows", unit: "short", width: 80 },
    bytes: { title: "Bytes", unit: "bytes", width: 80 },
    files: { title: "Files", unit: "short", width: 60 },
    partition: { title: "Partition" },
    version: { title: "Version", width: 90 },
  },
  noValue: "It names no dataset",
});

const checks = table({
  title: "Checks",
  description: "Results of its quality checks, those that failed first.",
  sql: `
    SELECT if(success, 'passed', 'failed') AS result, dataset_namespace, dataset_name, column,
      if(name = '', toString(assertion), name) AS check, severity, expected, actual
    FROM tidemark.quality WHERE ${ofRun} ORDER BY success, dataset_name, column, check LIMIT 500`,
  columns: {
    result: { title: "Result", width: 80, mappings: heldMappings },
    dataset_namespace: { title: "Namespace", width: 150 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    column: { title: "Column", width: 110 },
    check: { title: "Check" },
    severity: { title: "Severity", width: 80 },
    expected: { title: "Expected", width: 90 },
    actual: { title: "Actual", width: 90 },
  },
  noValue: "It checked nothing",
});

const cost = table({
  title: "Cost",
  description: "What the run was billed for.",
  sql: `SELECT item, amount, currency, quantity, unit FROM tidemark.costs WHERE ${ofRun} ORDER BY amount DESC LIMIT 100`,
  columns: {
    item: { title: "Item" },
    amount: { title: "Amount", unit: "short", decimals: 4, width: 80 },
    currency: { title: "Currency", width: 80 },
    quantity: { title: "Quantity", unit: "short", width: 80 },
    unit: { title: "Unit", width: 70 },
  },
  noValue: "No cost was told",
});

const events = table({
  title: "Events",
  description: "As they came, each once; the delay is from the producer's clock to the log's.",
  sql: `
    SELECT event_time, event_type, received_at, dateDiff('millisecond', event_time, received_at) AS delay, producer, error_message
    FROM tidemark.events FINAL WHERE ${ofRun} ORDER BY event_time, received_at LIMIT 500`,
  columns: {
    event_time: { title: "Happened", width: 150 },
    event_type: { title: "Type", width: 90 },
    received_at: { title: "Received", width: 150 },
    delay: { title: "Delay", unit: "ms", width: 90 },
    producer: { title: "Producer" },
    error_message: { title: "Error", long: true },
  },
  noValue: "It never sent an event",
});

const again = table({
  title: "Runs before and after",
  description: "Of the same job, up to ten each way: what was it like the other times?",
  sql: `
    WITH (SELECT any(started_at) FROM tidemark.runs WHERE ${ofRun}) AS this
    SELECT job_namespace, job_name, run_id, if(state = '', 'unknown', toString(state)) AS state, started_at, duration_ms, error
    FROM (
      SELECT job_namespace, job_name, run_id, state, started_at, duration_ms, error FROM tidemark.runs
      WHERE job_namespace = ${chosen("job_namespace")} AND job_name = ${chosen("job")} AND started_at <= this
      ORDER BY started_at DESC LIMIT 11
      UNION ALL
      SELECT job_namespace, job_name, run_id, state, started_at, duration_ms, error FROM tidemark.runs
      WHERE job_namespace = ${chosen("job_namespace")} AND job_name = ${chosen("job")} AND started_at > this
      ORDER BY started_at LIMIT 10)
    ORDER BY started_at DESC`,
  columns: {
    job_namespace: { title: "Namespace", width: 110 },
    job_name: { title: "Job", width: 140 },
    run_id: { title: "Run", width: 130, links: [toRun] },
    state: { title: "State", width: 100, mappings: stateMappings },
    started_at: { title: "Started", width: 150 },
    duration_ms: { title: "Duration", unit: "ms", width: 90 },
    error: { title: "Error", long: true },
  },
  noValue: "This run is not known",
});

export const run = dashboardOf({
  page: "run",
  title: "Tidemark: run",
  description: "One run: how it ended, the runs below it, its datasets, checks, cost and events.",
  from: "now-24h",
  links: [pageLink("Overview", "overview"), pageLink("Its job", "job", ["job_namespace", "job"])],
  variables: [jobNamespace, job, runVariable, traces],
  shelves: [
    evenly(4, [state, duration, against, attempt, written, failedChecks]),
    evenly(4, [about]),
    evenly(7, [datasets]),
    evenly(7, [checks]),
    {
      heading: "Child runs",
      height: 8,
      panels: [
        [8, childStates],
        [16, children],
      ],
    },
    {
      heading: "Details",
      height: 8,
      panels: [
        [8, cost],
        [16, events],
      ],
    },
    evenly(8, [again]),
  ],
});
