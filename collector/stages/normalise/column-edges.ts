import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DatasetMention } from "./dataset-mention.ts";
import { facet, list, object, text } from "./json-readers.ts";

type ColumnEdge = EventRow["column_edges"][number];
type Target = Pick<ColumnEdge, "target_namespace" | "target_name" | "target_field">;
type Transformation = Pick<ColumnEdge, "type" | "subtype" | "masking">;

/**
 * What the columns of a dataset come from: one edge for each pair of columns and kind of
 * transformation. An empty field means the whole dataset: a filter's column affects every column, and
 * the newer `lineage` facet may name a source dataset without a column.
 */
export function columnEdges({ namespace, name, facets }: DatasetMention, into: ColumnEdge[]): void {
  const columnLineage = facet(facets, "columnLineage");
  if (columnLineage !== undefined) {
    for (const [field, entry] of Object.entries(object(columnLineage["fields"]))) {
      const { inputFields, transformationType } = object(entry);
      addEdges(target(namespace, name, field), inputFields, into, legacyTransformation(transformationType));
    }
    addEdges(target(namespace, name, ""), columnLineage["dataset"], into);
  }
  const lineage = facet(facets, "lineage");
  if (lineage !== undefined) explicitEdges(namespace, name, lineage, into);
}

/** What a job declares, in its `lineage` facet, of datasets that the event need not list. */
export function jobColumnEdges(jobFacets: JsonObject, into: ColumnEdge[]): void {
  for (const item of list(facet(jobFacets, "lineage")?.["entries"])) {
    const entry = object(item);
    const namespace = text(entry["namespace"]);
    const name = text(entry["name"]);
    if (entry["type"] === "DATASET" && namespace !== "" && name !== "") explicitEdges(namespace, name, entry, into);
  }
}

function explicitEdges(namespace: string, name: string, lineage: JsonObject, into: ColumnEdge[]): void {
  addEdges(target(namespace, name, ""), lineage["inputs"], into);
  for (const [field, entry] of Object.entries(object(lineage["fields"]))) {
    addEdges(target(namespace, name, field), object(entry)["inputs"], into);
  }
}

function addEdges(to: Target, sources: unknown, into: ColumnEdge[], unsaid = unsaidTransformation): void {
  for (const item of list(sources)) {
    const source = object(item);
    const source_namespace = text(source["namespace"]);
    const source_name = text(source["name"]);
    if (source["type"] === "JOB" || source_namespace === "" || source_name === "") continue;
    const source_field = text(source["field"]);
    for (const transformation of transformations(source["transformations"], unsaid)) {
      into.push({ ...to, source_namespace, source_name, source_field, ...transformation });
    }
  }
}

const unsaidTransformation: Transformation = { type: "", subtype: "", masking: false };

/** Those that differ in more than their description. */
function transformations(value: unknown, unsaid: Transformation): readonly Transformation[] {
  const told: Transformation[] = [];
  for (const item of list(value)) {
    const { type, subtype, masking } = object(item);
    const said = { type: text(type), subtype: text(subtype), masking: masking === true };
    if (!told.some((other) => isSame(other, said))) told.push(said);
  }
  return told.length === 0 ? [unsaid] : told;
}

function isSame(a: Transformation, b: Transformation): boolean {
  return a.type === b.type && a.subtype === b.subtype && a.masking === b.masking;
}

/** As facets before 1-1-0 say it, once for all the sources of a field. */
function legacyTransformation(value: unknown): Transformation {
  if (value === "IDENTITY") return { type: "DIRECT", subtype: "IDENTITY", masking: false };
  return value === "MASKED" ? { type: "DIRECT", subtype: "", masking: true } : unsaidTransformation;
}

function target(target_namespace: string, target_name: string, target_field: string): Target {
  return { target_namespace, target_name, target_field };
}
