import { isJsonObject, mapItems, mapMembers } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { maskAll } from "./mask-all.ts";
import { words } from "./words.ts";

const usual: readonly string[] = [
  "pii",
  "phi",
  "pci",
  "gdpr",
  "sensitive",
  "personal",
  "confidential",
  "restricted",
  "secret",
];

/**
 * Makes the function that takes out of an event what checks and metrics say of the values of columns
 * which the dataset's `tags` facet calls sensitive. Of a check: the expected and the actual value, its
 * content and parameters. Of a metric: minimum, maximum and quantiles, left out as no mask is a number.
 */
export function columnMask(tags: readonly string[]): (event: unknown) => unknown {
  const sensitive = [...usual, ...tags].map(words);
  const onDataset = (dataset: unknown): unknown => (isJsonObject(dataset) ? maskDataset(dataset, sensitive) : dataset);
  return (event) => {
    if (!isJsonObject(event)) return event;
    return mapMembers(event, (value, key) => {
      if (key === "dataset") return onDataset(value);
      return (key === "inputs" || key === "outputs") && Array.isArray(value) ? mapItems(value, onDataset) : value;
    });
  };
}

function maskDataset(dataset: JsonObject, sensitive: readonly string[]): JsonObject {
  const columns = taggedColumns(dataset["facets"], sensitive);
  if (columns === undefined || columns.size === 0) return dataset;
  return mapMembers(dataset, (facets, key) => {
    const holdsFacets = key === "facets" || key === "inputFacets" || key === "outputFacets";
    return holdsFacets && isJsonObject(facets) ? mapMembers(facets, (facet) => maskFacet(facet, columns)) : facets;
  });
}

/** Undefined without a facet of tags. */
function taggedColumns(facets: unknown, sensitive: readonly string[]): ReadonlySet<string> | undefined {
  const facet = isJsonObject(facets) ? facets["tags"] : undefined;
  if (!isJsonObject(facet) || !Array.isArray(facet["tags"])) return undefined;
  return new Set(
    facet["tags"]
      .filter(isJsonObject)
      .filter((tag) => isSensitive(tag, sensitive))
      .map(({ field }) => columnKey(field))
      .filter((column) => column !== ""),
  );
}

/** `pii: true`, or `classification: pii`; not `pii: false`. */
function isSensitive({ key, value }: JsonObject, sensitive: readonly string[]): boolean {
  const says = (text: unknown): boolean => {
    if (typeof text !== "string") return false;
    const found = words(text.slice(0, 256));
    return sensitive.some((word) => found.includes(word));
  };
  const denied = typeof value === "string" && /^(?:false|no|none|0)$/i.test(value.trim());
  return !denied && value !== false && (says(key) || says(value));
}

/** Engines fold the case of column names differently; better one mask too many. */
function columnKey(name: unknown): string {
  return typeof name === "string" ? name.toLowerCase() : "";
}

const checkedValues: ReadonlySet<string> = new Set(["expected", "actual", "content", "params"]);

// By shape, not by the facet's key: other producers' facets of the same shape are covered too.
function maskFacet(facet: unknown, columns: ReadonlySet<string>): unknown {
  if (!isJsonObject(facet)) return facet;
  return mapMembers(facet, (value, key) => {
    if (key === "assertions" && Array.isArray(value)) return mapItems(value, (check) => maskCheck(check, columns));
    if (key !== "columnMetrics" || !isJsonObject(value)) return value;
    return mapMembers(value, (metrics, column) => (columns.has(columnKey(column)) ? withoutValues(metrics) : metrics));
  });
}

function maskCheck(check: unknown, columns: ReadonlySet<string>): unknown {
  if (!isJsonObject(check) || !columns.has(columnKey(check["column"]))) return check;
  return mapMembers(check, (value, key) => (checkedValues.has(key) ? maskAll(value, []) : value));
}

function withoutValues(metrics: unknown): unknown {
  if (!isJsonObject(metrics)) return metrics;
  const { min, max, quantiles, ...rest } = metrics;
  return min === undefined && max === undefined && quantiles === undefined ? metrics : rest;
}
