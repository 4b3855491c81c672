import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DatasetMention } from "./dataset-mention.ts";
import { count, facet, object, text } from "./json-readers.ts";
import { partition } from "./partition.ts";

type DatasetColumns = EventRow["datasets"][number];

/** Role, volume, version and lifecycle of a dataset, and what part of it the run used. */
export function datasetColumns(mention: DatasetMention): DatasetColumns {
  const { role, namespace, name, facets, useFacets } = mention;
  const { moved, measured } = volume(mention);
  const change = facet(facets, "lifecycleStateChange");
  const previous = object(change?.["previousIdentifier"]);
  return {
    role,
    namespace,
    name,
    rows: count(moved?.["rowCount"]) ?? count(measured?.["rowCount"]),
    bytes: count(moved?.["size"]) ?? count(measured?.["bytes"]),
    files: count(moved?.["fileCount"]) ?? count(measured?.["fileCount"]),
    version: text(facet(facets, "version")?.["datasetVersion"]),
    lifecycle: text(change?.["lifecycleStateChange"]),
    partition: partition(useFacets),
    previous_namespace: text(previous["namespace"]),
    previous_name: text(previous["name"]),
  };
}

interface Volume {
  readonly moved: JsonObject | undefined;
  readonly measured: JsonObject | undefined;
}

/** What the run moved, which counts where it is said; else what was measured of the dataset. */
function volume({ facets, useFacets }: DatasetMention): Volume {
  return {
    moved: facet(useFacets, "outputStatistics") ?? facet(useFacets, "inputStatistics"),
    measured: facet(useFacets, "dataQualityMetrics") ?? facet(facets, "dataQualityMetrics"),
  };
}
