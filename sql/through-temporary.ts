import { distinct } from "./distinct.ts";
import type { ColumnEdge, StatementLineage } from "./lineage.ts";
import { isSameTable } from "./table-name.ts";
import type { TableName } from "./table-name.ts";

/**
 * Lineage without the tables that are gone at the end: what is made from one is made from what that one was made from.
 * Statements see what those before them wrote.
 */
export function throughTemporary(
  statements: readonly StatementLineage[],
  temporary: readonly TableName[],
): readonly StatementLineage[] {
  if (temporary.length === 0) return statements;
  const isTemporary = (table: TableName): boolean => temporary.some((other) => isSameTable(table, other));
  const made = new Map<string, { readonly inputs: readonly TableName[]; readonly columns: readonly ColumnEdge[] }>();
  const kept: StatementLineage[] = [];
  for (const statement of statements) {
    const inputs = statement.inputs.flatMap((input) =>
      isTemporary(input) ? (made.get(keyOf(input))?.inputs ?? []) : [input],
    );
    const columns = statement.columns.flatMap((edge) =>
      isTemporary(edge.source) ? joined(made.get(keyOf(edge.source))?.columns ?? [], edge) : [edge],
    );
    if (statement.output === undefined || !isTemporary(statement.output)) {
      kept.push({ ...statement, inputs: distinct(inputs), columns: distinct(columns) });
      continue;
    }
    const before = made.get(keyOf(statement.output));
    made.set(keyOf(statement.output), {
      inputs: [...(before?.inputs ?? []), ...inputs],
      columns: [...(before?.columns ?? []), ...columns],
    });
  }
  return kept;
}

/** The edges into the temporary table's column that `edge` reads, or that concern all of its columns, made longer by `edge`. */
function joined(edges: readonly ColumnEdge[], edge: ColumnEdge): readonly ColumnEdge[] {
  return edges
    .filter(({ targetField }) => edge.sourceField === "" || targetField === "" || targetField === edge.sourceField)
    .map((before) => ({
      source: before.source,
      // A whole table that was handed on has the column under its own name.
      sourceField: before.sourceField === "" && before.type === "DIRECT" ? edge.sourceField : before.sourceField,
      target: edge.target,
      targetField: before.type === "INDIRECT" ? "" : edge.sourceField === "" ? before.targetField : edge.targetField,
      type: before.type === "INDIRECT" ? "INDIRECT" : edge.type,
      subtype: through(before, edge),
    }));
}

function through(before: ColumnEdge, edge: ColumnEdge): string {
  if (before.type === "INDIRECT") return before.subtype;
  if (edge.type === "INDIRECT" || before.subtype === "IDENTITY") return edge.subtype;
  return edge.subtype === "IDENTITY" ? before.subtype : "";
}

function keyOf(table: TableName): string {
  return JSON.stringify(table);
}
