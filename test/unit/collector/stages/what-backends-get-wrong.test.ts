import { describe, expect, test } from "vitest";
import type { Assertion } from "#agent/contract/facets/data-quality.ts";
import type { EventRow } from "#store/tables/events.ts";
import { datasetEvent, facetBase, jobEvent, runEvent, runId } from "#test/support/events.ts";
import { rowOf } from "#test/support/pipeline.ts";

/** The mistakes other backends make with real events, as far as one event shows them. */

const base = facetBase("Any");
const dataset = { namespace: "bigquery", name: "project.shop.orders" };

describe("the kind of an event is its shape", () => {
  const schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetEvent";
  test.each([
    ["run", { ...runEvent(), schemaURL }],
    ["dataset", { ...datasetEvent(), schemaURL: undefined }],
    ["dataset", { ...datasetEvent(), run: null }],
    ["job", { ...jobEvent(), schemaURL }],
    ["job", { ...jobEvent(), run: null, dataset: null }],
  ])("%s", (kind, event) => expect(rowOf(event).kind).toBe(kind));
});

test("an event without a type is kept, and no state is invented", () => {
  const { eventType: _left, ...event } = runEvent();
  expect(rowOf(event)).toMatchObject({ kind: "run", event_type: "", violations: [] });
});

test("an unknown state is not taken for a known one", () => {
  for (const eventType of ["complete", "DONE", "toString", 1]) {
    expect(rowOf({ ...runEvent(), eventType }).event_type).toBe("");
  }
});

test("OTHER is an event like any", () => {
  expect(rowOf(runEvent({ eventType: "OTHER" })).event_type).toBe("OTHER");
});

describe("parents", () => {
  const parent = { ...base, run: { runId: runId(7) }, job: { namespace: "airflow", name: "dag" } };

  test("under the legacy key", () => {
    expect(rowOf(runEvent({ run: { runId: runId(1), facets: { parentRun: parent } } }))).toMatchObject({
      parent_run_id: runId(7),
      parent_job_name: "dag",
      root_run_id: "",
    });
  });

  test("the specified key wins", () => {
    const facets = { parentRun: { ...parent, run: { runId: "old" } }, parent };
    expect(rowOf(runEvent({ run: { runId: runId(1), facets } })).parent_run_id).toBe(runId(7));
  });

  test("one without a run id still names its job", () => {
    const event = { ...runEvent(), run: { runId: runId(1), facets: { parent: { ...parent, run: {} } } } };
    expect(rowOf(event)).toMatchObject({ parent_run_id: "", parent_job_name: "dag" });
  });
});

describe("run ids are any text", () => {
  test.each(["scheduled__2026-01-31T00:00:00+00:00", "42", "0198f1c0-7a10-7000-8000-000000000001", "läuft"])(
    "%s",
    (id) => expect(rowOf(runEvent({ run: { runId: id } })).run_id).toBe(id),
  );
});

test("identity is the payload: two events of one run and type that differ in a facet are two", () => {
  expect(withSql("SELECT 1").event_id).not.toBe(withSql("SELECT 2").event_id);
  expect(withSql("SELECT 1").event_id).toBe(withSql("SELECT 1").event_id);
});

test("the same event written otherwise is the same", () => {
  const event = runEvent();
  const reordered = Object.fromEntries(Object.entries(event).toReversed());
  expect(rowOf(JSON.stringify(reordered, null, 2)).event_id).toBe(rowOf(event).event_id);
});

describe("a tombstone is not the facet", () => {
  const facets = {
    schema: { ...base, _deleted: true, fields: [{ name: "a" }] },
    version: { ...base, _deleted: true, datasetVersion: "1" },
    columnLineage: { ...base, _deleted: true, fields: { a: { inputFields: [{ ...dataset, field: "b" }] } } },
  };
  const jobFacets = { jobType: { ...base, _deleted: true, processingType: "BATCH", integration: "DBT" } };
  const row = rowOf(
    runEvent({ outputs: [{ ...dataset, facets }], job: { namespace: "n", name: "j", facets: jobFacets } }),
  );

  test("in the columns", () => {
    expect(row).toMatchObject({ fields: [], column_edges: [], datasets: [{ version: "" }], integration: "" });
  });

  test("but it is in the payload", () => {
    expect(Buffer.from(row.payload).toString()).toContain('"_deleted":true');
  });
});

