import { z } from "zod";
import { deletableFacet, documentation, owners, tag, truncated } from "./facet.ts";
import { uri } from "./formats.ts";
import { columnLineage, datasetLineage } from "./lineage-facets.ts";
import { dataQualityAssertions, dataQualityMetrics, statistics } from "./quality-facets.ts";

interface SchemaField {
  readonly name: string;
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly ordinal_position?: number | undefined;
  readonly fields?: readonly SchemaField[] | undefined;
}

const judgedLevels = 6;

/** Zod compiles no schema that refers to itself, so fields nested deeper go unjudged. */
function schemaField(level: number): z.ZodType<SchemaField> {
  return z.object({
    name: z.string(),
    type: z.string().optional(),
    description: z.string().optional(),
    ordinal_position: z.int().optional(),
    fields: z.array(level < judgedLevels ? schemaField(level + 1) : z.custom<SchemaField>()).optional(),
  });
}

const identifier = { namespace: z.string(), name: z.string() };

const changes = ["ALTER", "CREATE", "DROP", "OVERWRITE", "RENAME", "TRUNCATE"] as const;

export const datasetFacetSchemas = {
  catalog: deletableFacet.extend({
    framework: z.string(),
    type: z.string(),
    name: z.string(),
    metadataUri: z.string().optional(),
    warehouseUri: z.string().optional(),
    source: z.string().optional(),
    catalogProperties: z.record(z.string(), z.string()).optional(),
  }),
  columnLineage,
  dataQualityAssertions,
  dataQualityMetrics: dataQualityMetrics.ofDataset,
  dataSource: deletableFacet.extend({ name: z.string().optional(), uri: uri.optional() }),
  datasetType: deletableFacet.extend({ datasetType: z.string(), subType: z.string().optional() }),
  documentation: deletableFacet.extend(documentation),
  hierarchy: deletableFacet.extend({ hierarchy: z.array(z.object({ type: z.string(), name: z.string() })) }),
  lifecycleStateChange: deletableFacet.extend({
    lifecycleStateChange: z.enum(changes),
    previousIdentifier: z.object(identifier).optional(),
  }),
  lineage: datasetLineage,
  ownership: deletableFacet.extend({ owners }),
  schema: deletableFacet.extend({ fields: z.array(schemaField(1)).optional() }),
  storage: deletableFacet.extend({ storageLayer: z.string(), fileFormat: z.string().optional() }),
  symlinks: deletableFacet.extend({
    identifiers: z.array(z.object({ ...identifier, type: z.string() })).optional(),
  }),
  tags: deletableFacet.extend({ tags: z.array(tag.extend({ field: z.string().optional() })).optional() }),
  tidemark_truncated: truncated,
  version: deletableFacet.extend({ datasetVersion: z.string() }),
};

export const inputFacetSchemas = {
  dataQualityAssertions,
  dataQualityMetrics: dataQualityMetrics.ofInput,
  inputStatistics: statistics,
};

export const outputFacetSchemas = { outputStatistics: statistics };
