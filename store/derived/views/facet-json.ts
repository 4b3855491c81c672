import { reader } from "../projection.ts";
import { facets as projection } from "../projections/facets.ts";
import { tagType } from "../tag-map.ts";

const { said, saidAt } = reader(projection);

/** The tags of a `tags` facet that are of a field, in order. */
export function fieldTags(json: string): string {
  return `CAST(
    arraySort(arrayDistinct(arrayMap(tag -> (tag.3, tag.1, tag.2),
      arrayFilter(tag -> tag.1 != '' AND tag.3 != '', JSONExtract(${json}, 'tags', '${tagType}'))))),
    'Array(Tuple(field String, key String, value String))')`;
}

/** The owners of an `ownership` facet; one without a name is none. */
export function owners(json: string): string {
  return `arrayFilter(owner -> tupleElement(owner, 1) != '', JSONExtract(${json}, 'owners', 'Array(Tuple(name String, type String))'))`;
}

/**
 * One row a job or dataset, with a column for each of the facets: its JSON text, empty when it has none.
 * And for each of `deleted` the event time of its tombstone, zero when it has none.
 */
export function facetColumns(
  facets: string,
  entity: "job" | "dataset",
  names: readonly string[],
  deleted: readonly string[],
): string {
  const columns = [
    ...names.map((name) => `anyIf(value, facet = '${name}') AS ${name}`),
    ...deleted.map((name) => `maxIf(event_time, facet = '${name}') AS ${name}_deleted_at`),
  ];
  return `
    SELECT namespace, name, ${columns.join(", ")}
    FROM (
      SELECT namespace, name, facet, ${saidAt("current")} AS event_time, ${said("current")} AS value
      FROM ${facets} WHERE entity = '${entity}')
    GROUP BY namespace, name`;
}
