import { uninstallDerived } from "../derived/uninstall.ts";
import type { Store } from "../store.ts";
import { appliedMigrations, checkHistory, prepareHistory, recordMigration } from "./history.ts";
import type { Migration } from "./migration.ts";
import { migrations } from "./migrations.ts";
import { withSchemaLock } from "./schema-lock.ts";

/**
 * Brings the schema to the newest step and returns the steps that were run. Safe to call at every
 * start, by several processes at once, and after a crash in the middle.
 *
 * @throws SchemaError when the store has been used by a newer version, or a step was edited.
 */
export async function migrateUp(store: Store, known: readonly Migration[] = migrations): Promise<readonly Migration[]> {
  await prepareHistory(store);
  if ((await pendingMigrations(store, known)).length === 0) return [];
  return withSchemaLock(store, async (checkLock) => {
    // Somebody else may have run them while the lock was waited for.
    const pending = await pendingMigrations(store, known);
    for (const migration of pending) {
      await checkLock();
      for (const query of migration.up) await store.client.command({ query });
      await recordMigration(store, migration, true);
    }
    return pending;
  });
}

/**
 * Undoes the steps after `to` (0: all of them), newest first, and returns them. Their data is dropped, and
 * with it all that is derived: the next start derives it again.
 */
export async function migrateDown(
  store: Store,
  to: number,
  known: readonly Migration[] = migrations,
): Promise<readonly Migration[]> {
  await prepareHistory(store);
  return withSchemaLock(store, async (checkLock) => {
    const applied = await appliedMigrations(store);
    checkHistory(applied, known);
    const ids = new Set(applied.map(({ id }) => id));
    await uninstallDerived(store);
    const undone = known.filter(({ id }) => id > to && ids.has(id)).toReversed();
    for (const migration of undone) {
      await checkLock();
      for (const query of migration.down) await store.client.command({ query });
      await recordMigration(store, migration, false);
    }
    return undone;
  });
}

async function pendingMigrations(store: Store, known: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await appliedMigrations(store);
  checkHistory(applied, known);
  const ids = new Set(applied.map(({ id }) => id));
  return known.filter(({ id }) => !ids.has(id));
}
