import type { KnownFacet } from "./facets/base.ts";
import type { DatasetFacets, InputDatasetFacets, OutputDatasetFacets } from "./facets/dataset.ts";
import type { JobFacets } from "./facets/job.ts";
import type { RunFacets } from "./facets/run.ts";

/** The maps of facets an event has. */
export interface FacetMaps {
  readonly run: RunFacets;
  readonly job: JobFacets;
  readonly dataset: DatasetFacets;
  /** `inputFacets` of an input. */
  readonly input: InputDatasetFacets;
  /** `outputFacets` of an output. */
  readonly output: OutputDatasetFacets;
}

export type FacetOwner = keyof FacetMaps;

type FacetSchemas = { readonly [O in FacetOwner]: Readonly<Record<KnownFacet<FacetMaps[O]>, string>> };

// Ours have no schema of their own: the specification's base allows any members.
const base = {
  run: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet",
  job: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobFacet",
  dataset: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetFacet",
  input: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/InputDatasetFacet",
  output: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/OutputDatasetFacet",
} as const satisfies Record<FacetOwner, string>;

/**
 * The schema of every facet the contract knows, by owner and key: what `_schemaURL` says. The version
 * is the one the types in `facets/` were written from.
 */
export const facetSchemas: FacetSchemas = {
  run: {
    environmentVariables: schema("EnvironmentVariablesRunFacet", "1-0-0"),
    errorMessage: schema("ErrorMessageRunFacet", "1-0-1"),
    executionParameters: schema("ExecutionParametersRunFacet", "1-0-0"),
    externalQuery: schema("ExternalQueryRunFacet", "1-0-2"),
    extractionError: schema("ExtractionErrorRunFacet", "1-1-2"),
    gcp_composer_run: schema("GcpComposerRunFacet", "1-0-0"),
    gcp_dataproc: schema("GcpDataprocRunFacet", "1-0-0"),
    jobDependencies: schema("JobDependenciesRunFacet", "1-0-1"),
    nominalTime: schema("NominalTimeRunFacet", "1-0-1"),
    parent: schema("ParentRunFacet", "1-2-0"),
    processing_engine: schema("ProcessingEngineRunFacet", "1-1-1"),
    tags: schema("TagsRunFacet", "1-0-0"),
    test: schema("TestRunFacet", "1-0-1"),
    tidemark_cost: base.run,
    tidemark_truncated: base.run,
  },
  job: {
    documentation: schema("DocumentationJobFacet", "1-1-0"),
    gcp_composer_job: schema("GcpComposerJobFacet", "1-0-0"),
    gcp_lineage: schema("GcpLineageJobFacet", "1-0-0"),
    jobType: schema("JobTypeJobFacet", "2-0-4"),
    lineage: schema("LineageFacet", "1-0-0", "LineageJobFacet"),
    ownership: schema("OwnershipJobFacet", "1-0-1"),
    sourceCode: schema("SourceCodeJobFacet", "1-0-1"),
    sourceCodeLocation: schema("SourceCodeLocationJobFacet", "1-1-0"),
    sql: schema("SQLJobFacet", "1-1-0"),
    tags: schema("TagsJobFacet", "1-0-0"),
    tidemark_truncated: base.job,
  },
  dataset: {
    catalog: schema("CatalogDatasetFacet", "1-1-0"),
    columnLineage: schema("ColumnLineageDatasetFacet", "1-2-0"),
    dataQualityAssertions: schema("DataQualityAssertionsDatasetFacet", "1-1-0"),
    dataQualityMetrics: schema("DataQualityMetricsDatasetFacet", "1-0-0"),
    dataSource: schema("DatasourceDatasetFacet", "1-0-1"),
    datasetType: schema("DatasetTypeDatasetFacet", "1-0-1"),
    documentation: schema("DocumentationDatasetFacet", "1-1-0"),
    hierarchy: schema("HierarchyDatasetFacet", "1-0-0"),
    lifecycleStateChange: schema("LifecycleStateChangeDatasetFacet", "1-0-1"),
    lineage: schema("LineageFacet", "1-0-0", "LineageDatasetFacet"),
    ownership: schema("OwnershipDatasetFacet", "1-0-1"),
    schema: schema("SchemaDatasetFacet", "1-2-0"),
    storage: schema("StorageDatasetFacet", "1-0-1"),
    symlinks: schema("SymlinksDatasetFacet", "1-0-1"),
    tags: schema("TagsDatasetFacet", "1-0-0"),
    tidemark_truncated: base.dataset,
    version: schema("DatasetVersionDatasetFacet", "1-0-1"),
  },
  input: {
    dataQualityAssertions: schema("DataQualityAssertionsDatasetFacet", "1-1-0"),
    dataQualityMetrics: schema("DataQualityMetricsInputDatasetFacet", "1-0-3"),
    icebergScanReport: schema("IcebergScanReportInputDatasetFacet", "1-0-1"),
    inputStatistics: schema("InputStatisticsInputDatasetFacet", "1-0-0"),
    subset: schema("BaseSubsetDatasetFacet", "1-0-0", "InputSubsetInputDatasetFacet"),
  },
  output: {
    icebergCommitReport: schema("IcebergCommitReportOutputDatasetFacet", "1-0-2"),
    outputStatistics: schema("OutputStatisticsOutputDatasetFacet", "1-0-2"),
    subset: schema("BaseSubsetDatasetFacet", "1-0-0", "OutputSubsetOutputDatasetFacet"),
  },
};

/**
 * What `_schemaURL` of a facet says; of an unknown one, the specification's base of its kind.
 *
 * @example facetSchemaUrl("job", "sql") // "https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet"
 */
export function facetSchemaUrl(owner: FacetOwner, key: string): string {
  const known: Readonly<Record<string, string>> = facetSchemas[owner];
  return (Object.hasOwn(known, key) ? known[key] : undefined) ?? base[owner];
}

function schema(file: string, version: string, definition = file): string {
  return `https://openlineage.io/spec/facets/${version}/${file}.json#/$defs/${definition}`;
}
