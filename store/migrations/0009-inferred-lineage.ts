import type { Migration } from "./migration.ts";

/** What jobs' SQL says of lineage. Nothing is lost with it: it is inferred again from the events. */
export const inferredLineage: Migration = {
  id: 9,
  name: "inferred-lineage",
  up: [
    // A text that is said no more goes after a year; one that still is, is inferred again then.
    `CREATE TABLE IF NOT EXISTS tidemark.inferred_lineage (
  \`job_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`job_name\` String CODEC(ZSTD(1)),
  \`sql_digest\` String CODEC(ZSTD(1)),
  \`said_at\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  \`basis\` String CODEC(ZSTD(1)),
  \`gives_edges\` Bool CODEC(ZSTD(1)),
  \`gives_columns\` Bool CODEC(ZSTD(1)),
  \`dialect\` LowCardinality(String) CODEC(ZSTD(1)),
  \`problems\` Array(String) CODEC(ZSTD(1)),
  \`edges.source_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`edges.source_name\` Array(String) CODEC(ZSTD(1)),
  \`edges.target_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`edges.target_name\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.source_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.source_name\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.source_field\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.target_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.target_name\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.target_field\` Array(String) CODEC(ZSTD(1)),
  \`column_edges.type\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`column_edges.subtype\` Array(LowCardinality(String)) CODEC(ZSTD(1)),
  \`inferred_at\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1))
) ENGINE = ReplacingMergeTree(inferred_at)
ORDER BY (job_namespace, job_name, sql_digest)
TTL toDateTime(inferred_at) + INTERVAL 400 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    `CREATE OR REPLACE VIEW tidemark.sql_lineage AS
SELECT job_namespace, job_name, dialect, problems, toInt64(length(\`edges.source_name\`)) AS edges,
  toInt64(length(\`column_edges.source_name\`)) AS column_edges, inferred_at
FROM tidemark.inferred_lineage
ORDER BY inferred_at DESC
LIMIT 1 BY job_namespace, job_name`,
  ],
  down: ["DROP VIEW IF EXISTS tidemark.sql_lineage SYNC", "DROP TABLE IF EXISTS tidemark.inferred_lineage SYNC"],
};
