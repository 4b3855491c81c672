import type { BoundValues } from "#query/bound-values.ts";

/**
 * The statements that read facts from the read views. `touched` narrows them to what events received since a moment are
 * about; without it they read all of the last months, bounded for each dataset and job.
 */

/** Runs of which something was received since the parameter `since`. */
const touchedRuns = `(SELECT job_namespace, job_name, run_id FROM tidemark.events
  WHERE received_at >= {since:DateTime64(6, 'UTC')} AND kind = 'run')`;

const touchedDatasets = `(SELECT d.namespace, d.name FROM tidemark.events ARRAY JOIN datasets AS d
  WHERE received_at >= {since:DateTime64(6, 'UTC')})`;

const touchedJobs = `(SELECT job_namespace, job_name FROM tidemark.events
  WHERE received_at >= {since:DateTime64(6, 'UTC')} AND kind IN ('run', 'job'))`;

const ofTouchedRuns = `(job_namespace, job_name, run_id) IN ${touchedRuns}`;
const ofTouchedDatasets = `(dataset_namespace, dataset_name) IN ${touchedDatasets}`;

export function millis(column: string): string {
  return `toUnixTimestamp64Milli(${column})`;
}

/** A run may say that it repeats the past: Airflow's, Dagster's and our own tags. */
export function saysBackfill(tags: string): string {
  return `toUInt8(arrayExists(
    (key, value) -> lower(key) LIKE '%backfill%' AND lower(value) NOT IN ('false', '0', 'no')
      OR lower(key) IN ('run_type', 'trigger') AND lower(value) = 'backfill',
    mapKeys(${tags}), mapValues(${tags})))`;
}

const nominal = `${millis("nominal_start")} AS nominal_from, ${millis("nominal_end")} AS nominal_to`;

/** `{from}`: nothing older; `{limit}`: at most so many of each. */
export function runsStatement(touched: boolean): string {
  return `
    SELECT job_namespace, job_name, run_id, state, ${millis("started_at")} AS started, ${millis("ended_at")} AS ended,
      ${nominal}, attempt, substring(error, 1, 500) AS error, processing_type, ${saysBackfill("tags")} AS backfill,
      ${millis("coalesce(last_event_at, received_at)")} AS last_event
    FROM tidemark.runs
    WHERE NOT stub AND coalesce(last_event_at, received_at) >= {from:DateTime64(6, 'UTC')}
    ${touched ? `AND ${ofTouchedRuns}` : "ORDER BY last_event DESC LIMIT {limit:UInt32} BY job_namespace, job_name"}`;
}

export function writesStatement(touched: boolean): string {
  return `
    SELECT w.dataset_namespace AS dataset_namespace, w.dataset_name AS dataset_name, w.job_namespace AS job_namespace,
      w.job_name AS job_name, w.run_id AS run_id, w.state AS state, ${millis("w.ended_at")} AS ended,
      ${millis("w.nominal_start")} AS nominal_from, ${millis("w.nominal_end")} AS nominal_to,
      rows, bytes, files, partition, run.run_id != '' AS backfill, ${millis("w.last_seen")} AS last_seen
    FROM (
      SELECT * FROM tidemark.run_datasets
      WHERE role = 'output' AND last_seen >= {from:DateTime64(6, 'UTC')}
      ${touched ? `AND ${ofTouchedRuns}` : "ORDER BY last_seen DESC LIMIT {limit:UInt32} BY dataset_namespace, dataset_name"}
    ) AS w
    LEFT JOIN (
      SELECT job_namespace, job_name, run_id FROM tidemark.runs
      WHERE notEmpty(tags) AND ${saysBackfill("tags")} = 1 ${touched ? `AND ${ofTouchedRuns}` : ""}
    ) AS run ON run.job_namespace = w.job_namespace AND run.job_name = w.job_name AND run.run_id = w.run_id`;
}

const aCheck = "dataset_namespace, dataset_name, column, assertion, name, ordinal";

export function checksStatement(touched: boolean): string {
  return `
    SELECT ${aCheck}, success, severity, substring(expected, 1, 200) AS expected, substring(actual, 1, 200) AS actual,
      job_namespace, job_name, run_id, ${millis("event_time")} AS at
    FROM tidemark.quality
    WHERE dataset_name != '' AND event_time >= {from:DateTime64(6, 'UTC')}
    ${
      touched
        ? `AND (received_at >= {since:DateTime64(6, 'UTC')} OR ${ofTouchedRuns})`
        : `ORDER BY event_time DESC LIMIT {few:UInt32} BY ${aCheck}`
    }`;
}

export function schemasStatement(touched: boolean): string {
  return `
    SELECT dataset_namespace, dataset_name, fields, job_namespace, job_name, role,
      ${millis("first_seen")} AS first, ${millis("last_seen")} AS last
    FROM tidemark.schemas
    ${touched ? `WHERE ${ofTouchedDatasets}` : ""}
    ORDER BY last_seen DESC LIMIT {few:UInt32} BY dataset_namespace, dataset_name`;
}

