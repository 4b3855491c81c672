import type { Migration } from "./migration.ts";

/** The order of what happened to an incident. */
export const key = "(at, position, entry_id)";
const opening = "kind IN ('opened', 'reopened')";
const fact = "kind IN ('opened', 'reopened', 'moved')";
const memberVerdict = "kind IN ('opened', 'reopened', 'joined', 'updated')";
const joining = "kind IN ('opened', 'reopened', 'joined')";

export const failing = "kind = 'delivery_failed'";

/** `retryAt`: when the last delivery that failed is tried again. */
export function notificationsView(retryAt: string): string {
  return `CREATE OR REPLACE VIEW tidemark.notifications AS
SELECT
  incident_id, channel, notice,
  multiIf(delivered > 0, 'delivered', failed_key > sending_key AND retry_at IS NULL, 'failed', failed_key > sending_key, 'retrying',
    sending > 0, 'sending', 'held_back') AS state,
  first_at AS requested_at, if(delivered > 0, delivered_time, NULL) AS delivered_at, attempts,
  if(failed_key.1 > toDateTime64(0, 6, 'UTC'), failure, '') AS error, if(delivered > 0, NULL, retry_at) AS retry_at, held_back_because,
  title
FROM (
  SELECT
    incident_id, channel, notice,
    min(at) AS first_at,
    countIf(kind = 'notified') AS delivered,
    minIf(at, kind = 'notified') AS delivered_time,
    countIf(kind = 'notifying') AS sending,
    maxIf((at, position), kind = 'notifying') AS sending_key,
    maxIf((at, position), kind = 'delivery_failed') AS failed_key,
    argMaxIf(reason, ${key}, kind = 'delivery_failed') AS failure,
    ${retryAt} AS retry_at,
    maxIf(attempt, kind = 'delivery_failed') + delivered AS attempts,
    argMaxIf(reason, ${key}, kind = 'held_back') AS held_back_because,
    argMaxIf(title, ${key}, kind = 'notified') AS title
  FROM tidemark.incident_log FINAL
  WHERE channel != ''
  GROUP BY incident_id, channel, notice)`;
}

