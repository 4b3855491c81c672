import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { DatasetEvent, JobEvent, RunEvent } from "#agent/contract/event.ts";
import { facetSchemas } from "#agent/contract/facet-schemas.ts";
import type { FacetMaps, FacetOwner } from "#agent/contract/facet-schemas.ts";
import { datasetFacetSchemas, inputFacetSchemas, outputFacetSchemas } from "#collector/schema/dataset-facets.ts";
import type { eventSchemas } from "#collector/schema/event.ts";
import { jobFacetSchemas } from "#collector/schema/job-facets.ts";
import { runFacetSchemas } from "#collector/schema/run-facets.ts";

/**
 * The contract's types and the collector's schemas are written apart, since the agent must not load
 * zod. The compiler holds them equal here: a member that one side lacks, or has of another type or as
 * required, is an error of types in this file.
 */

const schemas = {
  run: runFacetSchemas,
  job: jobFacetSchemas,
  dataset: datasetFacetSchemas,
  input: inputFacetSchemas,
  output: outputFacetSchemas,
} as const;

/** Without readonly, and without the `undefined` that zod adds to optional members. */
type Plain<T> = T extends readonly (infer I)[]
  ? Plain<I>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> }
    : T;

// Mutual assignability would miss an optional member that only one side has.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what makes the comparison exact
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The facets of an owner whose schema is not of the contract's type; never when all are. */
type Different<O extends FacetOwner> = {
  [K in keyof (typeof schemas)[O]]: K extends keyof FacetMaps[O]
    ? (typeof schemas)[O][K] extends z.ZodType<infer Facet>
      ? Same<Plain<Facet>, Plain<Exclude<FacetMaps[O][K], undefined>>> extends true
        ? never
        : K
      : K
    : K;
}[keyof (typeof schemas)[O]];

/** An event's own members: facets are compared one by one, above. */
type Bare<T> = T extends readonly (infer I)[]
  ? Bare<I>[]
  : T extends object
    ? { [K in keyof T as K extends "facets" | "inputFacets" | "outputFacets" ? never : K]: Bare<T[K]> }
    : T;

type Judged<Kind extends keyof typeof eventSchemas> = Bare<Plain<z.output<(typeof eventSchemas)[Kind]>>>;

test("each facet's schema is of the contract's type", () => {
  expectTypeOf<Different<"run">>().toBeNever();
  expectTypeOf<Different<"job">>().toBeNever();
  expectTypeOf<Different<"dataset">>().toBeNever();
  expectTypeOf<Different<"input">>().toBeNever();
  expectTypeOf<Different<"output">>().toBeNever();
});

test("each event's schema is of the contract's type", () => {
  expectTypeOf<Same<Judged<"run">, Bare<Plain<RunEvent>>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Judged<"job">, Bare<Plain<JobEvent>>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Judged<"dataset">, Bare<Plain<DatasetEvent>>>>().toEqualTypeOf<true>();
});

test("each facet of the contract has a schema, but for those that are held to the base only", () => {
  const owners = ["run", "job", "dataset", "input", "output"] as const;
  const unjudged = owners.flatMap((owner) =>
    Object.keys(facetSchemas[owner])
      .filter((key) => !(key in schemas[owner]))
      .map((key) => `${owner}.${key}`),
  );
  expect(unjudged).toEqual([
    "run.gcp_composer_run",
    "run.gcp_dataproc",
    "job.gcp_composer_job",
    "job.gcp_lineage",
    "input.icebergScanReport",
    "input.subset",
    "output.icebergCommitReport",
    "output.subset",
  ]);
});
