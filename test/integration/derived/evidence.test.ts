import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EventType } from "#agent/contract/event.ts";
import { datasetEvent, facetBase, runEvent, runId } from "#test/support/events.ts";
import { tell } from "#test/support/event-log/tell.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** What backends get wrong about evidence of quality, freshness and volume. */

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

const base = facetBase("Any");
const orders = { namespace: "postgres://db:5432", name: "shop.public.orders" };

function time(minute: number): string {
  return `2026-01-31T07:${String(minute).padStart(2, "0")}:00Z`;
}

function clock(minute: number): string {
  return `2026-01-31 07:${String(minute).padStart(2, "0")}:00.000000`;
}

function at(minute: number, eventType: EventType, sides: object) {
  return { ...runEvent({ eventType, eventTime: time(minute) }), ...sides };
}

async function rows(query: string) {
  return db.rows<Record<string, unknown>>(query);
}

describe("quality results", () => {
  const check = {
    assertion: "not_null",
    success: false,
    column: "id",
    severity: "warn",
    name: "id is set",
    expected: "0",
    actual: "3",
  };
  const dataQualityAssertions = { ...base, assertions: [check] };
  const found = [
    {
      dataset_name: orders.name,
      column: "id",
      assertion: "not_null",
      name: "id is set",
      success: false,
      severity: "warn",
      expected: "0",
      actual: "3",
      run_id: runId(1),
      event_time: clock(1),
    },
  ];
  const results = `SELECT dataset_name, column, assertion, name, success, severity, expected, actual, run_id, event_time
    FROM tidemark.quality ORDER BY ALL`;

  test.each([
    ["`facets` of an input", { inputs: [{ ...orders, facets: { dataQualityAssertions } }] }],
    ["`inputFacets`", { inputs: [{ ...orders, inputFacets: { dataQualityAssertions } }] }],
    [
      "both, which is one result",
      { inputs: [{ ...orders, facets: { dataQualityAssertions }, inputFacets: { dataQualityAssertions } }] },
    ],
    ["`facets` of an output", { outputs: [{ ...orders, facets: { dataQualityAssertions } }] }],
  ])("in %s", async (_name, sides) => {
    await tell(db.store, [at(1, "COMPLETE", sides)]);
    expect(await rows(results)).toEqual(found);
  });

  test("on START and again on COMPLETE, as dbt sends them, are one result, the last", async () => {
    const passes = { ...base, assertions: [{ ...check, success: true, actual: "0" }] };
    await tell(db.store, [
      at(1, "COMPLETE", { inputs: [{ ...orders, facets: { dataQualityAssertions } }] }),
      at(0, "START", { inputs: [{ ...orders, facets: { dataQualityAssertions: passes } }] }),
    ]);
    expect(await rows(results)).toEqual(found);
  });

  test("of the run's own tests have no dataset; a skipped one is none", async () => {
    const tests = [
      { name: "no orphans", status: "fail", severity: "error", type: "custom_sql", expected: "0", actual: "2" },
      { name: "not today", status: "skip" },
    ];
    await tell(db.store, [runEvent({ run: { runId: runId(1), facets: { test: { ...base, tests } } } })]);
    expect(await rows("SELECT dataset_name, assertion, name, success, actual, job_name FROM tidemark.quality")).toEqual(
      [
        {
          dataset_name: "",
          assertion: "custom_sql",
          name: "no orphans",
          success: false,
          actual: "2",
          job_name: "shop.load_orders",
        },
      ],
    );
  });

  test("that are alike but for what the columns do not hold are told apart", async () => {
    const alike = ["total > 0", "total < 9"].map((content) => ({ assertion: "custom_sql", success: true, content }));
    const facets = { dataQualityAssertions: { ...base, assertions: alike } };
    await tell(db.store, [at(1, "COMPLETE", { inputs: [{ ...orders, facets }] })]);
    expect(await rows("SELECT ordinal, success FROM tidemark.quality ORDER BY ordinal")).toEqual([
      { ordinal: 1, success: true },
      { ordinal: 2, success: true },
    ]);
  });

  test("of two runs are two results", async () => {
    const inputs = [{ ...orders, inputFacets: { dataQualityAssertions } }];
    await tell(
      db.store,
      [1, 2].map((run) => at(run, "COMPLETE", { inputs, run: { runId: runId(run) } })),
    );
    expect(await rows("SELECT run_id FROM tidemark.quality ORDER BY run_id")).toEqual([
      { run_id: runId(1) },
      { run_id: runId(2) },
    ]);
  });
});

