import * as fc from "fast-check";
import { partial } from "./facet.ts";
import { column, dataset } from "./pools.ts";

const transformation = fc
  .tuple(
    fc.constantFrom("DIRECT", "INDIRECT"),
    partial({
      subtype: fc.constantFrom("IDENTITY", "FILTER"),
      masking: fc.boolean(),
      description: fc.constantFrom("as is", "hashed"),
    }),
  )
  .map(([type, details]) => ({ type, ...details }));

const transformations = fc.array(transformation, { maxLength: 2 });

const inputField = fc
  .tuple(dataset, column, partial({ transformations }))
  .map(([of, field, details]) => ({ ...of, field, ...details }));

/** Sources of a dataset or column: columns, whole datasets, and jobs, which are none. */
export const lineageInputs = fc.array(
  fc
    .tuple(dataset, fc.constantFrom("DATASET", "DATASET", "JOB"), partial({ field: column, transformations }))
    .map(([of, type, details]) => ({ ...of, type, ...details })),
  { maxLength: 2 },
);

export const lineageOfFields = fc.dictionary(column, fc.record({ inputs: lineageInputs }), { maxKeys: 2 });

export const columnLineage = fc
  .tuple(
    fc.dictionary(
      column,
      fc
        .tuple(
          fc.array(inputField, { minLength: 1, maxLength: 2 }),
          partial({ transformationType: fc.constantFrom("IDENTITY", "MASKED", "OTHER") }),
        )
        .map(([inputFields, legacy]) => ({ inputFields, ...legacy })),
      { maxKeys: 2 },
    ),
    partial({ dataset: fc.array(inputField, { maxLength: 1 }) }),
  )
  .map(([fields, whole]) => ({ fields, ...whole }));

export const lineage = partial({ inputs: lineageInputs, fields: lineageOfFields });
