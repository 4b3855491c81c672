import type { InputField } from "../contract/facets/lineage.ts";
import { datasetName } from "../contract/dataset-ref.ts";
import type { DatasetRef } from "../contract/dataset-ref.ts";
import { defined } from "./facet.ts";

/** A column that another one is made from. */
export interface ColumnSource {
  readonly dataset: DatasetRef;
  readonly column: string;
  /** `DIRECT`: its value goes in. `INDIRECT`: it only decides, as in a filter or a join. */
  readonly type?: "DIRECT" | "INDIRECT";
  /** `IDENTITY`, `TRANSFORMATION`, `AGGREGATION`, `JOIN`, `FILTER`, `GROUP_BY`, `SORT`, `WINDOW`, `CONDITIONAL`. */
  readonly subtype?: string;
  readonly description?: string;
  /** True when the value cannot be told from the result: hashed, counted. */
  readonly masking?: boolean;
}

/** By the written column's name, what it is made from. */
export type ColumnsInput = Readonly<Record<string, readonly ColumnSource[]>>;

export function columnLineage(columns: ColumnsInput, namespace: string): object {
  const fields = Object.entries(columns).map(([column, sources]) => [
    column,
    { inputFields: sources.map((source) => inputField(source, namespace)) },
  ]);
  return { fields: Object.fromEntries(fields) };
}

function inputField(source: ColumnSource, namespace: string): InputField {
  const { subtype, description, masking } = source;
  const type = source.type ?? (subtype === undefined ? undefined : "DIRECT");
  return {
    ...datasetName(source.dataset, namespace),
    field: source.column,
    ...(type && { transformations: [{ type, ...defined({ subtype, description, masking }) }] }),
  };
}