describe("freshness evidence", () => {
  const written = `SELECT last_written_at, version FROM tidemark.datasets WHERE name = '${orders.name}'`;

  test("a COMPLETE run that has it as output, at the run's end", async () => {
    await tell(db.store, [at(0, "START", { outputs: [orders] }), at(5, "COMPLETE", {})]);
    expect(await rows(written)).toEqual([{ last_written_at: clock(5), version: "" }]);
  });

  test("a run that goes on, failed or only read it has written nothing", async () => {
    const failed = { ...at(1, "FAIL", { outputs: [orders] }), run: { runId: runId(2) } };
    const read = { ...at(1, "COMPLETE", { inputs: [orders] }), run: { runId: runId(3) } };
    await tell(db.store, [at(0, "START", { outputs: [orders] }), failed, read]);
    expect(await rows(written)).toEqual([{ last_written_at: null, version: "" }]);
  });

  test("what a run had completed counts no more when it turns out to have failed", async () => {
    const events = [at(1, "COMPLETE", { outputs: [orders] }), at(0, "FAIL", { outputs: [orders] })];
    await tell(db.store, events.slice(0, 1));
    expect(await rows(written)).toEqual([{ last_written_at: clock(1), version: "" }]);
    await tell(db.store, events);
    expect(await rows(written)).toEqual([{ last_written_at: null, version: "" }]);
  });

  test("a dataset event, and `version`", async () => {
    const facets = { version: { ...base, datasetVersion: "snapshot-7" } };
    await tell(db.store, [{ ...datasetEvent({ eventTime: time(3) }), dataset: { ...orders, facets } }]);
    expect(await rows(written)).toEqual([{ last_written_at: clock(3), version: "snapshot-7" }]);
  });

  test("`dataQualityMetrics.lastUpdated`, in seconds since 1970", async () => {
    const dataQualityMetrics = { ...base, lastUpdated: "2026-01-31T06:00:00.5Z", columnMetrics: {} };
    await tell(db.store, [at(1, "COMPLETE", { inputs: [{ ...orders, inputFacets: { dataQualityMetrics } }] })]);
    expect(await rows("SELECT metric, value FROM tidemark.metrics")).toEqual([
      { metric: "lastUpdated", value: Date.UTC(2026, 0, 31, 6) / 1000 + 0.5 },
    ]);
  });
});

describe("volume evidence", () => {
  const volume = "SELECT role, rows, bytes, files, partition FROM tidemark.run_datasets ORDER BY role";
  const unsaid = { rows: null, bytes: null, files: null, partition: "" };

  test("`outputStatistics` and `inputStatistics`", async () => {
    await tell(db.store, [
      at(1, "COMPLETE", {
        inputs: [{ ...orders, inputFacets: { inputStatistics: { ...base, rowCount: 10, size: 2000, fileCount: 2 } } }],
        outputs: [{ ...orders, outputFacets: { outputStatistics: { ...base, rowCount: 0, size: 0 } } }],
      }),
    ]);
    expect(await rows(volume)).toEqual([
      { role: "input", rows: 10, bytes: 2000, files: 2, partition: "" },
      { role: "output", rows: 0, bytes: 0, files: null, partition: "" },
    ]);
  });

  test("`dataQualityMetrics.rowCount` and `bytes`, where the run does not say what it moved", async () => {
    const dataQualityMetrics = { ...base, rowCount: 50, bytes: 900, columnMetrics: {} };
    await tell(db.store, [at(1, "COMPLETE", { inputs: [{ ...orders, inputFacets: { dataQualityMetrics } }] })]);
    expect(await rows(volume)).toEqual([{ ...unsaid, role: "input", rows: 50, bytes: 900 }]);
  });

  test("unsaid is unknown, not zero", async () => {
    await tell(db.store, [at(1, "COMPLETE", { outputs: [orders] })]);
    expect(await rows(volume)).toEqual([{ ...unsaid, role: "output" }]);
  });

  test("the last number that was said counts, though COMPLETE says none", async () => {
    const statistics = (rowCount: number) => ({
      outputs: [{ ...orders, outputFacets: { outputStatistics: { ...base, rowCount } } }],
    });
    await tell(db.store, [
      at(3, "COMPLETE", { outputs: [orders] }),
      at(2, "RUNNING", statistics(20)),
      at(1, "RUNNING", statistics(10)),
    ]);
    expect(await rows(volume)).toEqual([{ ...unsaid, role: "output", rows: 20 }]);
  });

  test("`subset` marks the write of a part", async () => {
    const dimensions = { region: "eu", day: "2026-01-31" };
    const subset = { ...base, outputCondition: { type: "partition", partitions: [{ dimensions }] } };
    const outputStatistics = { ...base, rowCount: 5 };
    await tell(db.store, [at(1, "COMPLETE", { outputs: [{ ...orders, outputFacets: { subset, outputStatistics } }] })]);
    expect(await rows(volume)).toEqual([{ ...unsaid, role: "output", rows: 5, partition: "day=2026-01-31/region=eu" }]);
  });
});