/** What happened to incidents. Decided, not derived: whom was told what cannot be told again. */
export const incidentLog: Migration = {
  id: 7,
  name: "incident-log",
  up: [
    `CREATE TABLE IF NOT EXISTS tidemark.incident_log (
  \`incident_id\` String CODEC(ZSTD(1)),
  \`at\` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  \`position\` Int64 CODEC(ZSTD(1)),
  \`entry_id\` String CODEC(ZSTD(1)),
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`actor\` String CODEC(ZSTD(1)),
  \`severity\` LowCardinality(String) CODEC(ZSTD(1)),
  \`cause_kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`cause_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`cause_name\` String CODEC(ZSTD(1)),
  \`title\` String CODEC(ZSTD(1)),
  \`owner\` LowCardinality(String) CODEC(ZSTD(1)),
  \`blast_radius\` Int64 CODEC(ZSTD(1)),
  \`subject_kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`subject_namespace\` LowCardinality(String) CODEC(ZSTD(1)),
  \`subject_name\` String CODEC(ZSTD(1)),
  \`signal\` LowCardinality(String) CODEC(ZSTD(1)),
  \`aspect\` String CODEC(ZSTD(1)),
  \`verdict_state\` LowCardinality(String) CODEC(ZSTD(1)),
  \`verdict_severity\` LowCardinality(String) CODEC(ZSTD(1)),
  \`since\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`summary\` String CODEC(ZSTD(1)),
  \`channel\` LowCardinality(String) CODEC(ZSTD(1)),
  \`notice\` LowCardinality(String) CODEC(ZSTD(1)),
  \`attempt\` Int64 CODEC(ZSTD(1)),
  \`reason\` String CODEC(ZSTD(1)),
  \`until\` Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
  \`merged_into\` String CODEC(ZSTD(1)),
  \`entry\` String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree
ORDER BY (incident_id, at, position, entry_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    `CREATE OR REPLACE VIEW tidemark.incident_members AS
SELECT
  incident_id, signal, subject_kind, subject_namespace, subject_name, aspect, state, severity, since, summary, joined_at,
  if(left_key > joined_key, left_key.1, NULL) AS left_at, if(left_key > joined_key, why, '') AS left_because
FROM (
  SELECT
    incident_id, signal, subject_kind, subject_namespace, subject_name, aspect,
    argMaxIf(verdict_state, ${key}, ${memberVerdict}) AS state,
    argMaxIf(verdict_severity, ${key}, ${memberVerdict}) AS severity,
    argMaxIf(since, ${key}, ${memberVerdict}) AS since,
    argMaxIf(summary, ${key}, ${memberVerdict}) AS summary,
    maxIf(at, ${joining}) AS joined_at,
    maxIf((at, position), ${joining}) AS joined_key,
    maxIf((at, position), kind = 'left') AS left_key,
    argMaxIf(reason, ${key}, kind = 'left') AS why
  FROM tidemark.incident_log FINAL
  WHERE incident_id != '' AND (${memberVerdict} OR kind = 'left')
  GROUP BY incident_id, signal, subject_kind, subject_namespace, subject_name, aspect)`,
    `CREATE OR REPLACE VIEW tidemark.incidents AS
SELECT
  incident_id,
  multiIf(is_closed, 'resolved', snoozed_until > now64(6, 'UTC'), 'snoozed', is_acknowledged, 'acknowledged', 'open') AS state,
  severity, title, cause_kind, cause_namespace, cause_name, signal, owner, opened_at,
  if(is_closed, closed_key.1, NULL) AS resolved_at,
  if(is_acknowledged, acknowledged_key.1, NULL) AS acknowledged_at, if(is_acknowledged, actor, '') AS acknowledged_by,
  if(snoozed_key > opened_key, until, NULL) AS snoozed_until,
  if(is_closed, into, '') AS merged_into,
  toInt64(reopenings) AS reopened, toInt64(counted.all) AS members, toInt64(counted.active) AS active_members, blast_radius,
  if(notifications > 0, first_told, NULL) AS notified_at, toInt64(notifications) AS notifications, updated_at
FROM (
  SELECT
    incident_id,
    argMaxIf(severity, ${key}, severity != '') AS severity,
    argMaxIf(title, ${key}, ${fact}) AS title,
    argMaxIf(cause_kind, ${key}, ${fact}) AS cause_kind,
    argMaxIf(cause_namespace, ${key}, ${fact}) AS cause_namespace,
    argMaxIf(cause_name, ${key}, ${fact}) AS cause_name,
    argMaxIf(signal, ${key}, ${fact}) AS signal,
    argMaxIf(owner, ${key}, ${fact}) AS owner,
    argMaxIf(blast_radius, ${key}, ${fact}) AS blast_radius,
    maxIf(at, ${opening}) AS opened_at,
    maxIf((at, position), ${opening}) AS opened_key,
    maxIf((at, position), kind IN ('resolved', 'merged')) AS closed_key,
    maxIf((at, position), kind = 'acknowledged') AS acknowledged_key,
    maxIf((at, position), kind = 'snoozed') AS snoozed_key,
    argMaxIf(actor, ${key}, kind = 'acknowledged') AS actor,
    argMaxIf(until, ${key}, kind = 'snoozed') AS until,
    argMaxIf(merged_into, ${key}, kind IN ('resolved', 'merged')) AS into,
    countIf(kind = 'reopened') AS reopenings,
    minIf(at, kind = 'notified') AS first_told,
    countIf(kind = 'notified') AS notifications,
    max(at) AS updated_at,
    closed_key > opened_key AS is_closed,
    acknowledged_key > opened_key AS is_acknowledged
  FROM tidemark.incident_log FINAL
  WHERE incident_id != ''
  GROUP BY incident_id
  HAVING countIf(${opening}) > 0) AS found
LEFT JOIN (
  SELECT incident_id, count() AS all, countIf(left_at IS NULL) AS active FROM tidemark.incident_members GROUP BY incident_id
) AS counted ON counted.incident_id = found.incident_id`,
    notificationsView(`argMaxIf(until, ${key}, ${failing})`),
  ],
  down: [
    "DROP VIEW IF EXISTS tidemark.notifications SYNC",
    "DROP VIEW IF EXISTS tidemark.incidents SYNC",
    "DROP VIEW IF EXISTS tidemark.incident_members SYNC",
    "DROP TABLE IF EXISTS tidemark.incident_log SYNC",
  ],
};
