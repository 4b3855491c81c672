import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DatasetMention } from "./dataset-mention.ts";
import { facet, number, object, time } from "./json-readers.ts";

type Metric = EventRow["metrics"][number];
type Measured = Pick<Metric, "column" | "metric" | "value">;

/**
 * The numbers of `dataQualityMetrics`, each under the key it has there; a quantile as `quantile_0.5`,
 * and `lastUpdated`, which is evidence of freshness, as seconds since the epoch. Those of Iceberg's
 * reports as `iceberg.scan.resultDataFiles`, `iceberg.commit.addedRecords` …
 */
export function metrics({ namespace, name, facets, useFacets }: DatasetMention, into: Metric[]): void {
  const ofUse = facet(useFacets, "dataQualityMetrics");
  const ofDataset = facet(facets, "dataQualityMetrics");
  const measured: Measured[] = [];
  if (ofUse !== undefined) addMeasured(ofUse, measured);
  if (ofDataset !== undefined) addUnsaid(ofDataset, measured);
  addNumbers("", "iceberg.scan.", object(facet(useFacets, "icebergScanReport")?.["scanMetrics"]), measured);
  addNumbers("", "iceberg.commit.", object(facet(useFacets, "icebergCommitReport")?.["commitMetrics"]), measured);
  for (const one of measured) into.push({ dataset_namespace: namespace, dataset_name: name, ...one });
}

/** What the facets say twice is said once, as the run has measured it. */
function addUnsaid(values: JsonObject, into: Measured[]): void {
  const key = ({ column, metric }: Measured): string => JSON.stringify([column, metric]);
  const said = new Set(into.map(key));
  const all: Measured[] = [];
  addMeasured(values, all);
  into.push(...all.filter((one) => !said.has(key(one))));
}

function addMeasured(values: JsonObject, into: Measured[]): void {
  addNumbers("", "", values, into);
  const lastUpdated = time(values["lastUpdated"]);
  if (lastUpdated !== null) into.push({ column: "", metric: "lastUpdated", value: lastUpdated / 1e6 });
  for (const [column, value] of Object.entries(object(values["columnMetrics"]))) {
    const ofColumn = object(value);
    addNumbers(column, "", ofColumn, into);
    addNumbers(column, "quantile_", object(ofColumn["quantiles"]), into);
  }
}

function addNumbers(column: string, prefix: string, values: JsonObject, into: Measured[]): void {
  for (const [key, value] of Object.entries(values)) {
    const measured = number(value);
    if (measured !== null) into.push({ column, metric: prefix + key, value: measured });
  }
}
