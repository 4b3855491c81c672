import type { ColumnReferenceFact, ColumnUseContext, ProjectionFact, QueryAnalysis } from "@polyglot-sql/sdk";
import type { ColumnEdge } from "./lineage.ts";
import type { WrittenQuery } from "./written-query.ts";
import { tableNameSaid } from "./table-name.ts";
import type { TableName } from "./table-name.ts";

/** What the rows of a query come from, when they go into the columns of `target`. */
export interface QueryLineage {
  readonly tables: readonly TableName[];
  readonly columns: readonly ColumnEdge[];
}

export function queryLineage(analysis: QueryAnalysis, { columns }: WrittenQuery, target: TableName): QueryLineage {
  const tables = new Map(
    analysis.baseTables.flatMap((table) =>
      table.kind === "table" ? [[table.name, tableNameSaid(table)] as const] : [],
    ),
  );
  const sourceOf = sourcesIn(analysis, tables);
  // The star's columns are as many as nobody knows, so what comes after it has no known place.
  const star = analysis.projections.findIndex(({ isStar }) => isStar);
  const edges: ColumnEdge[] = [];
  analysis.projections.forEach((projection, index) => {
    if (projection.isStar) {
      for (const source of starSources(analysis, projection, tables))
        edges.push({ source, sourceField: "", target, targetField: "", type: "DIRECT", subtype: "IDENTITY" });
      return;
    }
    const byPlace = star === -1 || index < star ? columns[index] : undefined;
    const targetField = columns.length > 0 ? byPlace : (projection.name ?? undefined);
    if (targetField === undefined || targetField === "") return;
    const subtype = subtypeOf(projection, analysis);
    for (const reference of projection.upstream) {
      const source = sourceOf(reference);
      if (source === undefined) continue;
      edges.push({ source, sourceField: reference.column, target, targetField, type: "DIRECT", subtype });
    }
  });
  for (const { context, references } of analysis.columnUses ?? []) {
    for (const reference of references) {
      const source = sourceOf(reference);
      if (source === undefined) continue;
      const subtype = usesAs[context];
      edges.push({ source, sourceField: reference.column, target, targetField: "", type: "INDIRECT", subtype });
    }
  }
  return { tables: [...tables.values()], columns: edges };
}

/** OpenLineage's words for what a column that is not handed on is used for. */
const usesAs: Readonly<Record<ColumnUseContext, string>> = {
  join: "JOIN",
  filter: "FILTER",
  group: "GROUP_BY",
  having: "FILTER",
  qualify: "FILTER",
  window_partition: "WINDOW",
  window_order: "WINDOW",
  window_frame: "WINDOW",
  order: "SORT",
  aggregate_order: "SORT",
  set_operation_filter: "FILTER",
};

/** The table of a column; a column without one is told only where there is but one table that it can be of. */
function sourcesIn(
  { baseTables, relations }: QueryAnalysis,
  tables: ReadonlyMap<string, TableName>,
): (reference: ColumnReferenceFact) => TableName | undefined {
  const [only] = tables.values();
  const isSure = tables.size === 1 && [...baseTables, ...relations].every(({ kind }) => kind !== "virtual");
  return ({ table, sourceKind }) => {
    if (table !== null && table !== undefined) return sourceKind === "table" ? tables.get(table) : undefined;
    return sourceKind === "unknown" && isSure ? only : undefined;
  };
}

/** Whole tables, where a star stands for them directly; of a subquery's star it is not known what it lets through. */
function starSources(
  { relations }: QueryAnalysis,
  { starTable }: ProjectionFact,
  tables: ReadonlyMap<string, TableName>,
): readonly TableName[] {
  return relations.flatMap(({ name, alias, kind, table }) => {
    const isMeant = starTable === null || starTable === undefined || [alias, name, table].includes(starTable);
    const source = kind === "table" && isMeant ? tables.get(name) : undefined;
    return source === undefined ? [] : [source];
  });
}

/** A projection tells only of its own level: what a subquery hands on may have been made there. */
function subtypeOf({ transformKind }: ProjectionFact, { shape, relations }: QueryAnalysis): string {
  if (transformKind === "aggregation") return "AGGREGATION";
  if (transformKind !== "direct") return "TRANSFORMATION";
  return shape === "select" && relations.every(({ kind }) => kind === "table") ? "IDENTITY" : "";
}
