import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import { schemaColumns, schemaOf } from "../lists/schemas.ts";
import type { SchemaItem, SchemaRow } from "../lists/schemas.ts";
import type { Named } from "../named.ts";
import { anyOf } from "../resolve.ts";

/** The newest version of the first of the names that has any. */
export async function latestSchema(
  ask: Ask,
  names: readonly Named[],
  asOf: Date | undefined,
): Promise<SchemaItem | undefined> {
  for (const name of names) {
    const values = new BoundValues();
    const found = await versions(ask, name, "1", "version DESC LIMIT 1", values, asOf);
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

/** Some versions of a dataset's schema, in their order; those that there are. */
export async function schemaVersions(
  ask: Ask,
  dataset: Named,
  wanted: readonly number[],
  asOf: Date | undefined,
): Promise<readonly SchemaItem[]> {
  const values = new BoundValues();
  const numbers = wanted.map((version) => values.bind("UInt32", version));
  return versions(ask, dataset, `version IN (${numbers.join(", ")})`, "version", values, asOf);
}

async function versions(
  ask: Ask,
  dataset: Named,
  condition: string,
  order: string,
  values: BoundValues,
  asOf: Date | undefined,
): Promise<readonly SchemaItem[]> {
  const rows = await ask<SchemaRow>(
    `SELECT ${schemaColumns} FROM ${relation("schemas", asOf)}
    WHERE ${anyOf(["dataset_namespace", "dataset_name"], [dataset], values)} AND ${condition}
    ORDER BY ${order}`,
    values,
  );
  return rows.map(schemaOf);
}
