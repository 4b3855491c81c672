import type { Migration } from "./migration.ts";

/**
 * `received_rank` falls as `received_at` rises, so that the row a ReplacingMergeTree keeps (the
 * highest version) is the one that was received first.
 *
 * Partitions follow received time: by event time a backfill would open hundreds of parts at once. The
 * same event received in two months is in two partitions, which never merge; FINAL still gives it once
 * (from ClickHouse 26.3, where partitions are pruned after FINAL).
 *
 * The key is what the event says, so every copy has the same. The day first: questions about events are
 * about a span of time. Then the job: what a job's events say is alike, so they take a third of the space
 * that they take in the order of time (docs/benchmarks.md).
 *
 * A part is compact up to 256 MB: a wide one has some 200 files, each to be synced on each insert.
 */
export const events: Migration = {
  id: 1,
  name: "events",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.events (
  \`event_id\` String CODEC(ZSTD(1)),
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`event_type\` LowCardinality(String) CODEC(ZSTD(1)),
  \`event_time\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  \`event_time_raw\` String CODEC(ZSTD(1)),
  \`received_at\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  \`source\` LowCardinality(String) CODEC(ZSTD(1)),
  \`producer\` LowCardinality(String) CODEC(ZSTD(1)),
  \`schema_url\` LowCardinality(String) CODEC(ZSTD(1)),
  \`job_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`job_name\` String CODEC(ZSTD(1)),
  \`run_id\` String CODEC(ZSTD(1)),
  \`parent_job_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`parent_job_name\` String CODEC(ZSTD(1)),
  \`parent_run_id\` String CODEC(ZSTD(1)),
  \`root_job_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`root_job_name\` String CODEC(ZSTD(1)),
  \`root_run_id\` String CODEC(ZSTD(1)),
  \`nominal_start\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`nominal_end\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`processing_type\` LowCardinality(String) CODEC(ZSTD(1)),
  \`integration\` LowCardinality(String) CODEC(ZSTD(1)),
  \`job_type\` LowCardinality(String) CODEC(ZSTD(1)),
  \`engine\` LowCardinality(String) CODEC(ZSTD(1)),
  \`engine_version\` LowCardinality(String) CODEC(ZSTD(1)),
  \`error_message\` String CODEC(ZSTD(1)),
  \`datasets.role\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`datasets.namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`datasets.name\` Array(String) CODEC(ZSTD(1)),
  \`datasets.rows\` Array(Nullable(Int64)) CODEC(ZSTD(1)),
  \`datasets.bytes\` Array(Nullable(Int64)) CODEC(ZSTD(1)),
  \`datasets.files\` Array(Nullable(Int64)) CODEC(ZSTD(1)),
  \`datasets.version\` Array(String) CODEC(ZSTD(1)),
  \`datasets.lifecycle\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`fields.dataset_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`fields.dataset_name\` Array(String) CODEC(ZSTD(1)),
  \`fields.path\` Array(String) CODEC(ZSTD(1)),
  \`fields.type\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.target_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.target_name\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.target_field\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.source_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.source_name\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.source_field\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.type\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.subtype\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.masking\` Array(Bool) CODEC(ZSTD(1)),
  \`assertions.dataset_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`assertions.dataset_name\` Array(String) CODEC(ZSTD(1)),
  \`assertions.column\` Array(String) CODEC(ZSTD(1)),
  \`assertions.assertion\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`assertions.name\` Array(String) CODEC(ZSTD(1)),
  \`assertions.success\` Array(Bool) CODEC(ZSTD(1)),
  \`assertions.severity\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`assertions.expected\` Array(String) CODEC(ZSTD(1)),
  \`assertions.actual\` Array(String) CODEC(ZSTD(1)),
  \`metrics.dataset_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`metrics.dataset_name\` Array(String) CODEC(ZSTD(1)),
  \`metrics.column\` Array(String) CODEC(ZSTD(1)),
  \`metrics.metric\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`metrics.value\` Array(Float64) CODEC(ZSTD(1)),
  \`costs.amount\` Array(Float64) CODEC(ZSTD(1)),
  \`costs.currency\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`costs.item\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`costs.quantity\` Array(Nullable(Float64)) CODEC(ZSTD(1)),
  \`costs.unit\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`violations\` Array(String) CODEC(ZSTD(1)),
  \`truncated\` Array(String) CODEC(ZSTD(1)),
  \`payload\` String CODEC(ZSTD(1)),
  \`received_rank\` UInt64 MATERIALIZED bitNot(toUInt64(toUnixTimestamp64Micro(received_at))) CODEC(Delta, ZSTD(1)),
  INDEX run_id run_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX received_at received_at TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(received_rank)
PARTITION BY toYYYYMM(received_at)
ORDER BY (toDate(event_time), job_namespace, job_name, event_time, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 268435456`,
  ],
  down: ["DROP TABLE IF EXISTS tidemark.events SYNC"],
};
