import { isJsonObject, mapItems, mapMembers } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** Called with each map of facets and its path: `run.facets`, `inputs[0].inputFacets` … */
export type FacetVisitor = (path: string, facets: JsonObject) => JsonObject;

/**
 * Replaces the maps of facets of an event, wherever an event of any kind has them; the event itself
 * when every map stays the same.
 */
export function mapFacets(event: JsonObject, visit: FacetVisitor): JsonObject {
  return mapMembers(event, (entity, key) => {
    if (key === "run" || key === "job" || key === "dataset") return withFacets(entity, key, visit);
    if ((key !== "inputs" && key !== "outputs") || !Array.isArray(entity)) return entity;
    let index = 0;
    return mapItems(entity, (dataset) => withFacets(dataset, `${key}[${index++}]`, visit));
  });
}

function withFacets(entity: unknown, path: string, visit: FacetVisitor): unknown {
  if (!isJsonObject(entity)) return entity;
  return mapMembers(entity, (facets, key) => {
    const holdsFacets = key === "facets" || key === "inputFacets" || key === "outputFacets";
    return holdsFacets && isJsonObject(facets) ? visit(`${path}.${key}`, facets) : facets;
  });
}
