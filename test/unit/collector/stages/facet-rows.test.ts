import { describe, expect, test } from "vitest";
import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import { datasetEvent, facetBase, jobEvent, runEvent, runId } from "#test/support/events.ts";
import { rowOf } from "#test/support/pipeline.ts";

const base = facetBase("Any");
const job = { namespace: "airflow", name: "load" };
const orders = { namespace: "postgres://db:5432", name: "shop.orders" };

type FacetRow = EventRow["facets"][number];

function ofJob(facets: JsonObject): readonly FacetRow[] {
  return rowOf(jobEvent({ job: { ...job, facets } })).facets;
}

function ofOutput(facets: JsonObject): readonly FacetRow[] {
  return rowOf(runEvent({ outputs: [{ ...orders, facets }] })).facets;
}

const told = (rows: readonly FacetRow[]) => rows.map(({ facet, value }) => [facet, value]);

test("a facet of the job, without its envelope", () => {
  const owners = [{ name: "team:data", type: "MAINTAINER" }];
  expect(ofJob({ ownership: { ...base, owners } })).toEqual([
    { entity: "job", ...job, facet: "ownership", value: JSON.stringify({ owners }), deleted: false },
  ]);
});

test("the same facet is the same text, however its members were ordered", () => {
  const written = [
    { ...base, query: "SELECT 1", dialect: "duckdb" },
    { dialect: "duckdb", ...base, query: "SELECT 1" },
  ];
  for (const sql of written) expect(told(ofJob({ sql }))).toEqual([["sql", '{"dialect":"duckdb","query":"SELECT 1"}']]);
});

test("facets of datasets in every role, those nobody knows too", () => {
  const facets = (description: string) => ({
    documentation: { ...base, description },
    "acme.cost-centre": { ...base, code: 7 },
  });
  const event = runEvent({
    inputs: [{ namespace: "s3", name: "raw", facets: facets("in") }],
    outputs: [{ ...orders, facets: facets("out") }],
  });
  expect(rowOf(event).facets).toEqual([
    {
      entity: "dataset",
      namespace: "s3",
      name: "raw",
      facet: "documentation",
      value: '{"description":"in"}',
      deleted: false,
    },
    { entity: "dataset", namespace: "s3", name: "raw", facet: "acme.cost-centre", value: '{"code":7}', deleted: false },
    { entity: "dataset", ...orders, facet: "documentation", value: '{"description":"out"}', deleted: false },
    { entity: "dataset", ...orders, facet: "acme.cost-centre", value: '{"code":7}', deleted: false },
  ]);
  const subject = { ...orders, facets: { documentation: { ...base, description: "all orders" } } };
  expect(rowOf(datasetEvent({ dataset: subject })).facets).toMatchObject([{ entity: "dataset", ...orders }]);
});

test("those with columns of their own are not said again", () => {
  const fields = [{ name: "id", type: "INT" }];
  const symlinks = { ...base, identifiers: [{ namespace: "hive", name: "orders", type: "TABLE" }] };
  expect(ofOutput({ schema: { ...base, fields }, version: { ...base, datasetVersion: "1" }, symlinks })).toEqual([]);
  expect(ofJob({ jobType: { ...base, processingType: "BATCH", integration: "DBT" } })).toEqual([]);
});

test("another entity's facet of such a name has no columns", () => {
  expect(told(ofJob({ version: { ...base, number: 3 } }))).toEqual([["version", '{"number":3}']]);
});

test("tombstones, of those with columns too", () => {
  const deleted = { ...base, _deleted: true, description: "old" };
  const tombstone = { value: "", deleted: true };
  expect(ofOutput({ documentation: deleted, schema: { ...base, _deleted: true, fields: [] } })).toEqual([
    { entity: "dataset", ...orders, facet: "documentation", ...tombstone },
    { entity: "dataset", ...orders, facet: "schema", ...tombstone },
  ]);
  expect(ofJob({ jobType: deleted })).toEqual([{ entity: "job", ...job, facet: "jobType", ...tombstone }]);
});

test("of a run its tags only", () => {
  const tags = { ...base, tags: [{ key: "team", value: "data" }] };
  const facets = { tags, externalQuery: { ...base, externalQueryId: "1", source: "bigquery" } };
  expect(rowOf(runEvent({ run: { runId: runId(1), facets }, job })).facets).toEqual([
    { entity: "run", ...job, facet: "tags", value: '{"tags":[{"key":"team","value":"data"}]}', deleted: false },
  ]);
});

test("what a run is told to use of a dataset is no facet of the dataset", () => {
  const outputs = [{ ...orders, outputFacets: { outputStatistics: { ...base, rowCount: 1 } } }];
  expect(rowOf(runEvent({ outputs })).facets).toEqual([]);
});

test("up to 32 KiB", () => {
  const sized = (bytes: number) => ({ ...base, t: "é".repeat((bytes - '{"t":""}'.length) / 2) });
  const rows = ofJob({ fits: sized(32 * 1024), long: sized(32 * 1024 + 2), sql: { ...base, query: "SELECT 1" } });
  expect(rows.map(({ facet }) => facet)).toEqual(["fits", "sql"]);
});

test("integers that no double holds keep their digits", () => {
  const event = JSON.stringify(jobEvent({ job: { ...job, facets: { lake: { ...base, snapshot: 7 } } } }));
  const exact = event.replace('"snapshot":7', '"snapshot":1234567890123456789');
  expect(told(rowOf(exact).facets)).toEqual([["lake", '{"snapshot":1234567890123456789}']]);
});

test("what is no facet is none", () => {
  const event = { ...jobEvent(), job: { ...job, facets: { a: null, b: "text", c: [1], d: 5, e: { ...base } } } };
  const odd = JSON.stringify(event).replace('"d":5', '"d":12345678901234567890');
  expect(told(rowOf(odd).facets)).toEqual([["e", "{}"]]);
});

describe("a dataset that the event names twice", () => {
  const before = { ...base, description: "before" };
  const schemaOf = (...names: readonly string[]) => ({ ...base, fields: names.map((name) => ({ name, type: "INT" })) });
  const row = rowOf(
    runEvent({
      inputs: [
        { ...orders, facets: { documentation: before, schema: schemaOf("id", "old"), kept: { ...base, n: 1 } } },
      ],
      outputs: [{ ...orders, facets: { documentation: { ...before, _deleted: true }, schema: schemaOf("id", "new") } }],
    }),
  );

  test("has each facet once, as the run left it", () => {
    expect(row.facets).toEqual([
      { entity: "dataset", ...orders, facet: "documentation", value: "", deleted: true },
      { entity: "dataset", ...orders, facet: "kept", value: '{"n":1}', deleted: false },
    ]);
  });

  test("has one schema", () => {
    expect(row.fields.map(({ path }) => path)).toEqual(["id", "new"]);
  });

  test("is there in both roles", () => {
    expect(row.datasets.map(({ role }) => role)).toEqual(["input", "output"]);
  });

  test("two of which one's namespace is part of the other's name are two", () => {
    const facets = { documentation: before };
    const inputs = [
      { namespace: "a", name: "bc", facets },
      { namespace: "ab", name: "c", facets },
    ];
    expect(rowOf(runEvent({ inputs })).facets).toHaveLength(2);
  });
});
