import { flatColumns } from "../columns.ts";
import type { Table, TableColumns } from "../columns.ts";
import { quoteIdentifier, quoteString } from "../sql-text.ts";

/**
 * What makes an insert one block, written before it is answered. Deduplication by the engine stays
 * off: it can acknowledge a retry whose first try was lost (see docs/decisions).
 */
export const insertSettings = {
  async_insert: 0,
  insert_deduplicate: 0,
  deduplicate_blocks_in_dependent_materialized_views: 0,
  // Duplicates within a block wait for a merge, as all others do; removing them here halves the rate.
  optimize_on_insert: 0,
  max_insert_threads: "1",
  min_insert_block_size_rows: "1000000",
  min_insert_block_size_bytes: "1000000000",
  // An import of many months must not be refused for ever; it is written slowly instead.
  throw_on_max_partitions_per_insert_block: 0,
} as const;

/** `tidemark.events (columns …)` of an INSERT. */
export function insertTarget(table: Table<TableColumns>): string {
  return `${table.name} (${flatColumns(table.columns)
    .map(({ name }) => quoteIdentifier(name))
    .join(", ")})`;
}

/**
 * The columns as RowBinary writes them. A LowCardinality one is read as what it holds, and put into its
 * dictionary a column at a time: three times faster than the engine's reader does it value by value.
 */
export function insertStructure(table: Table<TableColumns>): string {
  return flatColumns(table.columns)
    .map(({ name, type }) => `${quoteIdentifier(name)} ${type.replaceAll("LowCardinality(String)", "String")}`)
    .join(", ");
}

/** Inserts a RowBinary file that this process wrote. */
export function insertFromFile(table: Table<TableColumns>, file: string): string {
  const settings = Object.entries(insertSettings).map(([name, value]) => `${name} = ${value}`);
  return (
    `INSERT INTO ${insertTarget(table)} SETTINGS ${settings.join(", ")} ` +
    `SELECT * FROM file(${quoteString(file)}, 'RowBinary', ${quoteString(insertStructure(table))})`
  );
}

/** Inserts the RowBinary that follows as the body of the request; its settings go with the request. */
export function insertFromBody(table: Table<TableColumns>): string {
  return `INSERT INTO ${insertTarget(table)} SELECT * FROM input(${quoteString(insertStructure(table))}) FORMAT RowBinary`;
}
