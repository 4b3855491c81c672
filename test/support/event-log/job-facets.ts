import * as fc from "fast-check";
import { lineageInputs, lineageOfFields } from "./column-facets.ts";
import { partial, someDeletable } from "./facet.ts";
import { dataset, word } from "./pools.ts";

export const ownership = fc
  .array(
    fc.tuple(fc.constantFrom("team:data", "user:émile"), partial({ type: fc.constantFrom("MAINTAINER", "OWNER") })),
    {
      maxLength: 2,
    },
  )
  .map((owners) => ({ owners: owners.map(([name, type]) => ({ name, ...type })) }));

const tag = fc.tuple(fc.constantFrom("team", "tier"), word).map(([key, value]) => ({ key, value }));

const lineageEntry = fc
  .tuple(dataset, fc.constantFrom("DATASET", "JOB"), lineageInputs, lineageOfFields)
  .map(([target, type, inputs, fields]) => ({ ...target, type, inputs, fields }));

export const jobFacets = someDeletable({
  jobType: fc
    .tuple(
      fc.constantFrom("BATCH", "STREAMING"),
      fc.constantFrom("SPARK", "AIRFLOW", "DBT"),
      partial({
        jobType: fc.constantFrom("TASK", "DAG", "MODEL"),
        emissionPattern: fc.constant({ eventTrigger: "PERIODIC" }),
      }),
    )
    .map(([processingType, integration, details]) => ({ processingType, integration, ...details })),
  documentation: word.map((description) => ({ description })),
  ownership,
  sourceCodeLocation: partial({
    type: fc.constant("git"),
    url: fc.constantFrom("https://example.com/shop.git", "https://example.com/new.git"),
    path: word,
    version: fc.constantFrom("abc123", "def456"),
  }),
  sql: fc.tuple(word, partial({ dialect: fc.constant("snowflake") })).map(([name, dialect]) => ({
    query: `SELECT "${name}\n"`,
    ...dialect,
  })),
  tags: fc.array(tag, { maxLength: 3 }).map((tags) => ({ tags })),
  lineage: fc.array(lineageEntry, { maxLength: 2 }).map((entries) => ({ entries })),
  "my-company.tier": fc.record({ "tier-1": fc.boolean(), nested: fc.record({ b: word, a: word }) }),
});
