import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { evenly } from "./build/grid.ts";
import { pageLink, toJob, toRun } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { clickhouseQuery, dataSource } from "./build/query.ts";
import { inDaysBefore, namesOfDataset, ofDataset } from "./build/sql.ts";
import { dataset as datasetVariable, datasetNamespace } from "./build/variables.ts";
import { age, due, freshness, gap, gaps, health } from "./dataset/freshness.ts";
import { about, columns, readersAndWriters, schema, schemas } from "./dataset/made-of.ts";
import { bytes, lastRows, rows } from "./dataset/volume.ts";
import { incidentMarks } from "./incidents/incident-marks.ts";
import { stateLanes } from "./panels/state-lanes.ts";
import { stat } from "./panels/stat.ts";
import { heldMappings, stateMappings } from "./panels/states.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";
import { verdictTable } from "./verdicts/verdict-table.ts";
import { ofChosenDataset } from "./verdicts/verdicts.ts";

const schemaChanges = new AnnotationQueryBuilder()
  .name("Schema changes")
  .datasource(dataSource)
  .enable(true)
  .hide(false)
  .iconColor("purple")
  .target(
    clickhouseQuery(
      `
    SELECT first_seen AS time, concat('Schema version ', toString(version)) AS title,
      concat(toString(length(fields)), ' fields, first seen from ', if(job_name = '', 'a dataset event', job_name)) AS text,
      'schema' AS tags
    FROM tidemark.schemas WHERE ${ofDataset} AND version > 1 AND $__timeFilter(first_seen) ORDER BY time LIMIT 200`,
      "table",
      "schema",
    ),
  );

const verdicts = verdictTable({
  title: "Signals",
  description: "What each signal says of it now, what is in breach first.",
  which: ofChosenDataset,
  noValue: "No signal judges it",
});

const lanes = stateLanes({
  title: "Signals in time",
  description: "A lane for each signal, and for each check and measure of it.",
  lane: "trim(concat(signal, ' ', aspect))",
  which: `judged_at >= $__fromTime AND ${ofChosenDataset}`,
  most: 12,
  noValue: "No signal judged it in this range",
});

const failing = stat({
  title: "Failing checks",
  description: "Checks whose last result in the 30 days up to the end of the range did not hold.",
  unit: "short",
  sql: `
    SELECT countIf(NOT held) AS failing FROM (
      SELECT argMax(success, event_time) AS held FROM tidemark.quality
      WHERE ${ofDataset} AND ${inDaysBefore("event_time", 30)} GROUP BY column, assertion, name, ordinal)`,
  colours: [[1, "red"]],
  noValue: "0",
});

const versions = stat({
  title: "Schema versions",
  description: "Lists of fields that were said of it so far.",
  unit: "short",
  sql: `SELECT count() AS versions FROM tidemark.schemas WHERE ${ofDataset}`,
  noValue: "0",
});

const owner = stat({
  title: "Owner",
  description: "As its producers say.",
  unit: "string",
  sql: `
    SELECT nullIf(arrayStringConcat(arrayDistinct(arrayMap(owner -> owner.name, arrayFlatten(groupArray(owners)))), ', '), '') AS owner
    FROM tidemark.datasets WHERE (namespace, name) IN ${namesOfDataset}`,
  noValue: "nobody",
});

const passed = timeSeries({
  title: "Checks that passed",
  description: "Share of the results, by check.",
  unit: "percentunit",
  labelled: true,
  draw: "points",
  sql: `
    SELECT $__timeInterval(event_time) AS time,
      trim(concat(column, ' ', if(name = '', toString(assertion), name))) AS series, avg(success) AS share
    FROM tidemark.quality WHERE ${ofDataset} AND $__timeFilter(event_time)
    GROUP BY time, series ORDER BY time, series`,
  noValue: "It was not checked in this range",
});

