import type { BaseFacet } from "./base.ts";

/** https://openlineage.io/spec/facets/1-0-1/IcebergScanReportInputDatasetFacet.json */
export interface IcebergScanReportInputDatasetFacet extends BaseFacet {
  /** Beyond 2^53: exact only where the runtime keeps big numbers. */
  readonly snapshotId?: number;
  readonly filterDescription?: string;
  readonly schemaId?: number;
  readonly projectedFieldNames?: readonly string[];
  readonly scanMetrics?: IcebergScanMetrics;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface IcebergScanMetrics {
  /** Milliseconds. */
  readonly totalPlanningDuration?: number;
  readonly resultDataFiles?: number;
  readonly resultDeleteFiles?: number;
  readonly totalDataManifests?: number;
  readonly totalDeleteManifests?: number;
  readonly scannedDataManifests?: number;
  readonly skippedDataManifests?: number;
  readonly totalFileSizeInBytes?: number;
  readonly totalDeleteFileSizeInBytes?: number;
  readonly skippedDataFiles?: number;
  readonly skippedDeleteFiles?: number;
  readonly scannedDeleteManifests?: number;
  readonly skippedDeleteManifests?: number;
  readonly indexedDeleteFiles?: number;
  readonly equalityDeleteFiles?: number;
  readonly positionalDeleteFiles?: number;
}

/** https://openlineage.io/spec/facets/1-0-2/IcebergCommitReportOutputDatasetFacet.json */
export interface IcebergCommitReportOutputDatasetFacet extends BaseFacet {
  /** Beyond 2^53: exact only where the runtime keeps big numbers. */
  readonly snapshotId?: number;
  readonly sequenceNumber?: number;
  /** `append`, `overwrite`, `replace`, `delete`. */
  readonly operation?: string;
  readonly commitMetrics?: IcebergCommitMetrics;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface IcebergCommitMetrics {
  /** Milliseconds. */
  readonly totalDuration?: number;
  readonly attempts?: number;
  readonly addedDataFiles?: number;
  readonly removedDataFiles?: number;
  readonly totalDataFiles?: number;
  readonly addedDeleteFiles?: number;
  readonly addedEqualityDeleteFiles?: number;
  readonly addedPositionalDeleteFiles?: number;
  /** Deletion vectors. */
  readonly addedDVs?: number;
  readonly removedDeleteFiles?: number;
  readonly removedEqualityDeleteFiles?: number;
  readonly removedPositionalDeleteFiles?: number;
  readonly removedDVs?: number;
  readonly totalDeleteFiles?: number;
  readonly addedRecords?: number;
  readonly removedRecords?: number;
  readonly totalRecords?: number;
  readonly addedFilesSizeInBytes?: number;
  readonly removedFilesSizeInBytes?: number;
  readonly totalFilesSizeInBytes?: number;
  readonly addedPositionalDeletes?: number;
  readonly removedPositionalDeletes?: number;
  readonly totalPositionalDeletes?: number;
  readonly addedEqualityDeletes?: number;
  readonly removedEqualityDeletes?: number;
  readonly totalEqualityDeletes?: number;
}
