import { canonicalJson } from "#agent/contract/canonical.ts";
import { isJsonObject, isRawJson } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DescribedDataset } from "./described-datasets.ts";
import { facet, text } from "./json-readers.ts";

type FacetRow = EventRow["facets"][number];
type Entity = Pick<FacetRow, "entity" | "namespace" | "name">;

/** Those that are read into columns of their own. */
const columnsOfJobs = new Set(["jobType", "lineage", "tidemark_truncated"]);
const columnsOfDatasets = new Set([
  "columnLineage",
  "dataQualityAssertions",
  "dataQualityMetrics",
  "lifecycleStateChange",
  "lineage",
  "schema",
  "symlinks",
  "tidemark_truncated",
  "version",
]);

/** A longer one is in the payload only. */
const mostBytes = 32 * 1024;

/**
 * What the event says of its job and its datasets in facets that have no columns of their own, and the
 * tags of its run. That a facet was deleted is told of every one.
 */
export function facetRows(
  job: JsonObject,
  runFacets: JsonObject,
  jobFacets: JsonObject,
  datasets: readonly DescribedDataset[],
): readonly FacetRow[] {
  const into: FacetRow[] = [];
  const ofJob = { namespace: text(job["namespace"]), name: text(job["name"]) };
  add({ entity: "job", ...ofJob }, jobFacets, columnsOfJobs, into);
  for (const { namespace, name, facets } of datasets) {
    add({ entity: "dataset", namespace, name }, facets, columnsOfDatasets, into);
  }
  const tags = facet(runFacets, "tags");
  if (tags !== undefined) add({ entity: "run", ...ofJob }, { tags }, new Set(), into);
  return into;
}

function add(entity: Entity, facets: JsonObject, withColumns: ReadonlySet<string>, into: FacetRow[]): void {
  for (const key of Object.keys(facets)) {
    const said = facets[key];
    if (!isJsonObject(said) || isRawJson(said)) continue;
    const deleted = said["_deleted"] === true;
    if (!deleted && withColumns.has(key)) continue;
    const value = deleted ? "" : content(said);
    if (Buffer.byteLength(value) <= mostBytes) into.push({ ...entity, facet: key, value, deleted });
  }
}

/** In canonical form, so that the same facet is the same text. */
function content({ _producer, _schemaURL, ...said }: JsonObject): string {
  return canonicalJson(said);
}
