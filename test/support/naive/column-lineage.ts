import { facetOf, list, object, text } from "./json.ts";
import type { Json } from "./json.ts";
import type { Instant } from "./instant.ts";
import { mentions } from "./mention.ts";
import { Names } from "./names.ts";
import type { DatasetName } from "./names.ts";
import { first, groups, last } from "./order.ts";
import type { Row } from "./row.ts";
import type { Told } from "./told.ts";

interface ColumnEdge {
  readonly source_namespace: string;
  readonly source_name: string;
  readonly source_field: string;
  readonly target_namespace: string;
  readonly target_name: string;
  readonly target_field: string;
  readonly type: string;
  readonly subtype: string;
  readonly masking: boolean;
  readonly job_namespace: string;
  readonly job_name: string;
}

export interface SaidEdge {
  readonly at: Instant;
  readonly edge: ColumnEdge;
}

/** By the names to show. */
export function columnLineage(events: readonly Told[]): readonly Row[] {
  const names = new Names(events);
  const said = columnEdges(events).map(({ at, edge }) => {
    const source = names.canonical({ namespace: edge.source_namespace, name: edge.source_name });
    const target = names.canonical({ namespace: edge.target_namespace, name: edge.target_name });
    const ends = {
      source_namespace: source.namespace,
      source_name: source.name,
      target_namespace: target.namespace,
      target_name: target.name,
    };
    return { at, edge: { ...edge, ...ends } };
  });
  return groups(said, ({ edge }) => Object.values(edge)).map((all) => ({
    ...all[0].edge,
    first_seen: first(all.map(({ at }) => at)),
    last_seen: last(all.map(({ at }) => at)),
    inferred: false,
  }));
}

/** Each pair of columns that an event connects, in `columnLineage` or `lineage`. */
export function columnEdges(events: readonly Told[]): readonly SaidEdge[] {
  return events.flatMap((told) => [
    ...mentions(told).flatMap(({ namespace, name, facets }) => [
      ...classic(told, { namespace, name }, facetOf(facets, "columnLineage") ?? {}),
      ...explicit(told, { namespace, name }, facetOf(facets, "lineage") ?? {}),
    ]),
    ...list(facetOf(told.jobFacets, "lineage")?.["entries"])
      .map(object)
      .filter(({ type, namespace, name }) => type === "DATASET" && text(namespace) !== "" && text(name) !== "")
      .flatMap((entry) => explicit(told, { namespace: text(entry["namespace"]), name: text(entry["name"]) }, entry)),
  ]);
}

function classic(told: Told, target: DatasetName, facet: Json): readonly SaidEdge[] {
  return [
    ...Object.entries(object(facet["fields"])).flatMap(([field, entry]) => {
      const { inputFields, transformationType } = object(entry);
      return edges(told, target, field, inputFields, transformationType);
    }),
    ...edges(told, target, "", facet["dataset"]),
  ];
}

function explicit(told: Told, target: DatasetName, facet: Json): readonly SaidEdge[] {
  return [
    ...edges(told, target, "", facet["inputs"]),
    ...Object.entries(object(facet["fields"])).flatMap(([field, entry]) =>
      edges(told, target, field, object(entry)["inputs"]),
    ),
  ];
}

function edges(
  told: Told,
  target: DatasetName,
  field: string,
  sources: unknown,
  legacy?: unknown,
): readonly SaidEdge[] {
  return list(sources)
    .map(object)
    .filter(({ type, namespace, name }) => type !== "JOB" && text(namespace) !== "" && text(name) !== "")
    .flatMap((source) => {
      const said = list(source["transformations"]).map(object);
      const ways = said.length === 0 ? [legacyWay(legacy)] : said;
      return ways.map((way) => ({
        at: told.at,
        edge: {
          source_namespace: text(source["namespace"]),
          source_name: text(source["name"]),
          source_field: text(source["field"]),
          target_namespace: target.namespace,
          target_name: target.name,
          target_field: field,
          type: text(way["type"]),
          subtype: text(way["subtype"]),
          masking: way["masking"] === true,
          job_namespace: told.job.namespace,
          job_name: told.job.name,
        },
      }));
    });
}

function legacyWay(said: unknown): Json {
  if (said === "IDENTITY") return { type: "DIRECT", subtype: "IDENTITY" };
  return said === "MASKED" ? { type: "DIRECT", masking: true } : {};
}
