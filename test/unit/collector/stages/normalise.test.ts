import { describe, expect, test } from "vitest";
import type { TruncatedFacet } from "#agent/contract/facets/base.ts";
import type { DatasetFacets, InputDatasetFacets } from "#agent/contract/facets/dataset.ts";
import type { JobFacets } from "#agent/contract/facets/job.ts";
import type { RunFacets } from "#agent/contract/facets/run.ts";
import type { EventRow } from "#store/tables/events.ts";
import { datasetEvent, facetBase, jobEvent, runEvent, runId } from "#test/support/events.ts";
import { receivedAt, rowOf } from "#test/support/pipeline.ts";
import { untyped } from "#test/support/untyped.ts";

const base = facetBase("Any");
const orders = { namespace: "postgres://db:5432", name: "shop.orders" };
const raw = { namespace: "s3://lake", name: "raw/orders" };

function ofRun(facets: RunFacets): EventRow {
  return rowOf(runEvent({ run: { runId: runId(1), facets } }));
}

function ofJob(facets: JobFacets): EventRow {
  return rowOf(jobEvent({ job: { namespace: "airflow", name: "load", facets } }));
}

function ofOutput(facets: DatasetFacets): EventRow {
  return rowOf(runEvent({ outputs: [{ ...orders, facets }] }));
}

function ofInput(inputFacets: InputDatasetFacets, facets: DatasetFacets = {}): EventRow {
  return rowOf(runEvent({ inputs: [{ ...raw, inputFacets, facets }] }));
}

test("the envelope", () => {
  expect(rowOf(runEvent())).toMatchObject({
    event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    kind: "run",
    event_type: "COMPLETE",
    event_time: Date.UTC(2026, 0, 31, 7) * 1000 + 123_456,
    event_time_raw: "2026-01-31T07:00:00.123456Z",
    received_at: receivedAt,
    source: "http",
    producer: "https://github.com/OpenLineage/OpenLineage/tree/1.54.0",
    schema_url: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    job_namespace: "airflow",
    job_name: "shop.load_orders",
    run_id: runId(1),
    violations: [],
    truncated: [],
  });
});

test("what is not said is empty or null, never zero", () => {
  expect(rowOf(runEvent({ inputs: [raw] }))).toMatchObject({
    parent_run_id: "",
    root_run_id: "",
    nominal_start: null,
    nominal_end: null,
    engine: "",
    error_message: "",
    datasets: [{ role: "input", rows: null, bytes: null, files: null, version: "", lifecycle: "" }],
    costs: [],
  });
});

