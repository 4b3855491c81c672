import { z } from "zod";
import { facet, tag, truncated } from "./facet.ts";
import { dateTime, uuid } from "./formats.ts";
import { checkDetails } from "./quality-facets.ts";

const copiedFacets = z.record(z.string(), z.unknown()).optional();
const runReference = z.object({ runId: uuid, facets: copiedFacets });
const jobReference = z.object({ namespace: z.string(), name: z.string(), facets: copiedFacets });

const parent = facet.extend({
  run: runReference,
  job: jobReference,
  root: z.object({ run: runReference, job: jobReference }).optional(),
});

const dependency = z.object({
  job: z.object({ namespace: z.string(), name: z.string() }),
  run: z.object({ runId: uuid }).optional(),
  dependency_type: z.string().optional(),
  sequence_trigger_rule: z.string().optional(),
  status_trigger_rule: z.string().optional(),
});

const extractionFailure = z.object({
  errorMessage: z.string(),
  stackTrace: z.string().optional(),
  task: z.string().optional(),
  taskNumber: z.int().optional(),
});

const parameter = z.object({
  key: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  value: z.string().optional(),
});

const cost = z.object({
  amount: z.number(),
  currency: z.string(),
  item: z.string(),
  quantity: z.number().optional(),
  unit: z.string().optional(),
});

export const runFacetSchemas = {
  environmentVariables: facet.extend({
    environmentVariables: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  errorMessage: facet.extend({
    message: z.string(),
    programmingLanguage: z.string(),
    stackTrace: z.string().optional(),
  }),
  executionParameters: facet.extend({ parameters: z.array(parameter).optional() }),
  externalQuery: facet.extend({ externalQueryId: z.string(), source: z.string() }),
  extractionError: facet.extend({
    totalTasks: z.int(),
    failedTasks: z.int(),
    errors: z.array(extractionFailure),
  }),
  jobDependencies: facet.extend({
    upstream: z.array(dependency).optional(),
    downstream: z.array(dependency).optional(),
    trigger_rule: z.string().optional(),
  }),
  nominalTime: facet.extend({ nominalStartTime: dateTime, nominalEndTime: dateTime.optional() }),
  parent,
  processing_engine: facet.extend({
    version: z.string(),
    name: z.string().optional(),
    openlineageAdapterVersion: z.string().optional(),
  }),
  tags: facet.extend({ tags: z.array(tag).optional() }),
  test: facet.extend({
    tests: z.array(z.object({ name: z.string(), status: z.string(), type: z.string().optional(), ...checkDetails })),
  }),
  tidemark_cost: facet.extend({ costs: z.array(cost) }),
  tidemark_truncated: truncated,
};
