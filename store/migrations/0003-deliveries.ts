import type { Migration } from "./migration.ts";

/**
 * How many rows were written, redeliveries included: deliveries − distinct events = duplicates seen,
 * a number that outlives the merges that remove them.
 *
 * Operational telemetry, not a projection of the events: it counts, so it cannot be rebuilt from
 * them, and a repeated insert counts twice. Nothing about the pipelines is derived from it.
 */
export const deliveries: Migration = {
  id: 3,
  name: "deliveries",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.deliveries (
  \`hour\` DateTime('UTC'),
  \`source\` LowCardinality(String),
  \`rows\` UInt64
) ENGINE = SummingMergeTree
ORDER BY (hour, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS tidemark.deliveries_from_events TO tidemark.deliveries AS
SELECT toStartOfHour(received_at, 'UTC') AS hour, source, count() AS rows FROM tidemark.events GROUP BY hour, source`,
  ],
  down: ["DROP VIEW IF EXISTS tidemark.deliveries_from_events SYNC", "DROP TABLE IF EXISTS tidemark.deliveries SYNC"],
};