describe("the run", () => {
  test("parent and root", () => {
    const parent = {
      ...base,
      run: { runId: runId(2) },
      job: { namespace: "airflow", name: "shop" },
      root: { run: { runId: runId(3) }, job: { namespace: "cron", name: "nightly" } },
    };
    expect(ofRun({ parent })).toMatchObject({
      parent_job_namespace: "airflow",
      parent_job_name: "shop",
      parent_run_id: runId(2),
      root_job_namespace: "cron",
      root_job_name: "nightly",
      root_run_id: runId(3),
    });
  });

  test("nominal time, engine and error", () => {
    const row = ofRun({
      nominalTime: { ...base, nominalStartTime: "2026-01-31T00:00:00Z", nominalEndTime: "2026-02-01T00:00:00+01:00" },
      processing_engine: { ...base, name: "spark", version: "3.5.1" },
      errorMessage: { ...base, message: "disk full", programmingLanguage: "JAVA" },
    });
    expect(row).toMatchObject({
      nominal_start: Date.UTC(2026, 0, 31) * 1000,
      nominal_end: Date.UTC(2026, 0, 31, 23) * 1000,
      engine: "spark",
      engine_version: "3.5.1",
      error_message: "disk full",
    });
  });

  test("a nominal time that no column holds is not said", () => {
    const nominalTime = { ...base, nominalStartTime: "2026-01-31T00:00:00Z", nominalEndTime: "2299-12-31T00:00:00Z" };
    expect(ofRun({ nominalTime }).nominal_end).toBe(null);
  });

  test("failed extraction of lineage is no failure of the run", () => {
    const extractionError = { ...base, totalTasks: 1, failedTasks: 1, errors: [{ errorMessage: "cannot parse" }] };
    expect(ofRun({ extractionError }).error_message).toBe("");
  });

  test("Airflow's try, and the query in the engine that ran it", () => {
    const airflow = { ...base, taskInstance: { try_number: 3, pool: "default_pool" } };
    const externalQuery = { ...base, externalQueryId: "01b2-3c4d", source: "snowflake" };
    const said = { attempt: 3, query_id: "01b2-3c4d", query_source: "snowflake" };
    expect(ofRun({ airflow, externalQuery })).toMatchObject(said);
    expect(ofRun({ airflow: { ...base, taskInstance: "?" } })).toMatchObject({ attempt: null, query_id: "" });
  });

  test("dependencies; one that names no job is none", () => {
    const job = { namespace: "airflow", name: "shop.extract" };
    const upstream = [
      {
        job,
        run: { runId: runId(2) },
        dependency_type: "IMPLICIT_DEPENDENCY",
        sequence_trigger_rule: "FINISH_TO_START",
        status_trigger_rule: "EXECUTE_ON_SUCCESS",
      },
      { job },
      { job: { namespace: "airflow", name: "" } },
    ];
    const downstream = [{ job: { ...job, name: "shop.report" }, status_trigger_rule: "EXECUTE_EVERY_TIME" }, { job }];
    const jobDependencies = { ...base, upstream, downstream, trigger_rule: "ALL_SUCCESS" };
    const plain = { job_namespace: "airflow", job_name: job.name, run_id: "", type: "", trigger_rule: "" };
    expect(ofRun({ jobDependencies }).dependencies).toEqual([
      {
        ...plain,
        direction: "upstream",
        run_id: runId(2),
        type: "IMPLICIT_DEPENDENCY",
        trigger_rule: "FINISH_TO_START/EXECUTE_ON_SUCCESS",
      },
      { ...plain, direction: "upstream", trigger_rule: "ALL_SUCCESS" },
      { ...plain, direction: "downstream", job_name: "shop.report", trigger_rule: "EXECUTE_EVERY_TIME" },
      { ...plain, direction: "downstream" },
    ]);
  });

  test("costs; one without an amount is none", () => {
    const costs = [
      { amount: 1.25, currency: "EUR", item: "warehouse", quantity: 0.5, unit: "credit" },
      { amount: 0, currency: "USD", item: "storage" },
      { currency: "EUR", item: "unknown" },
    ];
    expect(ofRun({ tidemark_cost: { ...base, costs: untyped(costs) } }).costs).toEqual([
      { amount: 1.25, currency: "EUR", item: "warehouse", quantity: 0.5, unit: "credit" },
      { amount: 0, currency: "USD", item: "storage", quantity: null, unit: "" },
    ]);
  });
});

test("the job's type", () => {
  const jobType = { ...base, processingType: "STREAMING", integration: "FLINK", jobType: "JOB" };
  expect(ofJob({ jobType })).toMatchObject({ processing_type: "STREAMING", integration: "FLINK", job_type: "JOB" });
});

describe("datasets", () => {
  test("once for each role, in the order of the event", () => {
    const row = rowOf(runEvent({ inputs: [raw, orders], outputs: [orders] }));
    expect(row.datasets.map(({ role, name }) => [role, name])).toEqual([
      ["input", raw.name],
      ["input", orders.name],
      ["output", orders.name],
    ]);
    expect(rowOf(datasetEvent({ dataset: orders })).datasets).toMatchObject([{ role: "subject", ...orders }]);
  });

  test("what was written", () => {
    const outputStatistics = { ...base, rowCount: 10, size: 2048, fileCount: 3 };
    const row = rowOf(runEvent({ outputs: [{ ...orders, outputFacets: { outputStatistics } }] }));
    expect(row.datasets).toMatchObject([{ rows: 10, bytes: 2048, files: 3 }]);
  });

  test("what was read counts more than what was measured", () => {
    const dataQualityMetrics = { ...base, rowCount: 100, bytes: 4096, columnMetrics: {} };
    const inputStatistics = { ...base, rowCount: 10 };
    expect(ofInput({ inputStatistics, dataQualityMetrics }).datasets).toMatchObject([{ rows: 10, bytes: 4096 }]);
    expect(ofInput({ dataQualityMetrics }).datasets).toMatchObject([{ rows: 100, bytes: 4096, files: null }]);
  });

  test("numbers that are no counts are not said", () => {
    for (const rowCount of [-1, 1.5, "10", null, 1e300, "[redacted]"]) {
      const outputFacets = { outputStatistics: { ...base, rowCount, size: 1 } };
      const row = rowOf({ ...runEvent(), outputs: [{ ...orders, outputFacets }] });
      expect(row.datasets).toMatchObject([{ rows: null, bytes: 1 }]);
    }
  });

  test("version and lifecycle", () => {
    const row = ofOutput({
      version: { ...base, datasetVersion: "42" },
      lifecycleStateChange: { ...base, lifecycleStateChange: "OVERWRITE" },
    });
    expect(row.datasets).toMatchObject([{ version: "42", lifecycle: "OVERWRITE" }]);
  });

  test("what it was called before", () => {
    const previousIdentifier = { namespace: orders.namespace, name: "shop.orders_v1" };
    const lifecycleStateChange = { ...base, lifecycleStateChange: "RENAME", previousIdentifier } as const;
    expect(ofOutput({ lifecycleStateChange }).datasets).toMatchObject([
      { lifecycle: "RENAME", previous_namespace: orders.namespace, previous_name: "shop.orders_v1" },
    ]);
    const rewritten = { ...base, lifecycleStateChange: "OVERWRITE" } as const;
    expect(ofOutput({ lifecycleStateChange: rewritten }).datasets).toMatchObject([
      { lifecycle: "OVERWRITE", previous_namespace: "", previous_name: "" },
    ]);
  });

  test("one without a namespace or name is left out, its neighbours are not", () => {
    const row = rowOf({
      ...runEvent(),
      inputs: [{ name: "x" }, raw, null, "text", { ...raw, name: "" }],
      outputs: "none",
    });
    expect(row.datasets.map(({ name }) => name)).toEqual([raw.name]);
  });
});

