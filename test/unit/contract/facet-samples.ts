import type { FacetMaps } from "#agent/contract/facet-schemas.ts";
import type { KnownFacet } from "#agent/contract/facets/base.ts";

type Whole<T> = T extends object ? { readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> } : T;

type Samples = {
  readonly [O in keyof FacetMaps]: {
    readonly [K in KnownFacet<FacetMaps[O]>]: readonly Whole<NonNullable<FacetMaps[O][K]>>[];
  };
};

const base = { _producer: "https://example.com/producer", _schemaURL: "https://example.com/schema" };
const kept = { ...base, _deleted: false };
const facets = { any_facet: base };
const jobFacets = { any_facet: kept };

const check = {
  severity: "error",
  description: "d",
  expected: "1",
  actual: "2",
  content: "SELECT 1",
  contentType: "sql",
  params: { any_param: 1 },
};
const columnMetrics = {
  any_column: { nullCount: 1, distinctCount: 2, sum: 3, count: 4, min: 5, max: 6, quantiles: { any_quantile: 0.5 } },
};
const metrics = { rowCount: 1, bytes: 2, fileCount: 3, lastUpdated: "2026-01-31T07:00:00Z", columnMetrics };
const assertions = [{ assertion: "unique", success: true, column: "id", name: "n", ...check }];
const transformations = [{ type: "DIRECT", subtype: "IDENTITY", description: "d", masking: false }];
const tag = { key: "pii", value: "true", source: "USER" };
const owners = [{ name: "team:data", type: "MAINTAINER" }];
const truncated = { facets: ["run.facets.debug"], originalBytes: 1 };
const runId = "0190a1b2-0000-7000-8000-000000000001";
const job = { namespace: "n", name: "j" };
const dependency = {
  job,
  run: { runId },
  dependency_type: "DIRECT_INVOCATION",
  sequence_trigger_rule: "FINISH_TO_START",
  status_trigger_rule: "EXECUTE_ON_SUCCESS",
};
const lineageInputs = [
  { type: "DATASET", namespace: "n", name: "d", field: "f", transformations },
  { type: "JOB", namespace: "n", name: "j", runId, transformations },
] as const;
const lineageFields = { any_field: { inputs: lineageInputs } };
const inputFields = [{ namespace: "n", name: "d", field: "f", transformations }];
const conditions = [
  { type: "location", locations: ["a"] },
  { type: "partition", partitions: [{ identifier: "i", dimensions: { any_day: "2026-01-31" } }] },
  {
    type: "binary",
    left: { type: "location", locations: [] },
    right: { type: "location", locations: [] },
    operator: "AND",
  },
  {
    type: "compare",
    left: { type: "field", field: "f" },
    right: { type: "literal", value: "v" },
    comparison: "EQUAL",
  },
  {
    type: "compare",
    left: { type: "literal", value: "v" },
    right: { type: "field", field: "f" },
    comparison: "EQUAL",
  },
] as const;

