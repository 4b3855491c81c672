import { existsSync, globSync, readFileSync } from "node:fs";

/**
 * OpenLineage's JSON Schemas beside this repository, where a machine has them. They are upstream's, so
 * they are not committed here.
 */
const folder = new URL("../../../shared/openlineage-spec/", import.meta.url);

export const specPresent = existsSync(folder);

export interface SpecSchema {
  readonly $id: string;
  /** Of a facet's schema: the facet's key, and a reference to its definition. */
  readonly properties?: Readonly<
    Record<string, { readonly $ref?: string; readonly anyOf?: readonly { readonly $ref: string }[] }>
  >;
  readonly [keyword: string]: unknown;
}

export const coreSchema = (): SpecSchema => read("OpenLineage.json");

export function facetFiles(): readonly SpecSchema[] {
  return globSync(["facets/*.json", "registry/**/facets/*.json"], { cwd: folder }).toSorted().map(read);
}

function read(path: string): SpecSchema {
  return JSON.parse(readFileSync(new URL(path, folder), "utf8"));
}
