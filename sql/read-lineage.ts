import { mapItems, mapMembers, isJsonObject } from "#agent/contract/json.ts";
import { distinct } from "./distinct.ts";
import { foldCase } from "./dialect.ts";
import type { Dialect } from "./dialect.ts";
import { noTable } from "./lineage.ts";
import type { ColumnEdge, SqlLineage, StatementLineage } from "./lineage.ts";
import { analyse, parseSql } from "./parser.ts";
import { queryLineage } from "./query-lineage.ts";
import { understand } from "./statement.ts";
import type { Statement } from "./statement.ts";
import { isSameTable } from "./table-name.ts";
import type { TableName } from "./table-name.ts";
import { throughTemporary } from "./through-temporary.ts";

/** What a text of SQL reads and writes, from the text alone; the same for the same text, and never throws for any. */
export function readLineage(sql: string, dialect: Dialect): SqlLineage {
  const parsed = parseSql(sql, dialect);
  if (parsed.kind === "no_sql") {
    const { line, column } = parsed;
    return { dialect, statements: [], problems: [`it is no ${dialect} SQL from line ${line}, column ${column}`] };
  }
  const problems: string[] = [];
  const statements: StatementLineage[] = [];
  const temporary: TableName[] = [];
  for (const node of parsed.statements) {
    const statement = understand(folded(node, dialect));
    if (statement.kind === "unsupported")
      problems.push(`${statement.statement}: what it reads and writes cannot be told from its text`);
    if (statement.kind !== "moves") continue;
    const lineage = lineageOf(statement, dialect);
    if (lineage === undefined) problems.push(`${statement.statement}: the parser cannot analyse its query`);
    else statements.push(lineage);
    if (statement.temporary && statement.output !== undefined) temporary.push(statement.output);
  }
  return { dialect, statements: throughTemporary(statements, temporary), problems };
}

/** Unquoted names as the dialect stores them. */
function folded(node: unknown, dialect: Dialect): unknown {
  if (Array.isArray(node)) return mapItems(node, (item) => folded(item, dialect));
  if (!isJsonObject(node)) return node;
  const { name, quoted } = node;
  if (typeof name === "string" && quoted === false) return { ...node, name: foldCase(dialect, name) };
  return mapMembers(node, (member) => folded(member, dialect));
}

function lineageOf(
  { statement, output, queries }: Extract<Statement, { readonly kind: "moves" }>,
  dialect: Dialect,
): StatementLineage | undefined {
  const inputs: TableName[] = [];
  const columns: ColumnEdge[] = [];
  for (const query of queries) {
    const analysis = analyse(query.query, dialect);
    if (analysis === undefined) return undefined;
    const lineage = queryLineage(analysis, query, output ?? noTable);
    inputs.push(...lineage.tables);
    columns.push(...lineage.columns);
  }
  // That rows come from the table's own says nothing of where data comes from.
  const isOther = (table: TableName): boolean => output === undefined || !isSameTable(table, output);
  return {
    statement,
    output,
    inputs: distinct(inputs.filter(isOther)),
    columns: distinct(columns.filter(({ source }) => isOther(source))),
  };
}
