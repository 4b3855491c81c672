import type { Migration } from "./migration.ts";

/**
 * What signals say of datasets and jobs, and that they were asked. Judged, not derived: what was expected then is in files
 * that have changed since, so it cannot be judged again.
 */
export const verdicts: Migration = {
  id: 6,
  name: "verdicts",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.verdicts (
  \`signal\` LowCardinality(String) CODEC(ZSTD(1)),
  \`subject_kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`subject_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`subject_name\` String CODEC(ZSTD(1)),
  \`aspect\` String CODEC(ZSTD(1)),
  \`state\` LowCardinality(String) CODEC(ZSTD(1)),
  \`gone\` Bool CODEC(ZSTD(1)),
  \`severity\` LowCardinality(String) CODEC(ZSTD(1)),
  \`since\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  \`judged_at\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  \`observed\` Nullable(Float64) CODEC(ZSTD(1)),
  \`expected\` Nullable(Float64) CODEC(ZSTD(1)),
  \`lower\` Nullable(Float64) CODEC(ZSTD(1)),
  \`upper\` Nullable(Float64) CODEC(ZSTD(1)),
  \`unit\` LowCardinality(String) CODEC(ZSTD(1)),
  \`p\` Nullable(Float64) CODEC(ZSTD(1)),
  \`deadline\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`history_points\` Int64 CODEC(ZSTD(1)),
  \`history_wanted\` Int64 CODEC(ZSTD(1)),
  \`history_from\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`summary\` String CODEC(ZSTD(1)),
  \`owner\` LowCardinality(String) CODEC(ZSTD(1)),
  \`importance\` LowCardinality(String) CODEC(ZSTD(1)),
  \`run_job_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`run_job_name\` String CODEC(ZSTD(1)),
  \`run_id\` String CODEC(ZSTD(1)),
  \`run_error\` String CODEC(ZSTD(1)),
  \`evidence\` String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(judged_at)
ORDER BY (signal, subject_kind, subject_namespace, subject_name, aspect, since, state, gone)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    `CREATE TABLE IF NOT EXISTS tidemark.rule_heartbeats (
  \`rule\` LowCardinality(String) CODEC(ZSTD(1)),
  \`evaluated_at\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  \`subjects\` Int64 CODEC(ZSTD(1)),
  \`breaches\` Int64 CODEC(ZSTD(1)),
  \`duration_ms\` Float64 CODEC(ZSTD(1)),
  \`newest_data_at\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`error\` String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(evaluated_at)
ORDER BY (rule, toStartOfHour(evaluated_at))
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    `CREATE OR REPLACE VIEW tidemark.signals AS
SELECT
  signal, subject_kind, subject_namespace, subject_name, aspect, state, severity, since, judged_at, observed, expected, lower,
  upper, unit, p, deadline, history_points, history_wanted, history_from, summary, owner, importance, run_job_namespace,
  run_job_name, run_id, run_error, evidence
FROM (
  SELECT * FROM tidemark.verdicts
  ORDER BY judged_at DESC, since DESC
  LIMIT 1 BY signal, subject_kind, subject_namespace, subject_name, aspect)
WHERE NOT gone`,
    `CREATE OR REPLACE VIEW tidemark.signal_history AS
SELECT
  signal, subject_kind, subject_namespace, subject_name, aspect, state, severity, since, judged_at, observed, expected, lower,
  upper, unit, p, deadline, summary
FROM tidemark.verdicts FINAL
WHERE NOT gone`,
    `CREATE OR REPLACE VIEW tidemark.rules AS
SELECT rule, evaluated_at, subjects, breaches, duration_ms, newest_data_at, error
FROM tidemark.rule_heartbeats
ORDER BY evaluated_at DESC
LIMIT 1 BY rule`,
  ],
  down: [
    "DROP VIEW IF EXISTS tidemark.rules SYNC",
    "DROP VIEW IF EXISTS tidemark.signal_history SYNC",
    "DROP VIEW IF EXISTS tidemark.signals SYNC",
    "DROP TABLE IF EXISTS tidemark.rule_heartbeats SYNC",
    "DROP TABLE IF EXISTS tidemark.verdicts SYNC",
  ],
};
