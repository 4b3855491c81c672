import { createHash } from "node:crypto";

/**
 * One step of the schema. The SQL is frozen once released: what has run somewhere is never edited, a
 * new step is added. Each statement can be run again, since a start can be killed between two.
 */
export interface Migration {
  /** Steps are numbered from 1 without gaps. */
  readonly id: number;
  readonly name: string;
  readonly up: readonly string[];
  /** Undoes `up`; drops the data that `up` made room for. */
  readonly down: readonly string[];
}

/** Of the SQL that makes the step, not of its spacing. */
export function checksum(migration: Migration): string {
  const sql = migration.up.map((statement) => statement.replaceAll(/\s+/g, " ").trim());
  return createHash("sha256")
    .update(JSON.stringify([migration.id, migration.name, ...sql]))
    .digest("hex")
    .slice(0, 32);
}