test("other names of a dataset; its own is none", () => {
  const identifiers = [
    { namespace: "hive://meta:9083", name: "shop.orders", type: "TABLE" },
    { ...orders, type: "TABLE" },
    { namespace: "s3://lake", name: "", type: "LOCATION" },
    { namespace: "s3://lake", name: "orders", type: "LOCATION" },
  ];
  const dataset = { dataset_namespace: orders.namespace, dataset_name: orders.name };
  expect(ofOutput({ symlinks: { ...base, identifiers } }).aliases).toEqual([
    { ...dataset, namespace: "hive://meta:9083", name: "shop.orders", type: "TABLE" },
    { ...dataset, namespace: "s3://lake", name: "orders", type: "LOCATION" },
  ]);
  expect(ofOutput({ symlinks: { ...base, _deleted: true, identifiers } }).aliases).toEqual([]);
});

test("fields of structs by their path", () => {
  const schema = {
    ...base,
    fields: [
      { name: "id", type: "INT" },
      {
        name: "address",
        type: "STRUCT",
        fields: [
          { name: "city", type: "TEXT" },
          { name: "geo", fields: [{ name: "lat", type: "DOUBLE" }] },
        ],
      },
    ],
  };
  expect(ofOutput({ schema }).fields.map(({ path, type }) => [path, type])).toEqual([
    ["id", "INT"],
    ["address", "STRUCT"],
    ["address.city", "TEXT"],
    ["address.geo", ""],
    ["address.geo.lat", "DOUBLE"],
  ]);
});

describe("column edges", () => {
  const edge = { source_namespace: raw.namespace, source_name: raw.name };

  test("one for each pair of columns and kind of transformation", () => {
    const transformations = [
      { type: "DIRECT", subtype: "AGGREGATION", masking: true },
      { type: "INDIRECT", subtype: "GROUP_BY" },
      { type: "INDIRECT", subtype: "GROUP_BY", description: "the same again" },
    ];
    const columnLineage = {
      ...base,
      fields: {
        total: {
          inputFields: [
            { ...raw, field: "amount", transformations },
            { ...raw, field: "currency" },
          ],
        },
      },
    };
    expect(ofOutput({ columnLineage }).column_edges).toMatchObject([
      {
        ...edge,
        target_name: orders.name,
        target_field: "total",
        source_field: "amount",
        type: "DIRECT",
        subtype: "AGGREGATION",
        masking: true,
      },
      { ...edge, target_field: "total", source_field: "amount", type: "INDIRECT", subtype: "GROUP_BY", masking: false },
      { ...edge, target_field: "total", source_field: "currency", type: "", subtype: "", masking: false },
    ]);
  });

  test("a column that affects the whole dataset", () => {
    const transformations = [{ type: "INDIRECT", subtype: "FILTER" }];
    const columnLineage = { ...base, fields: {}, dataset: [{ ...raw, field: "country", transformations }] };
    expect(ofOutput({ columnLineage }).column_edges).toMatchObject([
      { ...edge, target_field: "", source_field: "country", type: "INDIRECT", subtype: "FILTER" },
    ]);
  });

  test("as older facets say it", () => {
    const inputFields = [{ ...raw, field: "email" }];
    const fields = {
      email_hash: { inputFields, transformationType: "MASKED" },
      email: { inputFields, transformationType: "IDENTITY" },
    };
    expect(ofOutput({ columnLineage: { ...base, fields } }).column_edges).toMatchObject([
      { target_field: "email_hash", type: "DIRECT", subtype: "", masking: true },
      { target_field: "email", type: "DIRECT", subtype: "IDENTITY", masking: false },
    ]);
  });

  test("the lineage facet of a dataset and of a job; jobs are no source of columns", () => {
    const lineage = {
      ...base,
      inputs: [{ type: "DATASET", ...raw } as const, { type: "JOB" } as const],
      fields: { id: { inputs: [{ type: "DATASET", ...raw, field: "order_id" } as const] } },
    };
    const expected = [
      { ...edge, target_name: orders.name, target_field: "", source_field: "" },
      { ...edge, target_name: orders.name, target_field: "id", source_field: "order_id" },
    ];
    expect(rowOf(datasetEvent({ dataset: { ...orders, facets: { lineage } } })).column_edges).toMatchObject(expected);
    const entries = [{ ...lineage, type: "DATASET", ...orders } as const, { type: "JOB" } as const];
    expect(ofJob({ lineage: { ...base, entries } }).column_edges).toMatchObject(expected);
  });
});

