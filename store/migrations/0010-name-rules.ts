import type { Migration } from "./migration.ts";

/** Rules of names are a truth of their own: which held when is not to be had from events. */
export const nameRules: Migration = {
  id: 10,
  name: "name-rules",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.name_rules (
  \`recorded_at\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  \`digest\` String CODEC(ZSTD(1)),
  \`aliases.namespace\` Array(String) CODEC(ZSTD(1)),
  \`aliases.name\` Array(String) CODEC(ZSTD(1)),
  \`aliases.canonical_namespace\` Array(String) CODEC(ZSTD(1)),
  \`aliases.canonical_name\` Array(String) CODEC(ZSTD(1)),
  \`rewrites.namespace_pattern\` Array(String) CODEC(ZSTD(1)),
  \`rewrites.name_pattern\` Array(String) CODEC(ZSTD(1)),
  \`rewrites.namespace\` Array(String) CODEC(ZSTD(1)),
  \`rewrites.name\` Array(String) CODEC(ZSTD(1)),
  \`rewrites.letter_case\` Array(LowCardinality(String)) CODEC(ZSTD(1))
) ENGINE = MergeTree
ORDER BY recorded_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  ],
  down: ["DROP TABLE IF EXISTS tidemark.name_rules SYNC"],
};