const measured = timeSeries({
  title: "Metrics",
  description: "Of the whole dataset, as producers measured them: row count, bytes, file count and the like.",
  unit: "short",
  labelled: true,
  draw: "lines",
  sql: `
    SELECT $__timeInterval(event_time) AS time, toString(metric) AS series, max(value) AS measured
    FROM tidemark.metrics WHERE ${ofDataset} AND column = '' AND metric != 'lastUpdated' AND $__timeFilter(event_time)
    GROUP BY time, series ORDER BY time, series`,
  noValue: "Nothing was measured in this range",
});

const checks = table({
  title: "Checks",
  description: "Each with its last result and its share of passes in the 30 days up to the end of the range.",
  sql: `
    SELECT if(argMax(success, event_time), 'passed', 'failed') AS result, column,
      if(any(name) = '', any(toString(assertion)), any(name)) AS check, avg(success) AS passes,
      argMax(severity, event_time) AS last_severity, argMax(expected, event_time) AS last_expected,
      argMax(actual, event_time) AS last_actual, max(event_time) AS last,
      argMax(job_namespace, event_time) AS job_namespace, argMax(job_name, event_time) AS job_name,
      argMax(run_id, event_time) AS run_id
    FROM tidemark.quality AS results WHERE ${ofDataset} AND ${inDaysBefore("event_time", 30)}
    GROUP BY column, assertion, name, ordinal ORDER BY result, column, check LIMIT 500`,
  columns: {
    result: { title: "Last result", width: 90, mappings: heldMappings },
    column: { title: "Column", width: 120 },
    check: { title: "Check" },
    passes: { title: "Passed", unit: "percentunit", decimals: 1, width: 80 },
    last_severity: { title: "Severity", width: 80 },
    last_expected: { title: "Expected", width: 90 },
    last_actual: { title: "Actual", width: 90 },
    last: { title: "Last", width: 150 },
    job_namespace: { title: "Namespace", width: 100 },
    job_name: { title: "Job", width: 140, links: [toJob] },
    run_id: { title: "Run", width: 110, links: [toRun] },
  },
  noValue: "It was not checked in 30 days",
});

const runs = table({
  title: "Runs that wrote it",
  description: "In the range, the newest first, at most 200.",
  sql: `
    SELECT job_namespace, job_name, run_id, if(state = '', 'unknown', toString(state)) AS state, ended_at, rows, bytes, partition
    FROM tidemark.run_datasets WHERE role = 'output' AND ${ofDataset} AND $__timeFilter(last_seen)
    ORDER BY last_seen DESC LIMIT 200`,
  columns: {
    job_namespace: { title: "Namespace", width: 110 },
    job_name: { title: "Job", links: [toJob] },
    run_id: { title: "Run", width: 130, links: [toRun] },
    state: { title: "State", width: 100, mappings: stateMappings },
    ended_at: { title: "Ended", width: 150 },
    rows: { title: "Rows", unit: "short", width: 80 },
    bytes: { title: "Bytes", unit: "bytes", width: 80 },
    partition: { title: "Partition" },
  },
  noValue: "No run wrote it in this range",
});

export const dataset = dashboardOf({
  page: "dataset",
  title: "Tidemark: dataset",
  description: "The health of one dataset: is it fresh, whole, checked; what it is made of, who writes and reads it.",
  from: "now-7d",
  links: [pageLink("Overview", "overview"), pageLink("Its lineage", "lineage", ["namespace", "dataset"])],
  variables: [datasetNamespace, datasetVariable],
  annotations: [schemaChanges, incidentMarks(ofChosenDataset)],
  shelves: [
    evenly(4, [health, due, age, gap, lastRows, failing, versions, owner]),
    evenly(6, [verdicts]),
    evenly(8, [freshness, rows]),
    evenly(7, [lanes]),
    evenly(7, [gaps, bytes, passed, measured]),
    { heading: "Quality", ...evenly(8, [checks]) },
    { heading: "Runs, readers and writers", ...evenly(8, [runs]) },
    evenly(8, [readersAndWriters, schemas]),
    {
      heading: "Schema",
      height: 8,
      panels: [
        [8, schema],
        [16, columns],
      ],
    },
    evenly(5, [about]),
  ],
});
