import type { BaseFacet, DeletableFacet, Owner, Tag, TruncatedFacet } from "./base.ts";
import type {
  DataQualityAssertionsDatasetFacet,
  DataQualityMetricsDatasetFacet,
  DataQualityMetricsInputDatasetFacet,
} from "./data-quality.ts";
import type { IcebergCommitReportOutputDatasetFacet, IcebergScanReportInputDatasetFacet } from "./iceberg.ts";
import type { ColumnLineageDatasetFacet, LineageDatasetFacet } from "./lineage.ts";
import type { InputSubsetInputDatasetFacet, OutputSubsetOutputDatasetFacet } from "./subset.ts";

/** Facets of a dataset, by key. Those of other producers pass through unread. */
export interface DatasetFacets {
  readonly catalog?: CatalogDatasetFacet;
  readonly columnLineage?: ColumnLineageDatasetFacet;
  readonly dataQualityAssertions?: DataQualityAssertionsDatasetFacet;
  readonly dataQualityMetrics?: DataQualityMetricsDatasetFacet;
  readonly dataSource?: DatasourceDatasetFacet;
  readonly datasetType?: DatasetTypeDatasetFacet;
  readonly documentation?: DocumentationDatasetFacet;
  readonly hierarchy?: HierarchyDatasetFacet;
  readonly lifecycleStateChange?: LifecycleStateChangeDatasetFacet;
  readonly lineage?: LineageDatasetFacet;
  readonly ownership?: OwnershipDatasetFacet;
  readonly schema?: SchemaDatasetFacet;
  readonly storage?: StorageDatasetFacet;
  readonly symlinks?: SymlinksDatasetFacet;
  readonly tags?: TagsDatasetFacet;
  readonly tidemark_truncated?: TruncatedFacet;
  readonly version?: DatasetVersionDatasetFacet;
  readonly [key: string]: unknown;
}

/** What a run says of a dataset it reads, by key: `inputFacets`. */
export interface InputDatasetFacets {
  readonly dataQualityAssertions?: DataQualityAssertionsDatasetFacet;
  readonly dataQualityMetrics?: DataQualityMetricsInputDatasetFacet;
  readonly icebergScanReport?: IcebergScanReportInputDatasetFacet;
  readonly inputStatistics?: InputStatisticsInputDatasetFacet;
  readonly subset?: InputSubsetInputDatasetFacet;
  readonly [key: string]: unknown;
}

/** What a run says of a dataset it writes, by key: `outputFacets`. */
export interface OutputDatasetFacets {
  readonly icebergCommitReport?: IcebergCommitReportOutputDatasetFacet;
  readonly outputStatistics?: OutputStatisticsOutputDatasetFacet;
  readonly subset?: OutputSubsetOutputDatasetFacet;
  readonly [key: string]: unknown;
}

/** https://openlineage.io/spec/facets/1-1-0/CatalogDatasetFacet.json */
export interface CatalogDatasetFacet extends DeletableFacet {
  /** The storage framework: `iceberg`, `delta`, `hive`. */
  readonly framework: string;
  /** `jdbc`, `glue`, `polaris` … */
  readonly type: string;
  /** As configured in the source system. */
  readonly name: string;
  readonly metadataUri?: string;
  readonly warehouseUri?: string;
  /** Where it is configured: `spark`, `flink`, `hive`. */
  readonly source?: string;
  readonly catalogProperties?: Readonly<Record<string, string>>;
}

/** https://openlineage.io/spec/facets/1-0-1/DatasourceDatasetFacet.json */
export interface DatasourceDatasetFacet extends DeletableFacet {
  readonly name?: string;
  readonly uri?: string;
}

/** https://openlineage.io/spec/facets/1-0-1/DatasetTypeDatasetFacet.json */
export interface DatasetTypeDatasetFacet extends DeletableFacet {
  /** `TABLE`, `VIEW`, `FILE`, `TOPIC`, `STREAM`, `MODEL`, `JOB_OUTPUT` … */
  readonly datasetType: string;
  /** `MATERIALIZED`, `EXTERNAL`, `TEMPORARY` … */
  readonly subType?: string;
}

