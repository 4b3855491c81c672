import { nameOf, object, text } from "./syntax.ts";

/** A table as a query names it: `[catalog, schema, table]` without what it leaves out. */
export type TableName = readonly string[];

/** Of a node `table`, or what is in one. */
export function tableNameOf(node: unknown): TableName | undefined {
  const { table } = object(node);
  const { catalog, schema, name } = object(table ?? node);
  const parts = [catalog, schema, name].map(nameOf).filter((part) => part !== "");
  return parts.length === 0 ? undefined : split(parts);
}

/** As the analysis of a query tells one. */
export function tableNameSaid(said: object): TableName {
  const { catalog, schema, table } = object(said);
  return split([catalog, schema, table].map(text).filter((part) => part !== ""));
}

/** BigQuery has all parts in one pair of backticks. */
function split(parts: readonly string[]): TableName {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.split(".").filter((part) => part !== "") : parts;
}

export function isSameTable(one: TableName, other: TableName): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
