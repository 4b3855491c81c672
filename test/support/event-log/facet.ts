import * as fc from "fast-check";
import type { Json } from "#test/support/naive/json.ts";

const base = {
  _producer: "https://example.com/producer",
  _schemaURL: "https://openlineage.io/spec/facets/1-0-0/Facet.json",
};

type Facet = fc.Arbitrary<Json>;

/** A few of the facets, by their keys. */
export function someOf(facets: Readonly<Record<string, Facet>>, most = 3): fc.Arbitrary<Json> {
  return pick(Object.entries(facets), most);
}

/** The same for facets of jobs and datasets, which may be deleted. */
export function someDeletable(facets: Readonly<Record<string, Facet>>, most = 3): fc.Arbitrary<Json> {
  const deleted = fc.constant<Json>({ _deleted: true });
  return pick(
    Object.entries(facets).map(([key, facet]) => [
      key,
      fc.oneof({ weight: 7, arbitrary: facet }, { weight: 1, arbitrary: deleted }),
    ]),
    most,
  );
}

function pick(facets: readonly (readonly [string, Facet])[], most: number): fc.Arbitrary<Json> {
  const entries = facets.map(([key, facet]) => fc.tuple(fc.constant(key), facet));
  return fc
    .uniqueArray(fc.oneof(...entries), { maxLength: most, selector: ([key]) => key })
    .map((chosen) => Object.fromEntries(chosen.map(([key, facet]) => [key, { ...base, ...facet }])));
}

/** Members that are there or not. */
export function partial(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Json> {
  return fc.record(members, { requiredKeys: [] });
}
