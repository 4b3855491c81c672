import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { facetSchemas, facetSchemaUrl } from "#agent/contract/facet-schemas.ts";
import { coreSchema, facetFiles, specPresent } from "#test/support/openlineage-spec.ts";
import { samples } from "./facet-samples.ts";
import { samplePaths, schemaPaths } from "./schema-paths.ts";

describe("facetSchemaUrl", () => {
  test("knows the facets of the contract, and gives others the base of their kind", () => {
    expect(facetSchemaUrl("job", "sql")).toBe(
      "https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet",
    );
    const base = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs";
    expect(facetSchemaUrl("run", "my_own")).toBe(`${base}/RunFacet`);
    expect(facetSchemaUrl("input", "toString")).toBe(`${base}/InputDatasetFacet`);
    expect(facetSchemaUrl("run", "tidemark_cost")).toBe(`${base}/RunFacet`);
  });
});

const known = Object.entries(facetSchemas).flatMap(([owner, schemas]) =>
  Object.entries(schemas).map(([key, url]) => ({ owner, key, url })),
);
const specified = known.filter(({ key }) => !key.startsWith("tidemark_"));

/** Skipped where the specification's schemas are not at hand: see test/support/openlineage-spec.ts. */
describe.skipIf(!specPresent)("against the specification's schemas", () => {
  const files = specPresent ? facetFiles() : [];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  if (specPresent) for (const schema of [coreSchema(), ...files]) ajv.addSchema(schema);

  test("the contract knows every facet of the specification, in this version", () => {
    const theirs = files.flatMap(({ $id, properties = {} }) =>
      Object.entries(properties).flatMap(([key, { $ref, anyOf = [] }]) =>
        [...anyOf.map((one) => one.$ref), ...($ref === undefined ? [] : [$ref])].map((ref) => `${key} ${$id}${ref}`),
      ),
    );
    // One schema for two facets.
    const subsets = ["Input", "Output"].map((side) => {
      return `subset https://openlineage.io/spec/facets/1-0-0/BaseSubsetDatasetFacet.json#/$defs/${side}Subset${side}DatasetFacet`;
    });
    const expected = theirs.filter((line) => !line.endsWith("/BaseSubsetDatasetFacet")).concat(subsets);
    expect(new Set(specified.map(({ key, url }) => `${key} ${url}`))).toEqual(new Set(expected));
  });

  test.each(known)("$owner $key: a whole sample is valid", ({ owner, key, url }) => {
    const validate = ajv.getSchema(url);
    for (const sample of samplesOf(owner, key)) {
      expect({ valid: validate?.(sample), errors: validate?.errors }).toEqual({ valid: true, errors: null });
    }
  });

  test.each(specified)("$owner $key: the type has exactly the members of the schema", ({ owner, key, url }) => {
    const theirs = schemaPaths(url, [coreSchema(), ...files]);
    const ours = samplesOf(owner, key).flatMap((sample) => samplePaths(sample));
    expect([...theirs.named].filter((path) => !ours.includes(path))).toEqual([]);
    const foreign = ours.filter((path) => !theirs.named.has(path) && !theirs.open.has(path));
    expect(foreign.filter((path) => ![...theirs.again].some((at) => path.startsWith(`${at}.`)))).toEqual([]);
  });
});

function samplesOf(owner: string, key: string): readonly object[] {
  const found = Object.entries(samples).find(([name]) => name === owner)?.[1];
  return Object.entries(found ?? {}).find(([name]) => name === key)?.[1] ?? expect.unreachable();
}
