import type { Migration } from "./migration.ts";

/** What is no longer there must be known to have been: a rebuild from the events that are left would forget it. */
export const retentionLog: Migration = {
  id: 5,
  name: "retention-log",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.retention_log (
  \`drop_id\` String CODEC(ZSTD(1)),
  \`dropped_at\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  \`class\` LowCardinality(String) CODEC(ZSTD(1)),
  \`table\` LowCardinality(String) CODEC(ZSTD(1)),
  \`part\` String CODEC(ZSTD(1)),
  \`reason\` LowCardinality(String) CODEC(ZSTD(1)),
  \`first_at\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  \`last_at\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  \`rows\` Int64 CODEC(ZSTD(1)),
  \`bytes\` Int64 CODEC(ZSTD(1)),
  \`archive\` String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(dropped_at)
ORDER BY drop_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  ],
  down: ["DROP TABLE IF EXISTS tidemark.retention_log SYNC"],
};
