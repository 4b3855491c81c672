import { z } from "zod";
import { deletableFacet } from "./facet.ts";
import { uuid } from "./formats.ts";

const transformations = z
  .array(
    z.object({
      type: z.string(),
      subtype: z.string().optional(),
      description: z.string().optional(),
      masking: z.boolean().optional(),
    }),
  )
  .optional();

const inputField = z.object({ namespace: z.string(), name: z.string(), field: z.string(), transformations });

export const columnLineage = deletableFacet.extend({
  fields: z.record(
    z.string(),
    z.object({
      inputFields: z.array(inputField),
      transformationDescription: z.string().optional(),
      transformationType: z.string().optional(),
    }),
  ),
  dataset: z.array(inputField).optional(),
});

const dataset = { type: z.literal("DATASET"), namespace: z.string(), name: z.string() };

/** A job without namespace and name is the event's own. */
const job = {
  type: z.literal("JOB"),
  namespace: z.string().optional(),
  name: z.string().optional(),
  runId: uuid.optional(),
};

const inputs = z.array(
  z.discriminatedUnion("type", [
    z.object({ ...dataset, field: z.string().optional(), transformations }),
    z.object({ ...job, transformations }),
  ]),
);

const lineage = { inputs: inputs.optional(), fields: z.record(z.string(), z.object({ inputs })).optional() };

/** The explicit lineage of a dataset, newer than `columnLineage`. */
export const datasetLineage = deletableFacet.extend(lineage);

/** The same, declared by a job of its targets. */
export const jobLineage = deletableFacet.extend({
  entries: z.array(
    z.discriminatedUnion("type", [
      z.object({ ...dataset, ...lineage }),
      z.object({ ...job, inputs: inputs.optional() }),
    ]),
  ),
});
