import type { ColumnSource } from "#agent/index.ts";
import type { Dataset } from "./model.ts";

/** A column that is taken over as it is, under its own or another name. */
export function same(dataset: Dataset, column: string): ColumnSource {
  return made(dataset, column, "IDENTITY");
}

/** A column that goes into another one. */
export function made(dataset: Dataset, column: string, subtype = "TRANSFORMATION"): ColumnSource {
  return { dataset: { namespace: dataset.namespace, name: dataset.name }, column, type: "DIRECT", subtype };
}

/** A column that only decides which rows there are. */
export function decides(dataset: Dataset, column: string, subtype: "JOIN" | "FILTER"): ColumnSource {
  return { dataset: { namespace: dataset.namespace, name: dataset.name }, column, type: "INDIRECT", subtype };
}
