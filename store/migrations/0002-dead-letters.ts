import type { Migration } from "./migration.ts";

export const deadLetters: Migration = {
  id: 2,
  name: "dead-letters",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.dead_letters (
  \`dead_letter_id\` String CODEC(ZSTD(1)),
  \`received_at\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  \`source\` LowCardinality(String) CODEC(ZSTD(1)),
  \`stage\` LowCardinality(String) CODEC(ZSTD(1)),
  \`reason\` LowCardinality(String) CODEC(ZSTD(1)),
  \`detail\` String CODEC(ZSTD(1)),
  \`raw_bytes\` Int64 CODEC(ZSTD(1)),
  \`raw\` String CODEC(ZSTD(1)),
  \`redriven_at\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`updated_at\` DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))
) ENGINE = ReplacingMergeTree(updated_at)
ORDER BY dead_letter_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  ],
  down: ["DROP TABLE IF EXISTS tidemark.dead_letters SYNC"],
};
