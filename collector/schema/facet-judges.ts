import type { FacetOwner } from "#agent/contract/facet-schemas.ts";
import { isJsonObject } from "#agent/contract/json.ts";
import type { z } from "zod";
import { datasetFacetSchemas, inputFacetSchemas, outputFacetSchemas } from "./dataset-facets.ts";
import { deletableFacet, facet, isTombstone } from "./facet.ts";
import { jobFacetSchemas } from "./job-facets.ts";
import { judgeBy } from "./judge.ts";
import type { Issue, Judge } from "./judge.ts";
import { runFacetSchemas } from "./run-facets.ts";

interface Judges {
  readonly known: ReadonlyMap<string, Judge>;
  readonly unknown: Judge;
}

const judges: Readonly<Record<FacetOwner, Judges>> = {
  // `parentRun` is what the first clients called `parent`.
  run: judgesBy({ ...runFacetSchemas, parentRun: runFacetSchemas.parent }, facet),
  job: judgesBy(jobFacetSchemas, deletableFacet),
  dataset: judgesBy(datasetFacetSchemas, deletableFacet),
  input: judgesBy(inputFacetSchemas, facet),
  output: judgesBy(outputFacetSchemas, facet),
};

function judgesBy(schemas: Readonly<Record<string, z.ZodType>>, unknown: z.ZodType): Judges {
  const known = Object.entries(schemas).map(([key, schema]) => [key, judgeBy(schema)] as const);
  return { known: new Map(known), unknown: judgeBy(unknown) };
}

/**
 * Judges each facet of a map by the schema of its key, so that it costs what the map holds and not what
 * it might. What a deleted facet holds, or lacks, breaks nothing.
 */
export function judgeFacets(owner: FacetOwner, facets: unknown, path: readonly PropertyKey[], into: Issue[]): void {
  if (!isJsonObject(facets)) return;
  const { known, unknown } = judges[owner];
  for (const key of Object.keys(facets)) {
    const value = facets[key];
    const judge = known.get(key) ?? unknown;
    if (judge.accepts(value) || isTombstone(value)) continue;
    into.push(...judge.issues(value, [...path, key]));
  }
}