export function costsStatement(touched: boolean): string {
  return `
    SELECT job_namespace, job_name, run_id, item, currency, sum(amount) AS amount, ${millis("max(event_time)")} AS at
    FROM tidemark.costs
    WHERE event_time >= {from:DateTime64(6, 'UTC')}
    ${touched ? `AND (received_at >= {since:DateTime64(6, 'UTC')} OR ${ofTouchedRuns})` : ""}
    GROUP BY job_namespace, job_name, run_id, item, currency`;
}

export function linksStatement(touched: boolean): string {
  return `
    SELECT job_namespace, job_name, dataset_namespace, dataset_name, role FROM tidemark.job_datasets
    ${touched ? `WHERE (job_namespace, job_name) IN ${touchedJobs}` : ""}`;
}

function facetOf(entity: string): string {
  return `(SELECT namespace, name, value AS facet FROM tidemark.facets
    WHERE entity = '${entity}' AND facet = 'tidemark_expectations' AND NOT deleted)`;
}

export function datasetsStatement(touched: boolean): string {
  return `
    SELECT 'dataset' AS kind, d.namespace AS namespace, d.name AS name, canonical_namespace, canonical_name, aliases, tags, type,
      arrayMap(owner -> owner.name, owners) AS owners, said.facet AS facet, ${millis("received_at")} AS received,
      if(deleted, ${millis("lifecycle_at")}, NULL) AS deleted
    FROM (SELECT * FROM tidemark.datasets ${touched ? `WHERE (namespace, name) IN ${touchedDatasets}` : ""}) AS d
    LEFT JOIN ${facetOf("dataset")} AS said ON said.namespace = d.namespace AND said.name = d.name`;
}

export function jobsStatement(touched: boolean): string {
  return `
    SELECT 'job' AS kind, j.namespace AS namespace, j.name AS name, j.namespace AS canonical_namespace,
      j.name AS canonical_name, [] AS aliases, tags, job_type AS type, arrayMap(owner -> owner.name, owners) AS owners,
      said.facet AS facet, ${millis("received_at")} AS received, NULL AS deleted
    FROM (SELECT * FROM tidemark.jobs ${touched ? `WHERE (namespace, name) IN ${touchedJobs}` : ""}) AS j
    LEFT JOIN ${facetOf("job")} AS said ON said.namespace = j.namespace AND said.name = j.name`;
}

/** Changes whenever an event has come since `since`, wherever in time; `names` when the rules of names do. */
export const stampStatement = `
  SELECT ${millis("max(received_at)")} AS newest, toUInt32(count()) AS events,
    quantileIf(0.95)(${millis("received_at")} - ${millis("event_time")}, received_at >= {recent:DateTime64(6, 'UTC')}) AS lag,
    toUInt32(countIf(received_at >= {recent:DateTime64(6, 'UTC')})) AS recent,
    (SELECT toString(max(recorded_at)) FROM tidemark.name_rules) AS names
  FROM tidemark.events WHERE received_at >= {since:DateTime64(6, 'UTC')}`;

export const deadLettersStatement = `
  SELECT toUnixTimestamp(toStartOfHour(received_at)) * 1000 AS at, toUInt32(count()) AS count
  FROM tidemark.dead_letters FINAL
  WHERE received_at >= {from:DateTime64(6, 'UTC')} AND redriven_at IS NULL
  GROUP BY at ORDER BY at`;

/** The same for each moment until `{until}`: by the minute in which they came and in which they were sent again; the oldest first. */
export const toldDeadLettersStatement = `
  SELECT toUnixTimestamp(toStartOfHour(received_at)) * 1000 AS at,
    toUnixTimestamp(toStartOfMinute(received_at + INTERVAL 1 MINUTE)) * 1000 AS known,
    toUnixTimestamp(toStartOfMinute(redriven_at)) * 1000 AS redriven, toUInt32(count()) AS count
  FROM tidemark.dead_letters FINAL
  WHERE received_at >= {from:DateTime64(6, 'UTC')} AND received_at <= {until:DateTime64(6, 'UTC')}
  GROUP BY at, known, redriven ORDER BY known`;

/** With times (milliseconds) and numbers in place of the parameters of these names. */
export function bindTimes(
  sql: string,
  times: Readonly<Record<string, number>>,
  numbers: Readonly<Record<string, number>>,
  values: BoundValues,
): string {
  return sql.replaceAll(/\{(\w+):[^}]*\}/g, (written, name: string) => {
    const [time, number] = [times[name], numbers[name]];
    if (time !== undefined) return values.time(new Date(time));
    return number === undefined ? written : values.bind("UInt32", number);
  });
}
