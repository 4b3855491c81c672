CREATE TABLE tidemark.dead_letters
(
    `dead_letter_id` String CODEC(ZSTD(1)),
    `received_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `source` LowCardinality(String) CODEC(ZSTD(1)),
    `stage` LowCardinality(String) CODEC(ZSTD(1)),
    `reason` LowCardinality(String) CODEC(ZSTD(1)),
    `detail` String CODEC(ZSTD(1)),
    `raw_bytes` Int64 CODEC(ZSTD(1)),
    `raw` String CODEC(ZSTD(1)),
    `redriven_at` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `updated_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY dead_letter_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.deliveries
(
    `hour` DateTime('UTC'),
    `source` LowCardinality(String),
    `rows` UInt64
)
ENGINE = SummingMergeTree
ORDER BY (hour, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE MATERIALIZED VIEW tidemark.deliveries_from_events TO tidemark.deliveries
(
    `hour` DateTime('UTC'),
    `source` LowCardinality(String),
    `rows` UInt64
)
AS SELECT
    toStartOfHour(received_at, 'UTC') AS hour,
    source,
    count() AS rows
FROM tidemark.events
GROUP BY
    hour,
    source;

CREATE TABLE tidemark.events
(
    `event_id` String CODEC(ZSTD(1)),
    `kind` LowCardinality(String) CODEC(ZSTD(1)),
    `event_type` LowCardinality(String) CODEC(ZSTD(1)),
    `event_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `event_time_raw` String CODEC(ZSTD(1)),
    `received_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `source` LowCardinality(String) CODEC(ZSTD(1)),
    `producer` LowCardinality(String) CODEC(ZSTD(1)),
    `schema_url` LowCardinality(String) CODEC(ZSTD(1)),
    `job_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `job_name` String CODEC(ZSTD(1)),
    `run_id` String CODEC(ZSTD(1)),
    `parent_job_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `parent_job_name` String CODEC(ZSTD(1)),
    `parent_run_id` String CODEC(ZSTD(1)),
    `root_job_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `root_job_name` String CODEC(ZSTD(1)),
    `root_run_id` String CODEC(ZSTD(1)),
    `nominal_start` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `nominal_end` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `processing_type` LowCardinality(String) CODEC(ZSTD(1)),
    `integration` LowCardinality(String) CODEC(ZSTD(1)),
    `job_type` LowCardinality(String) CODEC(ZSTD(1)),
    `engine` LowCardinality(String) CODEC(ZSTD(1)),
    `engine_version` LowCardinality(String) CODEC(ZSTD(1)),
    `error_message` String CODEC(ZSTD(1)),
    `attempt` Nullable(Int64) CODEC(ZSTD(1)),
    `query_id` String CODEC(ZSTD(1)),
    `query_source` LowCardinality(String) CODEC(ZSTD(1)),
    `datasets.role` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `datasets.namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `datasets.name` Array(String) CODEC(ZSTD(1)),
    `datasets.rows` Array(Nullable(Int64)) CODEC(ZSTD(1)),
    `datasets.bytes` Array(Nullable(Int64)) CODEC(ZSTD(1)),
    `datasets.files` Array(Nullable(Int64)) CODEC(ZSTD(1)),
    `datasets.version` Array(String) CODEC(ZSTD(1)),
    `datasets.lifecycle` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `datasets.partition` Array(String) CODEC(ZSTD(1)),
    `datasets.previous_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `datasets.previous_name` Array(String) CODEC(ZSTD(1)),
    `aliases.dataset_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `aliases.dataset_name` Array(String) CODEC(ZSTD(1)),
    `aliases.namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `aliases.name` Array(String) CODEC(ZSTD(1)),
    `aliases.type` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `fields.dataset_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `fields.dataset_name` Array(String) CODEC(ZSTD(1)),
    `fields.path` Array(String) CODEC(ZSTD(1)),
    `fields.type` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.target_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.target_name` Array(String) CODEC(ZSTD(1)),
    `column_edges.target_field` Array(String) CODEC(ZSTD(1)),
    `column_edges.source_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.source_name` Array(String) CODEC(ZSTD(1)),
    `column_edges.source_field` Array(String) CODEC(ZSTD(1)),
    `column_edges.type` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.subtype` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.masking` Array(Bool) CODEC(ZSTD(1)),
    `assertions.dataset_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `assertions.dataset_name` Array(String) CODEC(ZSTD(1)),
    `assertions.column` Array(String) CODEC(ZSTD(1)),
    `assertions.assertion` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `assertions.name` Array(String) CODEC(ZSTD(1)),
    `assertions.success` Array(Bool) CODEC(ZSTD(1)),
    `assertions.severity` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `assertions.expected` Array(String) CODEC(ZSTD(1)),
    `assertions.actual` Array(String) CODEC(ZSTD(1)),
    `metrics.dataset_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `metrics.dataset_name` Array(String) CODEC(ZSTD(1)),
    `metrics.column` Array(String) CODEC(ZSTD(1)),
    `metrics.metric` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `metrics.value` Array(Float64) CODEC(ZSTD(1)),
    `costs.amount` Array(Float64) CODEC(ZSTD(1)),
    `costs.currency` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `costs.item` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `costs.quantity` Array(Nullable(Float64)) CODEC(ZSTD(1)),
    `costs.unit` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `dependencies.direction` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `dependencies.job_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `dependencies.job_name` Array(String) CODEC(ZSTD(1)),
    `dependencies.run_id` Array(String) CODEC(ZSTD(1)),
    `dependencies.type` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `dependencies.trigger_rule` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `facets.entity` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `facets.namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `facets.name` Array(String) CODEC(ZSTD(1)),
    `facets.facet` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `facets.value` Array(String) CODEC(ZSTD(1)),
    `facets.deleted` Array(Bool) CODEC(ZSTD(1)),
    `violations` Array(String) CODEC(ZSTD(1)),
    `truncated` Array(String) CODEC(ZSTD(1)),
    `payload` String CODEC(ZSTD(1)),
    `received_rank` UInt64 MATERIALIZED bitNot(toUInt64(toUnixTimestamp64Micro(received_at))) CODEC(Delta(8), ZSTD(1)),
    INDEX run_id run_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX received_at received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(received_rank)
PARTITION BY toYYYYMM(received_at)
ORDER BY (toDate(event_time), job_namespace, job_name, event_time, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 268435456, index_granularity = 8192;

CREATE TABLE tidemark.incident_log
(
    `incident_id` String CODEC(ZSTD(1)),
    `at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `position` Int64 CODEC(ZSTD(1)),
    `entry_id` String CODEC(ZSTD(1)),
    `kind` LowCardinality(String) CODEC(ZSTD(1)),
    `actor` String CODEC(ZSTD(1)),
    `severity` LowCardinality(String) CODEC(ZSTD(1)),
    `cause_kind` LowCardinality(String) CODEC(ZSTD(1)),
    `cause_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `cause_name` String CODEC(ZSTD(1)),
    `title` String CODEC(ZSTD(1)),
    `owner` LowCardinality(String) CODEC(ZSTD(1)),
    `blast_radius` Int64 CODEC(ZSTD(1)),
    `subject_kind` LowCardinality(String) CODEC(ZSTD(1)),
    `subject_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `subject_name` String CODEC(ZSTD(1)),
    `signal` LowCardinality(String) CODEC(ZSTD(1)),
    `aspect` String CODEC(ZSTD(1)),
    `verdict_state` LowCardinality(String) CODEC(ZSTD(1)),
    `verdict_severity` LowCardinality(String) CODEC(ZSTD(1)),
    `since` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `summary` String CODEC(ZSTD(1)),
    `channel` LowCardinality(String) CODEC(ZSTD(1)),
    `notice` LowCardinality(String) CODEC(ZSTD(1)),
    `attempt` Int64 CODEC(ZSTD(1)),
    `reason` String CODEC(ZSTD(1)),
    `until` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `merged_into` String CODEC(ZSTD(1)),
    `entry` String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (incident_id, at, position, entry_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.inferred_lineage
(
    `job_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `job_name` String CODEC(ZSTD(1)),
    `sql_digest` String CODEC(ZSTD(1)),
    `said_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `basis` String CODEC(ZSTD(1)),
    `gives_edges` Bool CODEC(ZSTD(1)),
    `gives_columns` Bool CODEC(ZSTD(1)),
    `dialect` LowCardinality(String) CODEC(ZSTD(1)),
    `problems` Array(String) CODEC(ZSTD(1)),
    `edges.source_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `edges.source_name` Array(String) CODEC(ZSTD(1)),
    `edges.target_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `edges.target_name` Array(String) CODEC(ZSTD(1)),
    `column_edges.source_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.source_name` Array(String) CODEC(ZSTD(1)),
    `column_edges.source_field` Array(String) CODEC(ZSTD(1)),
    `column_edges.target_namespace` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.target_name` Array(String) CODEC(ZSTD(1)),
    `column_edges.target_field` Array(String) CODEC(ZSTD(1)),
    `column_edges.type` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `column_edges.subtype` Array(LowCardinality(String)) CODEC(ZSTD(1)),
    `inferred_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(inferred_at)
ORDER BY (job_namespace, job_name, sql_digest)
TTL toDateTime(inferred_at) + toIntervalDay(400)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.migrations
(
    `id` UInt32,
    `name` String,
    `checksum` String,
    `applied` Bool,
    `changed_at` DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.name_rules
(
    `recorded_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `digest` String CODEC(ZSTD(1)),
    `aliases.namespace` Array(String) CODEC(ZSTD(1)),
    `aliases.name` Array(String) CODEC(ZSTD(1)),
    `aliases.canonical_namespace` Array(String) CODEC(ZSTD(1)),
    `aliases.canonical_name` Array(String) CODEC(ZSTD(1)),
    `rewrites.namespace_pattern` Array(String) CODEC(ZSTD(1)),
    `rewrites.name_pattern` Array(String) CODEC(ZSTD(1)),
    `rewrites.namespace` Array(String) CODEC(ZSTD(1)),
    `rewrites.name` Array(String) CODEC(ZSTD(1)),
    `rewrites.letter_case` Array(LowCardinality(String)) CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY recorded_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.retention_log
(
    `drop_id` String CODEC(ZSTD(1)),
    `dropped_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `class` LowCardinality(String) CODEC(ZSTD(1)),
    `table` LowCardinality(String) CODEC(ZSTD(1)),
    `part` String CODEC(ZSTD(1)),
    `reason` LowCardinality(String) CODEC(ZSTD(1)),
    `first_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `last_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `rows` Int64 CODEC(ZSTD(1)),
    `bytes` Int64 CODEC(ZSTD(1)),
    `archive` String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(dropped_at)
ORDER BY drop_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.rule_heartbeats
(
    `rule` LowCardinality(String) CODEC(ZSTD(1)),
    `evaluated_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `subjects` Int64 CODEC(ZSTD(1)),
    `breaches` Int64 CODEC(ZSTD(1)),
    `duration_ms` Float64 CODEC(ZSTD(1)),
    `newest_data_at` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `error` String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(evaluated_at)
ORDER BY (rule, toStartOfHour(evaluated_at))
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE tidemark.verdicts
(
    `signal` LowCardinality(String) CODEC(ZSTD(1)),
    `subject_kind` LowCardinality(String) CODEC(ZSTD(1)),
    `subject_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `subject_name` String CODEC(ZSTD(1)),
    `aspect` String CODEC(ZSTD(1)),
    `state` LowCardinality(String) CODEC(ZSTD(1)),
    `gone` Bool CODEC(ZSTD(1)),
    `severity` LowCardinality(String) CODEC(ZSTD(1)),
    `since` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `judged_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `observed` Nullable(Float64) CODEC(ZSTD(1)),
    `expected` Nullable(Float64) CODEC(ZSTD(1)),
    `lower` Nullable(Float64) CODEC(ZSTD(1)),
    `upper` Nullable(Float64) CODEC(ZSTD(1)),
    `unit` LowCardinality(String) CODEC(ZSTD(1)),
    `p` Nullable(Float64) CODEC(ZSTD(1)),
    `deadline` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `history_points` Int64 CODEC(ZSTD(1)),
    `history_wanted` Int64 CODEC(ZSTD(1)),
    `history_from` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    `summary` String CODEC(ZSTD(1)),
    `owner` LowCardinality(String) CODEC(ZSTD(1)),
    `importance` LowCardinality(String) CODEC(ZSTD(1)),
    `run_job_namespace` LowCardinality(String) CODEC(ZSTD(1)),
    `run_job_name` String CODEC(ZSTD(1)),
    `run_id` String CODEC(ZSTD(1)),
    `run_error` String CODEC(ZSTD(1)),
    `evidence` String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(judged_at)
ORDER BY (signal, subject_kind, subject_namespace, subject_name, aspect, since, state, gone)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;
