import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { rowsOfNames } from "./named-rows.ts";

/** Every column that a schema or column lineage has ever named, under any of the dataset's names; sorted. */
export async function columnsOf(ask: Ask, names: readonly Named[], asOf: Date | undefined): Promise<readonly string[]> {
  const rows = await rowsOfNames<{ readonly field: string }>(
    ask,
    names,
    (among) => `
      SELECT DISTINCT field
      FROM (
        SELECT arrayJoin(fields.path) AS field FROM ${relation("schemas", asOf)}
        WHERE ${among("dataset_namespace", "dataset_name")}
        UNION ALL
        SELECT source_field AS field FROM ${relation("column_lineage", asOf)}
        WHERE ${among("source_namespace", "source_name")}
        UNION ALL
        SELECT target_field AS field FROM ${relation("column_lineage", asOf)}
        WHERE ${among("target_namespace", "target_name")})
      WHERE field != ''
      ORDER BY field`,
  );
  return rows.map(({ field }) => field);
}
