import { z } from "zod";
import { deletableFacet, facet } from "./facet.ts";
import { dateTime } from "./formats.ts";

/** What the results of checks have in common, of a dataset or of a run. */
export const checkDetails = {
  severity: z.string().optional(),
  description: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  content: z.string().optional(),
  contentType: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
};

/** Found in `facets` and in `inputFacets`. */
export const dataQualityAssertions = facet.extend({
  assertions: z.array(
    z.object({
      assertion: z.string(),
      success: z.boolean(),
      column: z.string().optional(),
      name: z.string().optional(),
      ...checkDetails,
    }),
  ),
});

const columnMetrics = z.object({
  nullCount: z.int().optional(),
  distinctCount: z.int().optional(),
  sum: z.number().optional(),
  count: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  quantiles: z.record(z.string(), z.number()).optional(),
});

const metrics = {
  rowCount: z.int().optional(),
  bytes: z.int().optional(),
  fileCount: z.int().optional(),
  lastUpdated: dateTime.optional(),
  columnMetrics: z.record(z.string(), columnMetrics),
};

/** Found in `facets` and in `inputFacets`. */
export const dataQualityMetrics = { ofDataset: deletableFacet.extend(metrics), ofInput: facet.extend(metrics) };

/** `inputStatistics` and `outputStatistics`. */
export const statistics = facet.extend({
  rowCount: z.int().optional(),
  size: z.int().optional(),
  fileCount: z.int().optional(),
});