/** Every known facet with every one of its members: the compiler holds them against the types. */
export const samples: Samples = {
  run: {
    environmentVariables: [{ ...base, environmentVariables: [{ name: "HOME", value: "/" }] }],
    errorMessage: [{ ...base, message: "m", programmingLanguage: "JAVASCRIPT", stackTrace: "at" }],
    executionParameters: [{ ...base, parameters: [{ key: "k", name: "n", description: "d", value: "v" }] }],
    externalQuery: [{ ...base, externalQueryId: "q", source: "bigquery" }],
    extractionError: [
      {
        ...base,
        totalTasks: 2,
        failedTasks: 1,
        errors: [{ errorMessage: "m", stackTrace: "at", task: "SELECT", taskNumber: 0 }],
      },
    ],
    gcp_composer_run: [{ ...base, dagRunId: "d" }],
    gcp_dataproc: [
      {
        ...base,
        appId: "a",
        appName: "a",
        projectId: "p",
        batchId: "b",
        batchUuid: "b",
        clusterName: "c",
        clusterUuid: "c",
        jobId: "j",
        jobUuid: "j",
        sessionId: "s",
        sessionUuid: "s",
        queryNodeName: "q",
        jobType: "batch",
      },
    ],
    jobDependencies: [{ ...base, upstream: [dependency], downstream: [dependency], trigger_rule: "ALL_SUCCESS" }],
    nominalTime: [{ ...base, nominalStartTime: "2026-01-31T07:00:00Z", nominalEndTime: "2026-01-31T08:00:00Z" }],
    parent: [
      {
        ...base,
        run: { runId, facets },
        job: { ...job, facets: jobFacets },
        root: { run: { runId, facets }, job: { ...job, facets: jobFacets } },
      },
    ],
    processing_engine: [{ ...base, version: "4.0", name: "Spark", openlineageAdapterVersion: "1.54.0" }],
    tags: [{ ...base, tags: [tag] }],
    test: [{ ...base, tests: [{ name: "t", status: "pass", type: "unique", ...check }] }],
    tidemark_cost: [
      { ...base, costs: [{ amount: 1.5, currency: "EUR", item: "warehouse", quantity: 3, unit: "credit" }] },
    ],
    tidemark_truncated: [{ ...base, ...truncated }],
  },
  job: {
    documentation: [{ ...kept, description: "d", contentType: "text/markdown" }],
    gcp_composer_job: [
      {
        ...kept,
        environmentName: "e",
        dagId: "d",
        operator: "o",
        taskId: "t",
        airflowVersion: "2",
        composerVersion: "3",
      },
    ],
    gcp_lineage: [{ ...kept, displayName: "d", origin: { sourceType: "CUSTOM", name: "n" } }],
    jobType: [
      {
        ...kept,
        processingType: "STREAMING",
        integration: "FLINK",
        jobType: "JOB",
        emissionPattern: { eventTrigger: "PERIODIC", eventContentMode: "COMPLETE_SNAPSHOT", windowDuration: 300 },
      },
    ],
    lineage: [
      {
        ...kept,
        entries: [
          { type: "DATASET", namespace: "n", name: "d", inputs: lineageInputs, fields: lineageFields },
          { type: "JOB", namespace: "n", name: "j", runId, inputs: lineageInputs },
        ],
      },
    ],
    ownership: [{ ...kept, owners }],
    sourceCode: [{ ...kept, language: "SQL", sourceCode: "SELECT 1" }],
    sourceCodeLocation: [
      {
        ...kept,
        type: "git",
        url: "https://example.com/f",
        repoUrl: "https://example.com/",
        path: "f",
        version: "abc",
        tag: "v1",
        branch: "main",
        pullRequestNumber: "42",
      },
    ],
    sql: [{ ...kept, query: "SELECT 1", dialect: "postgres" }],
    tags: [{ ...kept, tags: [tag] }],
    tidemark_truncated: [{ ...base, ...truncated }],
  },
  dataset: {
    catalog: [
      {
        ...kept,
        framework: "iceberg",
        type: "glue",
        name: "c",
        metadataUri: "thrift://m",
        warehouseUri: "s3://w",
        source: "spark",
        catalogProperties: { any_property: "p" },
      },
    ],
    columnLineage: [
      {
        ...kept,
        fields: { any_field: { inputFields, transformationDescription: "d", transformationType: "IDENTITY" } },
        dataset: inputFields,
      },
    ],
    dataQualityAssertions: [{ ...base, assertions }],
    dataQualityMetrics: [{ ...kept, ...metrics }],
    dataSource: [{ ...kept, name: "db", uri: "postgres://db:5432" }],
    datasetType: [{ ...kept, datasetType: "VIEW", subType: "MATERIALIZED" }],
    documentation: [{ ...kept, description: "d", contentType: "text/markdown" }],
    hierarchy: [{ ...kept, hierarchy: [{ type: "DATABASE", name: "d" }] }],
    lifecycleStateChange: [{ ...kept, lifecycleStateChange: "RENAME", previousIdentifier: job }],
    lineage: [{ ...kept, inputs: lineageInputs, fields: lineageFields }],
    ownership: [{ ...kept, owners }],
    schema: [{ ...kept, fields: [{ name: "f", type: "INT", description: "d", ordinal_position: 1, fields: [] }] }],
    storage: [{ ...kept, storageLayer: "delta", fileFormat: "parquet" }],
    symlinks: [{ ...kept, identifiers: [{ namespace: "n", name: "d", type: "TABLE" }] }],
    tags: [{ ...kept, tags: [{ ...tag, field: "email" }] }],
    tidemark_truncated: [{ ...base, ...truncated }],
    version: [{ ...kept, datasetVersion: "1" }],
  },
  input: {
    dataQualityAssertions: [{ ...base, assertions }],
    dataQualityMetrics: [{ ...base, ...metrics }],
    icebergScanReport: [
      {
        ...base,
        snapshotId: 1,
        filterDescription: "true",
        schemaId: 2,
        projectedFieldNames: ["f"],
        scanMetrics: {
          totalPlanningDuration: 1,
          resultDataFiles: 1,
          resultDeleteFiles: 1,
          totalDataManifests: 1,
          totalDeleteManifests: 1,
          scannedDataManifests: 1,
          skippedDataManifests: 1,
          totalFileSizeInBytes: 1,
          totalDeleteFileSizeInBytes: 1,
          skippedDataFiles: 1,
          skippedDeleteFiles: 1,
          scannedDeleteManifests: 1,
          skippedDeleteManifests: 1,
          indexedDeleteFiles: 1,
          equalityDeleteFiles: 1,
          positionalDeleteFiles: 1,
        },
        metadata: { any_key: 1 },
      },
    ],
    inputStatistics: [{ ...base, rowCount: 1, size: 2, fileCount: 3 }],
    subset: conditions.map((inputCondition) => Object.assign({ inputCondition }, base)),
  },
  output: {
    icebergCommitReport: [
      {
        ...base,
        snapshotId: 1,
        sequenceNumber: 2,
        operation: "append",
        commitMetrics: {
          totalDuration: 1,
          attempts: 1,
          addedDataFiles: 1,
          removedDataFiles: 1,
          totalDataFiles: 1,
          addedDeleteFiles: 1,
          addedEqualityDeleteFiles: 1,
          addedPositionalDeleteFiles: 1,
          addedDVs: 1,
          removedDeleteFiles: 1,
          removedEqualityDeleteFiles: 1,
          removedPositionalDeleteFiles: 1,
          removedDVs: 1,
          totalDeleteFiles: 1,
          addedRecords: 1,
          removedRecords: 1,
          totalRecords: 1,
          addedFilesSizeInBytes: 1,
          removedFilesSizeInBytes: 1,
          totalFilesSizeInBytes: 1,
          addedPositionalDeletes: 1,
          removedPositionalDeletes: 1,
          totalPositionalDeletes: 1,
          addedEqualityDeletes: 1,
          removedEqualityDeletes: 1,
          totalEqualityDeletes: 1,
        },
        metadata: { any_key: 1 },
      },
    ],
    outputStatistics: [{ ...base, rowCount: 1, size: 2, fileCount: 3 }],
    subset: conditions.map((outputCondition) => Object.assign({ outputCondition }, base)),
  },
};
