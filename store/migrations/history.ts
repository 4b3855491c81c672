import type { Store } from "../store.ts";
import { checksum } from "./migration.ts";
import type { Migration } from "./migration.ts";

/** A step that was run on this store, as its table of steps tells. */
export interface AppliedMigration {
  readonly id: number;
  readonly name: string;
  readonly checksum: string;
}

export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

const createHistory = `CREATE TABLE IF NOT EXISTS tidemark.migrations (
  \`id\` UInt32,
  \`name\` String,
  \`checksum\` String,
  \`applied\` Bool,
  \`changed_at\` DateTime64(6, 'UTC') DEFAULT now64(6)
) ENGINE = ReplacingMergeTree(changed_at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

export async function prepareHistory(store: Store): Promise<void> {
  await store.client.command({ query: "CREATE DATABASE IF NOT EXISTS tidemark ENGINE = Atomic" });
  await store.client.command({ query: createHistory });
}

export async function appliedMigrations(store: Store): Promise<readonly AppliedMigration[]> {
  const result = await store.client.query({
    query: "SELECT id, name, checksum FROM tidemark.migrations FINAL WHERE applied ORDER BY id",
    format: "JSONEachRow",
  });
  return result.json<AppliedMigration>();
}

export async function recordMigration(store: Store, migration: Migration, applied: boolean): Promise<void> {
  await store.client.command({
    query:
      "INSERT INTO tidemark.migrations (id, name, checksum, applied) " +
      "SELECT {id:UInt32}, {name:String}, {checksum:String}, {applied:Bool}",
    query_params: { id: migration.id, name: migration.name, checksum: checksum(migration), applied },
  });
}

/**
 * Refuses a store that this version must not touch: one whose steps were edited after they had run,
 * or one that a newer version has been at.
 *
 * @throws SchemaError
 */
export function checkHistory(applied: readonly AppliedMigration[], known: readonly Migration[]): void {
  for (const step of applied) {
    const migration = known.find(({ id }) => id === step.id);
    if (migration === undefined) {
      throw new SchemaError(
        `The store has migration ${step.id} (${step.name}), which this version of Tidemark does not know; it knows up to ` +
          `${known.length}. A newer version has used this store: start that version, or a newer one.`,
      );
    }
    if (checksum(migration) !== step.checksum) {
      throw new SchemaError(
        `Migration ${step.id} (${step.name}) was edited after it had run on this store. ` +
          "Restore its text and put the change into a new migration.",
      );
    }
  }
}
