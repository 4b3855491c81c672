/** What one panel of a dashboard asks of the read views. */
export interface PanelQuery {
  readonly name: string;
  /** The panel it fills. */
  readonly panel: string;
  /** Of the dashboard, in hours, up to the newest event; what the macros `$__timeFilter`, `$__toTime` stand for. */
  readonly hours: number;
  /** Placeholders are those of `Subjects`. */
  readonly sql: string;
}

/** What the page of one thing is opened with. */
export interface Subjects {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly root_run_id: string;
  readonly words: string;
}

const day = 24;
const ofDataset = "dataset_namespace = {dataset_namespace:String} AND dataset_name = {dataset_name:String}";
const ofJob = "job_namespace = {job_namespace:String} AND job_name = {job_name:String}";

/** The twenty questions that the dashboards will ask. */
export const panelQueries: readonly PanelQuery[] = [
  {
    name: "overview: runs by state",
    panel: "time series: runs an hour, by state",
    hours: day,
    sql: `
      SELECT toStartOfHour(started_at) AS time, state, count() AS runs FROM tidemark.runs
      WHERE $__timeFilter(started_at) GROUP BY time, state ORDER BY time, state`,
  },
  {
    name: "overview: failing jobs",
    panel: "table: jobs whose last run that ended failed, and why",
    hours: 7 * day,
    sql: `
      SELECT job_namespace, job_name, argMax(state, ended_at) AS last_state, max(ended_at) AS since,
        argMax(error, ended_at) AS last_error
      FROM tidemark.runs WHERE $__timeFilter(ended_at)
      GROUP BY job_namespace, job_name HAVING last_state = 'FAIL' ORDER BY since DESC LIMIT 50`,
  },
  {
    name: "overview: stale datasets",
    panel: "table: datasets not written for longest",
    hours: day,
    sql: `
      SELECT namespace, name, last_written_at, dateDiff('minute', last_written_at, $__toTime) AS age_minutes
      FROM tidemark.datasets WHERE NOT deleted AND last_written_at IS NOT NULL ORDER BY last_written_at LIMIT 50`,
  },
  {
    name: "overview: slowest jobs",
    panel: "table: the slowest run of today against the median of the week",
    hours: 7 * day,
    sql: `
      SELECT job_namespace, job_name, quantile(0.5)(duration_ms) AS usual,
        maxIf(duration_ms, started_at >= $__toTime - INTERVAL 1 DAY) AS today, today / usual AS ratio
      FROM tidemark.runs WHERE $__timeFilter(started_at) AND state = 'COMPLETE'
      GROUP BY job_namespace, job_name HAVING usual > 0 ORDER BY ratio DESC LIMIT 20`,
  },
  {
    name: "overview: still running",
    panel: "table: batch runs without an end, the longest first",
    hours: 7 * day,
    sql: `
      SELECT job_namespace, job_name, run_id, started_at, last_event_at FROM tidemark.runs
      WHERE state = 'RUNNING' AND processing_type != 'STREAMING' AND $__timeFilter(started_at)
      ORDER BY started_at LIMIT 50`,
  },
  {
    name: "overview: retries",
    panel: "bar chart: jobs that needed more than one try",
    hours: 7 * day,
    sql: `
      SELECT job_namespace, job_name, countIf(attempt > 1) AS retries, count() AS runs FROM tidemark.runs
      WHERE $__timeFilter(started_at) GROUP BY job_namespace, job_name HAVING retries > 0
      ORDER BY retries DESC LIMIT 20`,
  },
  {
    name: "overview: top cost",
    panel: "bar chart: the jobs that cost most",
    hours: 30 * day,
    sql: `
      SELECT job_namespace, job_name, currency, sum(amount) AS amount FROM tidemark.costs
      WHERE $__timeFilter(event_time) GROUP BY job_namespace, job_name, currency ORDER BY amount DESC LIMIT 20`,
  },
  {
    name: "overview: failing checks",
    panel: "table: checks that failed, the newest first",
    hours: day,
    sql: `
      SELECT event_time, dataset_namespace, dataset_name, column, name, severity, expected, actual
      FROM tidemark.quality WHERE NOT success AND $__timeFilter(event_time) ORDER BY event_time DESC LIMIT 100`,
  },
  {
    name: "overview: late events",
    panel: "time series: how long the news of an end was on its way",
    hours: day,
    sql: `
      SELECT toStartOfHour(ended_at) AS time,
        quantiles(0.5, 0.99)(dateDiff('millisecond', ended_at, ended_received_at)) AS late_ms
      FROM tidemark.runs WHERE $__timeFilter(ended_at) GROUP BY time ORDER BY time`,
  },
  {
    name: "overview: owners",
    panel: "table: share of datasets with an owner, by namespace",
    hours: day,
    sql: `
      SELECT namespace, count() AS datasets, countIf(notEmpty(owners)) / count() AS owned
      FROM tidemark.datasets WHERE NOT deleted GROUP BY namespace ORDER BY datasets DESC`,
  },
  {
    name: "overview: search",
    panel: "table: jobs and datasets by a part of their name",
    hours: day,
    sql: `
      SELECT 'job' AS kind, namespace, name, last_seen FROM tidemark.jobs WHERE name ILIKE {words:String}
      UNION ALL
      SELECT 'dataset', namespace, name, last_seen FROM tidemark.datasets WHERE name ILIKE {words:String}
      ORDER BY last_seen DESC LIMIT 50`,
  },
  {
    name: "SLO: on time",
    panel: "time series: share of scheduled runs that ended within half an hour, by day",
    hours: 30 * day,
    sql: `
      SELECT toDate(nominal_end) AS time,
        countIf(state = 'COMPLETE' AND ended_at <= nominal_end + INTERVAL 30 MINUTE) / count() AS on_time
      FROM tidemark.runs WHERE $__timeFilter(nominal_end) AND parent_run_id = '' GROUP BY time ORDER BY time`,
  },
  {
    name: "job: runs",
    panel: "time series and table: state and duration of its runs",
    hours: 30 * day,
    sql: `
      SELECT run_id, state, started_at, duration_ms, attempt, error FROM tidemark.runs
      WHERE ${ofJob} AND $__timeFilter(started_at) ORDER BY started_at DESC LIMIT 1000`,
  },
  {
    name: "dataset: writes",
    panel: "time series: rows of each write, and the gap before it",
    hours: 30 * day,
    sql: `
      SELECT ended_at AS time, rows, bytes,
        dateDiff('second', lagInFrame(ended_at, 1, ended_at) OVER (ORDER BY ended_at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), ended_at) AS gap_seconds
      FROM tidemark.run_datasets
      WHERE ${ofDataset} AND role = 'output' AND state = 'COMPLETE' AND $__timeFilter(ended_at) ORDER BY time`,
  },
  {
    name: "dataset: schema",
    panel: "table: its versions, with who wrote them",
    hours: 30 * day,
    sql: `
      SELECT version, fields, job_namespace, job_name, first_seen, last_seen FROM tidemark.schemas
      WHERE ${ofDataset} ORDER BY version`,
  },
  {
    name: "dataset: checks",
    panel: "table: each check with its last result and its share of passes",
    hours: 30 * day,
    sql: `
      SELECT column, assertion, name, argMax(success, event_time) AS passes, countIf(success) / count() AS share,
        max(event_time) AS last_at
      FROM tidemark.quality WHERE ${ofDataset} AND $__timeFilter(event_time) GROUP BY column, assertion, name`,
  },
  {
    name: "dataset: columns",
    panel: "table: what its columns come from, and where they go",
    hours: 30 * day,
    sql: `
      SELECT source_namespace, source_name, source_field, target_namespace, target_name, target_field, type, subtype
      FROM tidemark.column_lineage
      WHERE (target_namespace = {dataset_namespace:String} AND target_name = {dataset_name:String})
        OR (source_namespace = {dataset_namespace:String} AND source_name = {dataset_name:String})`,
  },
  {
    name: "run: tree",
    panel: "table: the runs below a root, in their order",
    hours: day,
    sql: `
      SELECT job_namespace, job_name, run_id, parent_run_id, state, started_at, duration_ms, attempt, error
      FROM tidemark.runs WHERE root_run_id = {root_run_id:String} OR run_id = {root_run_id:String}
      ORDER BY started_at`,
  },
  {
    name: "run: datasets and checks",
    panel: "table: what it read, wrote and checked",
    hours: day,
    sql: `
      SELECT toString(role) AS kind, dataset_namespace, dataset_name, toString(rows) AS value FROM tidemark.run_datasets
      WHERE ${ofJob} AND run_id = {run_id:String}
      UNION ALL
      SELECT toString(assertion), dataset_namespace, dataset_name, actual FROM tidemark.quality
      WHERE ${ofJob} AND run_id = {run_id:String}`,
  },
  {
    name: "lineage: neighbourhood",
    panel: "node graph: three hops up and down from a dataset",
    hours: day,
    sql: `
      WITH RECURSIVE
        -- In a scalar: a common table expression is computed again for each hop.
        edges AS (
          SELECT tupleElement(edge, 1) AS source, tupleElement(edge, 2) AS target
          FROM (SELECT arrayJoin((
            SELECT groupUniqArray(((toString(source_namespace), source_name), (toString(target_namespace), target_name)))
            FROM tidemark.lineage)) AS edge)),
        down AS (
          SELECT ({dataset_namespace:String}, {dataset_name:String}) AS node, toInt16(0) AS depth
          UNION ALL
          SELECT DISTINCT edges.target, toInt16(down.depth + 1) FROM edges INNER JOIN down ON edges.source = down.node
          WHERE down.depth < 3),
        up AS (
          SELECT ({dataset_namespace:String}, {dataset_name:String}) AS node, toInt16(0) AS depth
          UNION ALL
          SELECT DISTINCT edges.source, toInt16(up.depth + 1) FROM edges INNER JOIN up ON edges.target = up.node
          WHERE up.depth < 3)
      SELECT node, min(depth) AS hops FROM (SELECT node, depth FROM down UNION ALL SELECT node, toInt16(-depth) FROM up)
      GROUP BY node ORDER BY hops`,
  },
];
