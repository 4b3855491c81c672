/**
 * The partition of what is known of runs: the week in which a run id that is a UUIDv7 was made, one of 64 that come
 * round again, so that there are never more; other ids stand in one. It follows from the key, so rows of one
 * key stand in one partition, and FINAL merges within partitions alone. Not `%`: the engine has another of its own for partitions.
 */
export const weekOfRun = "toUInt8(bitAnd(toRelativeWeekNum(UUIDv7ToDateTime(toUUIDOrZero(run_id), 'UTC')), 63))";

/** Of a week that no longer grows: it becomes one part, in which FINAL has nothing to merge. */
const quietWeeksMerge = "min_age_to_force_merge_seconds = 600, min_age_to_force_merge_on_partition_only = 1";

/** How a derived table with these columns is stored, after its engine: synced, and in weeks where a row is about a run. */
export function storedAs(columns: Readonly<Record<string, string>>): string {
  const synced = "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1";
  return "run_id" in columns ? `PARTITION BY ${weekOfRun}\n${synced}, ${quietWeeksMerge}` : synced;
}
