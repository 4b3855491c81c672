import { eventKind } from "./event.ts";
import { facetSchemaUrl } from "./facet-schemas.ts";
import { mapFacets } from "./facet-slots.ts";
import type { TruncatedFacet } from "./facets/base.ts";
import { isJsonObject } from "./json.ts";
import type { JsonObject } from "./json.ts";

export interface FittedEvent<E> {
  readonly event: E;
  /** The event's JSON, at most `maxBytes` of UTF-8. */
  readonly json: string;
  /** Paths of the facets that were left out, as `run.facets.spark.logicalPlan`; empty when all fitted. */
  readonly truncated: readonly string[];
}

/**
 * Makes an event fit: leaves out its heavy facets first (query plans, debug output), then the largest
 * others, as few as need be. What is left out is told in the facet `tidemark_truncated` of the run, or
 * of the job or dataset where there is no run.
 *
 * Never left out: what the event is about (run, job, inputs, outputs) and the facets that are lineage
 * (parent, column lineage, symlinks …). Undefined when these, with the note, are too large already.
 *
 * @throws TypeError for what JSON.stringify cannot write: a cycle, a bigint.
 *
 * @example fitEvent(event, 1_000_000)?.truncated // ["run.facets.spark.logicalPlan"]
 */
export function fitEvent<E extends object>(event: E, maxBytes: number): FittedEvent<E> | undefined {
  const json = JSON.stringify(event);
  // Three bytes a UTF-16 unit is the worst case.
  if (json.length * 3 <= maxBytes) return { event, json, truncated: [] };
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxBytes) return { event, json, truncated: [] };
  return isJsonObject(event) ? shrink<E & JsonObject>(event, bytes, maxBytes) : undefined;
}

function shrink<E extends JsonObject>(event: E, bytes: number, maxBytes: number): FittedEvent<E> | undefined {
  const candidates = droppableFacets(event);
  const dropped: string[] = [];
  let estimate = bytes + emptyNote;
  // Trying costs a copy of the event, and what is left may be thousands of tiny facets.
  let step = 1;
  let next = 0;
  for (const [index, facet] of candidates.entries()) {
    dropped.push(facet.path);
    estimate -= facet.bytes - (index < mostPaths ? facet.path.length : 0);
    const last = index === candidates.length - 1;
    if (!last && (estimate > maxBytes || index < next)) continue;
    const smaller = without(event, dropped, bytes);
    const json = JSON.stringify(smaller);
    if (Buffer.byteLength(json) <= maxBytes) return { event: smaller, json, truncated: dropped };
    step *= 2;
    next = index + step;
  }
  return undefined;
}

/** About the bytes of a note that names nothing. */
const emptyNote = 200;

interface Droppable {
  readonly path: string;
  readonly bytes: number;
  /** Position in `heavyFacets`; its length for the others. */
  readonly rank: number;
}

/** Large, and of no use to any signal; dropped first, in this order, by any owner. */
const heavyFacets: readonly string[] = ["spark.logicalPlan", "spark_logicalPlan", "spark_unknown", "debug"];

const lineageFacets: ReadonlySet<string> = new Set(
  "parent parentRun columnLineage lineage symlinks lifecycleStateChange subset tidemark_truncated".split(" "),
);

/** In the order in which they go: the heavy ones, then by size. */
function droppableFacets(event: JsonObject): readonly Droppable[] {
  const found: Droppable[] = [];
  mapFacets(event, (path, facets) => {
    for (const [key, facet] of Object.entries(facets)) {
      if (lineageFacets.has(key)) continue;
      const heavy = heavyFacets.indexOf(key);
      // With a comma in place of the braces, as it stands among others.
      const bytes = Buffer.byteLength(JSON.stringify({ [key]: facet }) ?? "") - 1;
      found.push({ path: `${path}.${key}`, bytes, rank: heavy === -1 ? heavyFacets.length : heavy });
    }
    return facets;
  });
  return found.toSorted((a, b) => a.rank - b.rank || b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

function without<E extends JsonObject>(event: E, dropped: readonly string[], originalBytes: number): E {
  const paths = new Set(dropped);
  const smaller = mapFacets(event, (path, facets) =>
    Object.fromEntries(Object.entries(facets).filter(([key]) => !paths.has(`${path}.${key}`))),
  );
  // Facets are optional in every type of event, so without some of them it is of the same type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return withNote(smaller, dropped, originalBytes) as E;
}

function withNote(event: JsonObject, dropped: readonly string[], originalBytes: number): JsonObject {
  const owner = eventKind(event);
  const entity = event[owner];
  if (!isJsonObject(entity)) return event;
  const facets = isJsonObject(entity["facets"]) ? entity["facets"] : {};
  const before = isJsonObject(facets["tidemark_truncated"]) ? facets["tidemark_truncated"] : {};
  const earlier: readonly unknown[] = Array.isArray(before["facets"]) ? before["facets"] : [];
  const note: TruncatedFacet = {
    _producer: typeof event["producer"] === "string" ? event["producer"] : "",
    _schemaURL: facetSchemaUrl(owner, "tidemark_truncated"),
    facets: summarised([...earlier.filter((path) => typeof path === "string"), ...dropped]),
    originalBytes: typeof before["originalBytes"] === "number" ? before["originalBytes"] : originalBytes,
  };
  return { ...event, [owner]: { ...entity, facets: { ...facets, tidemark_truncated: note } } };
}

const mostPaths = 50;

/**
 * Many datasets may lose the same facet; the note must stay small: `inputs[*].facets.schema`. What is
 * still too much is counted: `and 1200 more`.
 */
function summarised(paths: readonly string[]): readonly string[] {
  if (paths.length <= mostPaths) return paths;
  const distinct = [...new Set(paths.map((path) => path.replace(/^(inputs|outputs)\[\d+\]/, "$1[*]")))];
  if (distinct.length <= mostPaths) return distinct;
  return [...distinct.slice(0, mostPaths), `and ${distinct.length - mostPaths} more`];
}
