import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode } from "../error-code.ts";
import type { Store } from "../store.ts";
import { quoteString } from "../sql-text.ts";
import { SchemaError } from "./history.ts";

export interface SchemaLockOptions {
  /** A lock older than this is taken over: its owner has died. Longer than any migration takes. */
  readonly expiresAfterMs: number;
  readonly waitMs: number;
  readonly pollMs: number;
}

export const defaultSchemaLock: SchemaLockOptions = { expiresAfterMs: 15 * 60_000, waitMs: 20 * 60_000, pollMs: 500 };

const lockTable = "tidemark.migration_lock";

/**
 * Runs `work` while no other process changes the schema. The embedded engine needs no lock: one
 * process owns its directory. On a server the lock is a table, since CREATE TABLE is atomic; its
 * comment names the owner. `work` calls `checkLock` before each step.
 */
export async function withSchemaLock<T>(
  store: Store,
  work: (checkLock: () => Promise<void>) => Promise<T>,
  options: SchemaLockOptions = defaultSchemaLock,
): Promise<T> {
  if (store.kind === "embedded") return work(() => Promise.resolve());
  return withLockTable(store, work, options);
}

/** The lock of a server, exported for its test. */
export async function withLockTable<T>(
  store: Store,
  work: (checkLock: () => Promise<void>) => Promise<T>,
  options: SchemaLockOptions,
): Promise<T> {
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const deadline = Date.now() + options.waitMs;
  while (!(await tryLock(store, owner))) {
    await takeOverStale(store, options.expiresAfterMs);
    if (Date.now() > deadline)
      throw new SchemaError(`Another process changes the schema: ${(await findLock(store))?.owner ?? "unknown"}`);
    await delay(options.pollMs);
  }
  try {
    return await work(async () => {
      if ((await findLock(store))?.owner !== owner)
        throw new SchemaError("The lock on the schema was lost: this process took too long");
    });
  } finally {
    if ((await findLock(store))?.owner === owner)
      await store.client.command({ query: `DROP TABLE IF EXISTS ${lockTable} SYNC` });
  }
}

async function tryLock(store: Store, owner: string): Promise<boolean> {
  try {
    await store.client.command({
      query: `CREATE TABLE ${lockTable} (\`_\` UInt8) ENGINE = TinyLog COMMENT ${quoteString(owner)}`,
    });
    return true;
  } catch (error) {
    if (isTableExists(error)) return false;
    throw error;
  }
}

interface FoundLock {
  readonly owner: string;
  readonly ageSeconds: number;
  readonly uuid: string;
}

async function findLock(store: Store): Promise<FoundLock | undefined> {
  const result = await store.client.query({
    query:
      "SELECT comment AS owner, dateDiff('second', metadata_modification_time, now()) AS ageSeconds, toString(uuid) AS uuid " +
      "FROM system.tables WHERE database = 'tidemark' AND name = 'migration_lock'",
    format: "JSONEachRow",
  });
  const [found] = await result.json<{ owner: string; ageSeconds: number | string; uuid: string }>();
  return found === undefined ? undefined : { ...found, ageSeconds: Number(found.ageSeconds) };
}

/**
 * Moves a stale lock out of the way. The new name is made from the stale lock's own identity: of two
 * processes that find it stale, the second fails on the name and cannot move the lock that the first
 * has taken meanwhile. So the moved table stays; it is empty.
 */
async function takeOverStale(store: Store, expiresAfterMs: number): Promise<void> {
  const found = await findLock(store);
  if (found === undefined || found.ageSeconds * 1000 <= expiresAfterMs) return;
  const stale = `${lockTable}_stale_${found.uuid.replaceAll("-", "")}`;
  try {
    await store.client.command({ query: `RENAME TABLE ${lockTable} TO ${stale}` });
  } catch (error) {
    if (!isTableExists(error) && !isUnknownTable(error)) throw error;
  }
}

function isTableExists(error: unknown): boolean {
  return errorCode(error) === "57";
}

function isUnknownTable(error: unknown): boolean {
  return errorCode(error) === "60";
}