/** https://openlineage.io/spec/facets/1-1-0/DocumentationDatasetFacet.json */
export interface DocumentationDatasetFacet extends DeletableFacet {
  readonly description: string;
  /** MIME type of the description: `text/markdown`. */
  readonly contentType?: string;
}

/** https://openlineage.io/spec/facets/1-0-0/HierarchyDatasetFacet.json */
export interface HierarchyDatasetFacet extends DeletableFacet {
  /** From the highest (a database) to the lowest (a table). */
  readonly hierarchy: readonly HierarchyLevel[];
}

export interface HierarchyLevel {
  /** `DATABASE`, `SCHEMA`, `TABLE` … */
  readonly type: string;
  readonly name: string;
}

/** https://openlineage.io/spec/facets/1-0-1/LifecycleStateChangeDatasetFacet.json */
export interface LifecycleStateChangeDatasetFacet extends DeletableFacet {
  readonly lifecycleStateChange: LifecycleStateChange;
  /** The name before a RENAME. */
  readonly previousIdentifier?: { readonly namespace: string; readonly name: string };
}

export type LifecycleStateChange = "ALTER" | "CREATE" | "DROP" | "OVERWRITE" | "RENAME" | "TRUNCATE";

/** https://openlineage.io/spec/facets/1-0-1/OwnershipDatasetFacet.json */
export interface OwnershipDatasetFacet extends DeletableFacet {
  readonly owners?: readonly Owner[];
}

/** https://openlineage.io/spec/facets/1-2-0/SchemaDatasetFacet.json */
export interface SchemaDatasetFacet extends DeletableFacet {
  readonly fields?: readonly SchemaField[];
}

export interface SchemaField {
  readonly name: string;
  readonly type?: string;
  readonly description?: string;
  /** Counted from 1. */
  readonly ordinal_position?: number;
  /** Of a struct. */
  readonly fields?: readonly SchemaField[];
}

/** https://openlineage.io/spec/facets/1-0-1/StorageDatasetFacet.json */
export interface StorageDatasetFacet extends DeletableFacet {
  /** `iceberg`, `delta`. */
  readonly storageLayer: string;
  /** `parquet`, `orc`, `avro`, `json`, `csv`, `text`, `xml`. */
  readonly fileFormat?: string;
}

/** Other names of the dataset. https://openlineage.io/spec/facets/1-0-1/SymlinksDatasetFacet.json */
export interface SymlinksDatasetFacet extends DeletableFacet {
  readonly identifiers?: readonly Symlink[];
}

export interface Symlink {
  readonly namespace: string;
  readonly name: string;
  /** `TABLE`, `LOCATION` … */
  readonly type: string;
}

/** https://openlineage.io/spec/facets/1-0-0/TagsDatasetFacet.json */
export interface TagsDatasetFacet extends DeletableFacet {
  readonly tags?: readonly DatasetTag[];
}

export interface DatasetTag extends Tag {
  /** Present when the tag is of one field. */
  readonly field?: string;
}

/** The facet `version`. https://openlineage.io/spec/facets/1-0-1/DatasetVersionDatasetFacet.json */
export interface DatasetVersionDatasetFacet extends DeletableFacet {
  readonly datasetVersion: string;
}

/** What was read. https://openlineage.io/spec/facets/1-0-0/InputStatisticsInputDatasetFacet.json */
export interface InputStatisticsInputDatasetFacet extends BaseFacet {
  readonly rowCount?: number;
  /** Bytes. */
  readonly size?: number;
  readonly fileCount?: number;
}

/** What was written. https://openlineage.io/spec/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json */
export interface OutputStatisticsOutputDatasetFacet extends BaseFacet {
  readonly rowCount?: number;
  /** Bytes. */
  readonly size?: number;
  readonly fileCount?: number;
}
