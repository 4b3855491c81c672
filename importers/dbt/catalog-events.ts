import type { DatasetEvent } from "#agent/contract/event.ts";
import type { DbtCatalogTable } from "./artifacts.ts";
import { countOf } from "./project.ts";
import type { DbtImport } from "./root-run.ts";

/** `dbt docs generate`: the columns of each table as the warehouse had them, and its size where the adapter tells. */
export function catalogEvents({ artifacts, project, maker }: DbtImport): readonly DatasetEvent[] {
  const { catalog } = artifacts;
  if (catalog === undefined) return [];
  return Object.entries({ ...catalog.nodes, ...catalog.sources }).flatMap(([id, table]) => {
    const node = project.node(id);
    if (node === undefined) return [];
    const { facets, ...dataset } = project.described(node);
    const dataQualityMetrics = metrics(table);
    return [maker.dataset(catalog.metadata.generated_at, { ...dataset, facets: { ...facets, dataQualityMetrics } })];
  });
}

/** Adapters call them differently. */
function metrics({ stats }: DbtCatalogTable): object | undefined {
  const first = (...names: readonly string[]): number | undefined =>
    names.map((name) => countOf(stats[name]?.value)).find((count) => count !== undefined);
  const rowCount = first("num_rows", "row_count", "rows");
  const bytes = first("num_bytes", "bytes");
  if (rowCount === undefined && bytes === undefined) return undefined;
  return { ...(rowCount !== undefined && { rowCount }), ...(bytes !== undefined && { bytes }), columnMetrics: {} };
}
