import type { Migration } from "./migration.ts";

/**
 * What the first version left in the payload. Events that it stored have the defaults here until they
 * are replayed; an inner array of a nested column that lacks them is as long as its neighbours.
 */
export const understoodFacets: Migration = {
  id: 4,
  name: "understood-facets",
  up: [
    `ALTER TABLE tidemark.events
  ADD COLUMN IF NOT EXISTS \`attempt\` Nullable(Int64) CODEC(ZSTD(1)) AFTER \`error_message\`,
  ADD COLUMN IF NOT EXISTS \`query_id\` String CODEC(ZSTD(1)) AFTER \`attempt\`,
  ADD COLUMN IF NOT EXISTS \`query_source\` LowCardinality(String) CODEC(ZSTD(1)) AFTER \`query_id\`,
  ADD COLUMN IF NOT EXISTS \`datasets.partition\` Array(String) CODEC(ZSTD(1)) AFTER \`datasets.lifecycle\`,
  ADD COLUMN IF NOT EXISTS \`datasets.previous_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`datasets.partition\`,
  ADD COLUMN IF NOT EXISTS \`datasets.previous_name\` Array(String) CODEC(ZSTD(1)) AFTER \`datasets.previous_namespace\`,
  ADD COLUMN IF NOT EXISTS \`aliases.dataset_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`datasets.previous_name\`,
  ADD COLUMN IF NOT EXISTS \`aliases.dataset_name\` Array(String) CODEC(ZSTD(1)) AFTER \`aliases.dataset_namespace\`,
  ADD COLUMN IF NOT EXISTS \`aliases.namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`aliases.dataset_name\`,
  ADD COLUMN IF NOT EXISTS \`aliases.name\` Array(String) CODEC(ZSTD(1)) AFTER \`aliases.namespace\`,
  ADD COLUMN IF NOT EXISTS \`aliases.type\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`aliases.name\`,
  ADD COLUMN IF NOT EXISTS \`dependencies.direction\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`costs.unit\`,
  ADD COLUMN IF NOT EXISTS \`dependencies.job_namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`dependencies.direction\`,
  ADD COLUMN IF NOT EXISTS \`dependencies.job_name\` Array(String) CODEC(ZSTD(1)) AFTER \`dependencies.job_namespace\`,
  ADD COLUMN IF NOT EXISTS \`dependencies.run_id\` Array(String) CODEC(ZSTD(1)) AFTER \`dependencies.job_name\`,
  ADD COLUMN IF NOT EXISTS \`dependencies.type\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`dependencies.run_id\`,
  ADD COLUMN IF NOT EXISTS \`dependencies.trigger_rule\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`dependencies.type\`,
  ADD COLUMN IF NOT EXISTS \`facets.entity\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`dependencies.trigger_rule\`,
  ADD COLUMN IF NOT EXISTS \`facets.namespace\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`facets.entity\`,
  ADD COLUMN IF NOT EXISTS \`facets.name\` Array(String) CODEC(ZSTD(1)) AFTER \`facets.namespace\`,
  ADD COLUMN IF NOT EXISTS \`facets.facet\` Array(LowCardinality(String)) CODEC(ZSTD(1)) AFTER \`facets.name\`,
  ADD COLUMN IF NOT EXISTS \`facets.value\` Array(String) CODEC(ZSTD(1)) AFTER \`facets.facet\`,
  ADD COLUMN IF NOT EXISTS \`facets.deleted\` Array(Bool) CODEC(ZSTD(1)) AFTER \`facets.value\``,
  ],
  down: [
    `ALTER TABLE tidemark.events
  DROP COLUMN IF EXISTS \`attempt\`,
  DROP COLUMN IF EXISTS \`query_id\`,
  DROP COLUMN IF EXISTS \`query_source\`,
  DROP COLUMN IF EXISTS \`datasets.partition\`,
  DROP COLUMN IF EXISTS \`datasets.previous_namespace\`,
  DROP COLUMN IF EXISTS \`datasets.previous_name\`,
  DROP COLUMN IF EXISTS \`aliases.dataset_namespace\`,
  DROP COLUMN IF EXISTS \`aliases.dataset_name\`,
  DROP COLUMN IF EXISTS \`aliases.namespace\`,
  DROP COLUMN IF EXISTS \`aliases.name\`,
  DROP COLUMN IF EXISTS \`aliases.type\`,
  DROP COLUMN IF EXISTS \`dependencies.direction\`,
  DROP COLUMN IF EXISTS \`dependencies.job_namespace\`,
  DROP COLUMN IF EXISTS \`dependencies.job_name\`,
  DROP COLUMN IF EXISTS \`dependencies.run_id\`,
  DROP COLUMN IF EXISTS \`dependencies.type\`,
  DROP COLUMN IF EXISTS \`dependencies.trigger_rule\`,
  DROP COLUMN IF EXISTS \`facets.entity\`,
  DROP COLUMN IF EXISTS \`facets.namespace\`,
  DROP COLUMN IF EXISTS \`facets.name\`,
  DROP COLUMN IF EXISTS \`facets.facet\`,
  DROP COLUMN IF EXISTS \`facets.value\`,
  DROP COLUMN IF EXISTS \`facets.deleted\``,
  ],
};
