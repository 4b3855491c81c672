import { z } from "zod";
import { deletableFacet, documentation, owners, tag, truncated } from "./facet.ts";
import { uri } from "./formats.ts";
import { jobLineage } from "./lineage-facets.ts";

const emissionPattern = z.object({
  eventTrigger: z.string(),
  eventContentMode: z.string(),
  windowDuration: z.int().optional(),
});

export const jobFacetSchemas = {
  documentation: deletableFacet.extend(documentation),
  jobType: deletableFacet.extend({
    processingType: z.string(),
    integration: z.string(),
    jobType: z.string().optional(),
    emissionPattern: emissionPattern.optional(),
  }),
  lineage: jobLineage,
  ownership: deletableFacet.extend({ owners }),
  sourceCode: deletableFacet.extend({ language: z.string(), sourceCode: z.string() }),
  sourceCodeLocation: deletableFacet.extend({
    type: z.string(),
    url: uri,
    repoUrl: z.string().optional(),
    path: z.string().optional(),
    version: z.string().optional(),
    tag: z.string().optional(),
    branch: z.string().optional(),
    pullRequestNumber: z.string().optional(),
  }),
  sql: deletableFacet.extend({ query: z.string(), dialect: z.string().optional() }),
  tags: deletableFacet.extend({ tags: z.array(tag).optional() }),
  tidemark_truncated: truncated,
};
