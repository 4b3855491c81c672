import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { datasetEvent, facetBase, jobEvent, runEvent, runId } from "#test/support/events.ts";
import { tell } from "#test/support/event-log/tell.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** What backends get wrong about events as such, as far as it shows in what is derived. */

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

const base = facetBase("Any");
const orders = { namespace: "postgres://db:5432", name: "shop.public.orders" };

async function counts() {
  const [row] = await db.rows<Record<string, number>>(`SELECT
    (SELECT count() FROM tidemark.runs) AS runs, (SELECT count() FROM tidemark.jobs) AS jobs,
    (SELECT count() FROM tidemark.datasets) AS datasets`);
  return row;
}

describe("kind of event", () => {
  const schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs";
  test.each([
    ["a run event", { ...runEvent(), schemaURL: `${schema}/DatasetEvent` }, { runs: 1, jobs: 1, datasets: 0 }],
    ["a job event", { ...jobEvent(), schemaURL: `${schema}/RunEvent`, run: null }, { runs: 0, jobs: 1, datasets: 0 }],
    ["a dataset event", { ...datasetEvent(), schemaURL: `${schema}/JobEvent` }, { runs: 0, jobs: 0, datasets: 1 }],
  ])("%s by its shape, whatever `schemaURL` says", async (_name, event, derived) => {
    await tell(db.store, [event]);
    expect(await counts()).toEqual(derived);
  });
});

describe("strictness", () => {
  test("what breaks the specification is recorded on the event, and all else is derived", async () => {
    const facets = {
      dataSource: { ...base, name: "bigquery", uri: "bigquery" },
      documentation: { description: 7 },
      ownership: { ...base, owners: [{ "no-name": "x" }, { name: "team:shop" }, "team:other"] },
    };
    await tell(db.store, [{ ...runEvent(), outputs: [{ ...orders, facets }, { name: "without a namespace" }] }]);
    expect(await db.rows("SELECT name, source_uri, owners FROM tidemark.datasets")).toEqual([
      { name: orders.name, source_uri: "bigquery", owners: [{ name: "team:shop", type: "" }] },
    ]);
    const [event] = await db.rows<{ violations: readonly string[] }>("SELECT violations FROM tidemark.events");
    expect(event?.violations).toContain("outputs[0].facets.dataSource.uri: not a URI");
  });

  test.each([
    ["a run without an id", { ...runEvent(), run: {} }],
    ["a time that cannot be read", { ...runEvent(), eventTime: "yesterday" }],
    ["a job without a name", { ...jobEvent(), job: { namespace: "airflow" } }],
    ["a dataset without a namespace", { ...datasetEvent(), dataset: { name: "orders" } }],
  ])("%s: nothing is derived of it", async (_name, event) => {
    await tell(db.store, [event]);
    expect(await counts()).toEqual({ runs: 0, jobs: 0, datasets: 0 });
  });
});

describe("size", () => {
  test("an event of megabytes loses its plan, keeps its lineage, and says so", async () => {
    const facets = { "spark.logicalPlan": { ...base, plan: "x".repeat(3_000_000) } };
    const raw = { namespace: "s3://lake", name: "raw/orders" };
    await tell(db.store, [runEvent({ run: { runId: runId(1), facets }, inputs: [raw], outputs: [orders] })]);
    expect(await db.rows("SELECT source_name, target_name FROM tidemark.lineage")).toEqual([
      { source_name: raw.name, target_name: orders.name },
    ]);
    expect(await db.rows("SELECT truncated, length(payload) < 100000 AS small FROM tidemark.events")).toEqual([
      { truncated: ["run.facets.spark.logicalPlan"], small: 1 },
    ]);
  });
});