test("metrics: every number, quantiles, and when the dataset last changed", () => {
  const dataQualityMetrics = {
    ...base,
    rowCount: 100,
    lastUpdated: "2026-01-31T06:00:00Z",
    columnMetrics: {
      amount: { nullCount: 2, min: -1.5, quantiles: { "0.5": 7 } },
      note: { nullCount: untyped<number>("many") },
    },
  };
  expect(ofInput({ dataQualityMetrics }).metrics.map(({ column, metric, value }) => [column, metric, value])).toEqual([
    ["", "rowCount", 100],
    ["", "lastUpdated", Date.UTC(2026, 0, 31, 6) / 1000],
    ["amount", "nullCount", 2],
    ["amount", "min", -1.5],
    ["amount", "quantile_0.5", 7],
  ]);
});

test("metrics that are said twice, as the run has measured them", () => {
  const ofDataset = { ...base, rowCount: 100, bytes: 5, columnMetrics: { id: { nullCount: 1 } } };
  const ofUse = { ...base, rowCount: 90, columnMetrics: { id: { nullCount: 1, distinctCount: 3 } } };
  const row = ofInput({ dataQualityMetrics: ofUse }, { dataQualityMetrics: ofDataset });
  expect(row.metrics.map(({ column, metric, value }) => [column, metric, value])).toEqual([
    ["", "rowCount", 90],
    ["id", "nullCount", 1],
    ["id", "distinctCount", 3],
    ["", "bytes", 5],
  ]);
});

test("numbers that no double holds: measured as near as one comes, quoted to the digit", () => {
  const dataQualityMetrics = { ...base, bytes: 7, columnMetrics: {} };
  const dataQualityAssertions = {
    ...base,
    assertions: [{ assertion: "max", success: true, expected: untyped<string>(7), actual: "1" }],
  };
  const event = JSON.stringify(
    runEvent({ inputs: [{ ...raw, inputFacets: { dataQualityMetrics, dataQualityAssertions } }] }),
  );
  const row = rowOf(
    event.replace('"bytes":7', '"bytes":12345678901234567890').replace('"expected":7', '"expected":-9007199254740993'),
  );
  expect(row.metrics).toMatchObject([{ metric: "bytes", value: 12_345_678_901_234_567_000 }]);
  expect(row.assertions).toMatchObject([{ expected: "-9007199254740993" }]);
  expect(row.datasets).toMatchObject([{ bytes: null }]);
});

test("metrics of Iceberg's reports", () => {
  const icebergScanReport = { ...base, snapshotId: 7, scanMetrics: { resultDataFiles: 4, totalPlanningDuration: 12 } };
  const icebergCommitReport = { ...base, operation: "append", commitMetrics: { addedRecords: 1000 } };
  const row = rowOf(
    runEvent({
      inputs: [{ ...raw, inputFacets: { icebergScanReport } }],
      outputs: [{ ...orders, outputFacets: { icebergCommitReport } }],
    }),
  );
  expect(row.metrics.map(({ dataset_name, metric, value }) => [dataset_name, metric, value])).toEqual([
    [raw.name, "iceberg.scan.resultDataFiles", 4],
    [raw.name, "iceberg.scan.totalPlanningDuration", 12],
    [orders.name, "iceberg.commit.addedRecords", 1000],
  ]);
});

test("facets left out on the way are named", () => {
  expect(ofRun(note(["run.facets.spark.logicalPlan"])).truncated).toEqual(["run.facets.spark.logicalPlan"]);
  expect(ofJob(note(["job.facets.sql"])).truncated).toEqual(["job.facets.sql"]);
});

function note(facets: readonly string[]): { readonly tidemark_truncated: TruncatedFacet } {
  return { tidemark_truncated: { ...base, facets, originalBytes: 5_000_000 } };
}
