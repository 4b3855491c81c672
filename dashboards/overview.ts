import { evenly } from "./build/grid.ts";
import { pageLink, toDataset, toJob, toRun } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { inDaysBefore } from "./build/sql.ts";
import { incidentTable } from "./incidents/incident-table.ts";
import { datasetAges, failingJobs } from "./questions.ts";
import { stateColours } from "./panels/states.ts";
import { atRisk, breaches, late, objectives, platform } from "./overview/lights.ts";
import { deadLetters, failedShare, failing, lastEvent, runs } from "./overview/figures.ts";
import { asked, inNamespace } from "./overview/in-namespace.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";
import { verdictStateMappings } from "./panels/verdict-states.ts";

const openIncidents = incidentTable({
  title: "Open incidents",
  description: "What is wrong now, by cause, the gravest first, whatever the range.",
  which: "state != 'resolved'",
  most: 50,
  noValue: "No incident is open",
});

const runsByState = timeSeries({
  title: "Runs by state",
  description: "Runs by the time they started and the state they have now. Grey ones never said a state.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  colours: stateColours,
  sql: `
    SELECT $__timeInterval(at) AS time, series, count() AS runs
    FROM (
      SELECT assumeNotNull(started_at) AS at, if(state = '', 'unknown', toString(state)) AS series
      FROM tidemark.runs WHERE $__timeFilter(started_at) AND ${asked})
    GROUP BY time, series ORDER BY time, series`,
  noValue: "No run started in this range",
});

const throughput = timeSeries({
  title: "Events stored",
  description: "By hour and source, redeliveries included.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  sql: `
    SELECT $__timeInterval(hour) AS time, toString(source) AS series, sum(rows) AS events
    FROM tidemark.deliveries WHERE $__timeFilter(hour) GROUP BY time, series ORDER BY time, series`,
  noValue: "No event in this range",
});

const failingNow = table({
  title: "Failing now",
  description:
    "Jobs whose last run that ended, in the 30 days up to the end of the range, failed; the longest first. Since: the first failure after the last success.",
  sql: `${failingJobs(asked)} ORDER BY failing_since LIMIT 50`,
  columns: {
    job_namespace: { title: "Namespace", width: 120 },
    job_name: { title: "Job", links: [toJob] },
    failing_since: { title: "Since", width: 150 },
    failures: { title: "Failures", unit: "short", width: 80 },
    run_id: { title: "Last run", width: 110, links: [toRun] },
    last_error: { title: "Last error", long: true },
  },
  noValue: "No job is failing",
});

const stalest = table({
  title: "Stalest datasets",
  description:
    "First those that the signal freshness calls late; then by how many of their usual gaps they have not been written for: the median between writes in 30 days, of at least three gaps.",
  sql: `
    SELECT ages.dataset_namespace AS dataset_namespace, ages.dataset_name AS dataset_name, verdicts.verdict AS verdict, last_written, age, gaps
    FROM (${datasetAges}) AS ages
    LEFT JOIN (
      SELECT subject_namespace AS dataset_namespace, subject_name AS dataset_name, any(toString(state)) AS verdict
      FROM tidemark.signals WHERE signal = 'freshness' GROUP BY dataset_namespace, dataset_name) AS verdicts
      USING (dataset_namespace, dataset_name)
    ORDER BY verdict = 'breach' DESC, gaps DESC NULLS LAST, age DESC LIMIT 50`,
  columns: {
    dataset_namespace: { title: "Namespace", width: 140 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    verdict: { title: "Freshness", width: 80, mappings: verdictStateMappings },
    last_written: { title: "Written", width: 150 },
    age: { title: "Age", unit: "s", width: 80 },
    gaps: { title: "Gaps", unit: "short", decimals: 1, width: 70 },
  },
  noValue: "No dataset has been written",
});

const slowest = table({
  title: "Slowest against their median",
  description:
    "The longest successful run of the range against the median of the 30 days up to its end, of jobs with at least five runs in those.",
  sql: `
    SELECT job_namespace, job_name, argMaxIf(run_id, duration_ms, in_range) AS run_id,
      maxIf(duration_ms, in_range) AS longest, quantileExact(0.5)(duration_ms) AS usual, longest / usual AS times
    FROM (
      SELECT job_namespace, job_name, run_id, assumeNotNull(duration_ms) AS duration_ms, started_at >= $__fromTime AS in_range
      FROM tidemark.runs
      WHERE ${inDaysBefore("started_at", 30)} AND state = 'COMPLETE' AND duration_ms IS NOT NULL AND ${asked})
    GROUP BY job_namespace, job_name HAVING count() >= 5 AND usual > 0 AND longest > 0
    ORDER BY times DESC LIMIT 20`,
  columns: {
    job_namespace: { title: "Namespace", width: 120 },
    job_name: { title: "Job", links: [toJob] },
    run_id: { title: "Run", width: 110, links: [toRun] },
    longest: { title: "Longest", unit: "ms", width: 90 },
    usual: { title: "Median", unit: "ms", width: 90 },
    times: { title: "Times", unit: "short", decimals: 1, width: 70 },
  },
  noValue: "No job with five runs has ended in this range",
});

const failedChecks = table({
  title: "Failed checks",
  description: "Results of quality checks that did not hold, the newest first.",
  sql: `
    SELECT event_time, dataset_namespace, dataset_name, column, if(name = '', toString(assertion), name) AS check,
      severity, expected, actual
    FROM tidemark.quality WHERE NOT success AND $__timeFilter(event_time) AND ${asked}
    ORDER BY event_time DESC LIMIT 100`,
  columns: {
    event_time: { title: "When", width: 150 },
    dataset_namespace: { title: "Namespace", width: 150 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    column: { title: "Column" },
    check: { title: "Check" },
    severity: { title: "Severity", width: 80 },
    expected: { title: "Expected", width: 90 },
    actual: { title: "Actual", width: 90 },
  },
  noValue: "No check failed in this range",
});

const cost = timeSeries({
  title: "Cost",
  description: "What runs were billed for, by currency. Currencies are not converted.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  sql: `
    SELECT $__timeInterval(event_time) AS time, if(currency = '', 'no currency', toString(currency)) AS series, sum(amount) AS amount
    FROM tidemark.costs WHERE $__timeFilter(event_time) AND ${asked} GROUP BY time, series ORDER BY time, series`,
  noValue: "No cost was told in this range",
});

export const overview = dashboardOf({
  page: "overview",
  title: "Tidemark: overview",
  description: "What runs, what fails, what is stale, what is slow, and whether the platform hears it.",
  from: "now-24h",
  links: [
    pageLink("Incidents", "incidents"),
    pageLink("SLA", "sla"),
    pageLink("Cost", "cost"),
    pageLink("Lineage", "lineage"),
    pageLink("Collector", "collector"),
  ],
  variables: [inNamespace],
  shelves: [
    evenly(4, [breaches, late, atRisk, objectives, failing, platform]),
    evenly(7, [openIncidents]),
    evenly(3, [runs, failedShare, deadLetters, lastEvent]),
    {
      height: 8,
      panels: [
        [12, runsByState],
        [6, throughput],
        [6, cost],
      ],
    },
    evenly(8, [failingNow]),
    evenly(9, [stalest, slowest]),
    evenly(8, [failedChecks]),
  ],
});