describe("the error of a failed run", () => {
  const sparks = { ...base, message: "[CAST_INVALID_INPUT] cannot be cast", stackTrace: "at org.apache.spark…" };

  test("as Spark says it, in a facet of its own", () => {
    const event = runEvent({ run: { runId: runId(1), facets: { "spark.exception": sparks } } });
    expect(rowOf(event)).toMatchObject({ error_message: "[CAST_INVALID_INPUT] cannot be cast", violations: [] });
  });

  test("the specification's facet goes before it", () => {
    const errorMessage = { ...base, message: "disk full", programmingLanguage: "JAVA" };
    const event = runEvent({ run: { runId: runId(1), facets: { errorMessage, "spark.exception": sparks } } });
    expect(rowOf(event).error_message).toBe("disk full");
  });
});

test("the engine is read where Prefect says it, too: `processingEngine`", () => {
  const engine = { ...base, name: "Prefect", version: "3.9.1" };
  const alone = { runId: runId(1), facets: { processingEngine: engine } };
  expect(rowOf(runEvent({ run: alone }))).toMatchObject({ engine: "Prefect", engine_version: "3.9.1" });
  const both = { processingEngine: { ...engine, name: "other" }, processing_engine: engine };
  expect(rowOf(runEvent({ run: { runId: runId(1), facets: both } })).engine).toBe("Prefect");
});

describe("quality results", () => {
  const assertions: readonly Assertion[] = [
    {
      assertion: "not_null",
      success: false,
      column: "id",
      severity: "warn",
      name: "id is set",
      expected: "0",
      actual: "3",
    },
  ];
  const dataQualityAssertions = { ...base, assertions };
  const expected = {
    dataset_namespace: "bigquery",
    dataset_name: dataset.name,
    column: "id",
    assertion: "not_null",
    name: "id is set",
    success: false,
    severity: "warn",
    expected: "0",
    actual: "3",
  };

  test("in inputFacets, where the specification has them", () => {
    expect(rowOf(runEvent({ inputs: [{ ...dataset, inputFacets: { dataQualityAssertions } }] })).assertions).toEqual([
      expected,
    ]);
  });

  test("in facets, where dbt has them, of inputs and outputs", () => {
    const facets = { dataQualityAssertions };
    expect(rowOf(runEvent({ inputs: [{ ...dataset, facets }] })).assertions).toEqual([expected]);
    expect(rowOf(runEvent({ outputs: [{ ...dataset, facets }] })).assertions).toEqual([expected]);
  });

  test("in both, where dbt repeats them: each result once", () => {
    const more = { ...base, assertions: [...assertions, { assertion: "unique", success: true, column: "id" }] };
    const facets = { dataQualityAssertions };
    expect(rowOf(runEvent({ inputs: [{ ...dataset, facets, inputFacets: facets }] })).assertions).toEqual([expected]);
    const inputs = [{ ...dataset, facets, inputFacets: { dataQualityAssertions: more } }];
    expect(rowOf(runEvent({ inputs })).assertions).toMatchObject([expected, { assertion: "unique", success: true }]);
  });

  test("as the action of Great Expectations says them: in a facet of its own, by the expectation's type", () => {
    const greatExpectations_assertions = {
      ...base,
      assertions: [
        { expectationType: "expect_column_values_to_not_be_null", column: "id", success: false },
        { expectationType: "expect_table_row_count_to_be_between", success: true },
      ],
    };
    const alone = { ...dataset, inputFacets: { greatExpectations_assertions } };
    expect(rowOf(runEvent({ inputs: [alone] })).assertions).toMatchObject([
      { assertion: "expect_column_values_to_not_be_null", column: "id", success: false },
      { assertion: "expect_table_row_count_to_be_between", column: "", success: true },
    ]);
    const both = { ...dataset, inputFacets: { greatExpectations_assertions, dataQualityAssertions } };
    expect(rowOf(runEvent({ inputs: [both] })).assertions).toEqual([expected]);
  });

  test("how bad a failure is, where Dagster says it: in a facet of the run, by the check's name", () => {
    const checks = [
      { assertion: "is_complete", passed: false, severity: "WARN" },
      { assertion: "is_said", passed: false, severity: "ERROR" },
    ];
    const inputFacets = {
      dataQualityAssertions: {
        ...base,
        assertions: [
          { assertion: "is_complete", success: false },
          { assertion: "is_said", success: false, severity: "warn" },
          { assertion: "of another", success: false },
        ],
      },
    };
    const run = { runId: runId(1), facets: { dagster_asset_check: { ...base, checks } } };
    expect(rowOf(runEvent({ run, inputs: [{ ...dataset, inputFacets }] })).assertions).toMatchObject([
      { assertion: "is_complete", severity: "WARN" },
      { assertion: "is_said", severity: "warn" },
      { assertion: "of another", severity: "" },
    ]);
  });

  test("results that only look alike are all kept", () => {
    const positive = { assertion: "custom_sql", success: true, content: "total > 0" };
    const whole = { ...positive, content: "total = round(total)" };
    const facets = { dataQualityAssertions: { ...base, assertions: [positive] } };
    const inputFacets = { dataQualityAssertions: { ...base, assertions: [whole, whole] } };
    expect(rowOf(runEvent({ inputs: [{ ...dataset, facets, inputFacets }] })).assertions).toHaveLength(3);
  });

  test("of a run, without any dataset; a skipped test has none", () => {
    const tests = [
      { name: "no orphans", status: "fail", severity: "error", type: "custom_sql", expected: "0", actual: "2" },
      { name: "fresh", status: "pass" },
      { name: "not today", status: "skip" },
    ];
    const row = rowOf(runEvent({ run: { runId: runId(1), facets: { test: { ...base, tests } } } }));
    expect(row.assertions).toMatchObject([
      { dataset_name: "", name: "no orphans", assertion: "custom_sql", success: false, actual: "2" },
      { dataset_name: "", name: "fresh", success: true },
    ]);
  });

  test("without a truth value it is no result; numbers where text belongs are read", () => {
    const broken = [
      { assertion: "a", success: "yes" },
      { assertion: "b", success: true, actual: 3, expected: false },
    ];
    const inputFacets = { dataQualityAssertions: { ...base, assertions: broken } };
    expect(rowOf({ ...runEvent(), inputs: [{ ...dataset, inputFacets }] }).assertions).toMatchObject([
      { assertion: "b", success: true, actual: "3", expected: "false" },
    ]);
  });
});

describe("times as producers write them", () => {
  const seven = Date.UTC(2026, 0, 31, 7) * 1000;
  test.each([
    ["2026-01-31T07:00:00", seven],
    ["2026-01-31T07:00:00+00:00", seven],
    ["2026-01-31T08:00:00.123456789+01:00", seven + 123_456],
    ["2026-01-31T07:00:00Z[Europe/London]", seven],
  ])("%s", (eventTime, expected) => {
    expect(rowOf(runEvent({ eventTime }))).toMatchObject({ event_time: expected, event_time_raw: eventTime });
  });
});

test("a job's namespace is not a dataset's, and neither is parsed", () => {
  const row = rowOf(runEvent({ job: { namespace: "bigquery", name: "a.b" }, inputs: [dataset] }));
  expect(row).toMatchObject({ job_namespace: "bigquery", datasets: [dataset] });
});

describe("one-sided events", () => {
  test.each([
    [["input"], { inputs: [dataset] }],
    [["output"], { outputs: [dataset] }],
    [[], {}],
    [[], { inputs: [], outputs: [] }],
  ])("%j", (roles, sides) => {
    const row = rowOf(runEvent(sides));
    expect(row.datasets.map(({ role }) => role)).toEqual(roles);
    expect(row.violations).toEqual([]);
  });
});

test("what breaks the specification is recorded on the event", () => {
  const facets = { dataSource: { ...base, name: "bigquery", uri: "bigquery" } };
  expect(rowOf(runEvent({ inputs: [{ ...dataset, facets }] })).violations).toEqual([
    "inputs[0].facets.dataSource.uri: not a URI",
  ]);
});

test("unknown facets stay in the payload, whatever their keys", () => {
  const facets = { "spark.logicalPlan-v2": { ...base, plan: [{ "a.b-c": 1 }] } };
  const event = runEvent({ run: { runId: runId(1), facets } });
  expect(Buffer.from(rowOf(event).payload).toString()).toBe(JSON.stringify(event));
});

test("streaming jobs say so", () => {
  const jobType = { ...base, processingType: "STREAMING", integration: "FLINK" };
  const event = runEvent({ eventType: "RUNNING", job: { namespace: "n", name: "j", facets: { jobType } } });
  expect(rowOf(event)).toMatchObject({ event_type: "RUNNING", processing_type: "STREAMING" });
});

test("an event of megabytes loses its plan, not its lineage", () => {
  const plan = { ...base, plan: "x".repeat(2_000_000) };
  const event = runEvent({ run: { runId: runId(1), facets: { "spark.logicalPlan": plan } }, outputs: [dataset] });
  const row = rowOf(event);
  expect(row.payload.length).toBeLessThan(10_000);
  expect(row).toMatchObject({ truncated: ["run.facets.spark.logicalPlan"], datasets: [dataset], violations: [] });
});

function withSql(query: string): EventRow {
  return rowOf(runEvent({ job: { namespace: "n", name: "j", facets: { sql: { ...base, query } } } }));
}
