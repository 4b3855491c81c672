import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EventType } from "#agent/contract/event.ts";
import { datasetEvent, facetBase, jobEvent, runEvent, runId } from "#test/support/events.ts";
import { tell } from "#test/support/event-log/tell.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** What backends get wrong about datasets and lineage, through the collector's stages and the engine. */

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

const base = facetBase("Any");
const raw = { namespace: "s3://lake", name: "raw/orders" };
const orders = { namespace: "postgres://db:5432", name: "shop.public.orders" };
const customers = { namespace: "postgres://db:5432", name: "shop.public.customers" };

function time(minute: number): string {
  return `2026-01-31T07:${String(minute).padStart(2, "0")}:00Z`;
}

function clock(minute: number): string {
  return `2026-01-31 07:${String(minute).padStart(2, "0")}:00.000000`;
}

/** An event of run 1, with inputs or outputs. */
function at(minute: number, eventType: EventType, sides: object = {}) {
  return { ...runEvent({ eventType, eventTime: time(minute) }), ...sides };
}

function described(minute: number, facets: object, dataset: object = orders) {
  return { ...datasetEvent({ eventTime: time(minute) }), dataset: { ...dataset, facets } };
}

function describedJob(minute: number, facets: object) {
  return { ...jobEvent({ eventTime: time(minute) }), job: { ...jobEvent().job, facets } };
}

async function rows(query: string) {
  return db.rows<Record<string, unknown>>(query);
}

const edges = "SELECT source_name, target_name, job_name FROM tidemark.lineage ORDER BY ALL";

describe("RUNNING / START / COMPLETE carry different inputs and outputs", () => {
  const spark = [
    at(0, "START", { inputs: [raw] }),
    at(1, "RUNNING"),
    at(2, "RUNNING"),
    at(3, "COMPLETE", { outputs: [orders] }),
  ];

  test("a run's datasets are the union over its events", async () => {
    await tell(db.store, spark);
    expect(await rows("SELECT dataset_name, role, state FROM tidemark.run_datasets ORDER BY role")).toEqual([
      { dataset_name: raw.name, role: "input", state: "COMPLETE" },
      { dataset_name: orders.name, role: "output", state: "COMPLETE" },
    ]);
  });

  test("edges come from the union, and not from the inputs and outputs of one event", async () => {
    const edge = { source_name: raw.name, target_name: orders.name, job_name: "shop.load_orders" };
    await tell(db.store, spark);
    expect(await rows(edges)).toEqual([edge]);
    await tell(db.store, spark.toReversed());
    expect(await rows(edges)).toEqual([edge]);
    expect(await rows("SELECT first_seen, last_seen FROM tidemark.lineage")).toEqual([
      { first_seen: clock(0), last_seen: clock(3) },
    ]);
  });

  test("and not from what another run of the job read", async () => {
    const other = { ...at(1, "START", { inputs: [customers] }), run: { runId: runId(2) } };
    await tell(db.store, [...spark, other]);
    expect(await rows("SELECT source_name FROM tidemark.lineage")).toEqual([{ source_name: raw.name }]);
  });

  test("a table that a run reads and writes is an edge to itself", async () => {
    await tell(db.store, [at(0, "START", { inputs: [orders] }), at(1, "COMPLETE", { outputs: [orders] })]);
    expect(await rows(edges)).toEqual([
      { source_name: orders.name, target_name: orders.name, job_name: "shop.load_orders" },
    ]);
  });

  test("facets replace by key: a later event without them does not take them away", async () => {
    const facets = {
      documentation: { ...base, description: "every order" },
      version: { ...base, datasetVersion: "7" },
    };
    await tell(db.store, [
      at(0, "START", { outputs: [{ ...orders, facets }] }),
      at(1, "COMPLETE", { outputs: [{ ...orders, facets: { version: { ...base, datasetVersion: "8" } } }] }),
    ]);
    expect(await rows("SELECT description, version FROM tidemark.datasets")).toEqual([
      { description: "every order", version: "8" },
    ]);
  });

  test("what a job declares is an edge too", async () => {
    await tell(db.store, [{ ...jobEvent(), inputs: [raw, customers], outputs: [orders] }]);
    expect(await rows("SELECT source_name, target_name FROM tidemark.lineage ORDER BY ALL")).toEqual([
      { source_name: raw.name, target_name: orders.name },
      { source_name: customers.name, target_name: orders.name },
    ]);
    expect(await rows("SELECT * FROM tidemark.run_datasets")).toEqual([]);
  });
});

describe("symlinks", () => {
  const table = { namespace: "hive://metastore", name: "shop.orders", type: "TABLE" };
  const place = { namespace: "s3://lake", name: "warehouse/orders" };
  const symlinks = { ...base, identifiers: [table] };
  const writes = at(0, "COMPLETE", { inputs: [raw], outputs: [place] });
  const reads = {
    ...at(1, "COMPLETE", { inputs: [{ namespace: table.namespace, name: table.name }], outputs: [orders] }),
    job: { namespace: "dbt", name: "orders" },
  };
  const joined = [
    { source_name: raw.name, target_name: table.name, job_name: "shop.load_orders" },
    { source_name: table.name, target_name: orders.name, job_name: "orders" },
  ];

  test("that arrive late, by a dataset event, join what was told before", async () => {
    await tell(db.store, [writes, reads]);
    expect(await rows(edges)).not.toEqual(joined);
    await tell(db.store, [writes, reads, described(2, { symlinks }, place)]);
    expect(await rows(edges)).toEqual(joined);
  });

  test("the rows keep the names that were said", async () => {
    await tell(db.store, [writes, reads, described(2, { symlinks }, place)]);
    expect(
      await rows(
        "SELECT name, canonical_name, aliases FROM tidemark.datasets WHERE namespace = 's3://lake' ORDER BY name",
      ),
    ).toEqual([
      { name: raw.name, canonical_name: raw.name, aliases: [] },
      { name: place.name, canonical_name: table.name, aliases: [table] },
    ]);
    expect(
      await rows("SELECT count() AS n FROM tidemark.run_datasets WHERE dataset_name = 'warehouse/orders'"),
    ).toEqual([{ n: 1 }]);
  });

  test("that were deleted join no more", async () => {
    const deleted = described(3, { symlinks: { ...base, _deleted: true } }, place);
    await tell(db.store, [writes, reads, described(2, { symlinks }, place), deleted]);
    expect(await rows("SELECT aliases FROM tidemark.datasets WHERE name = 'warehouse/orders'")).toEqual([
      { aliases: [] },
    ]);
    expect(await rows(edges)).toEqual([
      { source_name: raw.name, target_name: place.name, job_name: "shop.load_orders" },
      { source_name: table.name, target_name: orders.name, job_name: "orders" },
    ]);
  });
});

describe("`_deleted: true` in a facet", () => {
  const documentation = { ...base, description: "every order" };
  const deleted = { documentation: { ...base, _deleted: true } };
  const description = "SELECT description FROM tidemark.datasets";

  test("is a tombstone as of the event's time, in whatever order the two come", async () => {
    const [told, gone] = [described(1, { documentation }), described(2, deleted)];
    await tell(db.store, [told, gone]);
    expect(await rows(description)).toEqual([{ description: "" }]);
    await tell(db.store, [gone, told]);
    expect(await rows(description)).toEqual([{ description: "" }]);
    expect(await rows("SELECT facet, value, deleted, event_time FROM tidemark.facets")).toEqual([
      { facet: "documentation", value: "", deleted: true, event_time: clock(2) },
    ]);
  });

  test("what is said later stands", async () => {
    await tell(db.store, [described(2, deleted), described(3, { documentation })]);
    expect(await rows(description)).toEqual([{ description: "every order" }]);
  });

  test("at the same time what is said stands", async () => {
    await tell(db.store, [described(2, { documentation }), described(2, deleted)]);
    expect(await rows(description)).toEqual([{ description: "every order" }]);
  });

  test("other facets stay, and the dataset too", async () => {
    const ownership = { ...base, owners: [{ name: "team:shop" }] };
    await tell(db.store, [described(1, { documentation, ownership }), described(2, deleted)]);
    expect(await rows("SELECT description, owners, deleted FROM tidemark.datasets")).toEqual([
      { description: "", owners: [{ name: "team:shop", type: "" }], deleted: false },
    ]);
  });

  test("of a job", async () => {
    const jobType = { ...base, processingType: "BATCH", integration: "DBT" };
    const events = [
      describedJob(1, { documentation, jobType }),
      describedJob(2, { ...deleted, jobType: { ...base, _deleted: true } }),
    ];
    await tell(db.store, events.slice(0, 1));
    expect(await rows("SELECT description, integration FROM tidemark.jobs")).toEqual([
      { description: "every order", integration: "DBT" },
    ]);
    await tell(db.store, events.toReversed());
    expect(await rows("SELECT description, integration FROM tidemark.jobs")).toEqual([
      { description: "", integration: "" },
    ]);
  });
});

describe("namespaces", () => {
  test("a job's is not a dataset's, though they are the same text", async () => {
    const same = { namespace: "bigquery", name: "project.shop.orders" };
    await tell(db.store, [{ ...at(0, "COMPLETE", { outputs: [same] }), job: same }]);
    expect(await rows("SELECT namespace, name FROM tidemark.jobs")).toEqual([same]);
    expect(await rows("SELECT namespace, name FROM tidemark.datasets")).toEqual([same]);
  });

  test("no name is parsed, and none changed", async () => {
    const odd = { namespace: "no uri at all", name: "größe=𝕏/…;drop table\t--" };
    await tell(db.store, [at(0, "COMPLETE", { outputs: [odd] })]);
    expect(await rows("SELECT namespace, name FROM tidemark.datasets")).toEqual([odd]);
  });
});

describe("one-sided events", () => {
  test.each([
    ["inputs only", { inputs: [raw] }, 1],
    ["outputs only", { outputs: [orders] }, 1],
    ["neither", {}, 0],
    ["empty lists", { inputs: [], outputs: [] }, 0],
  ])("%s: a run like any, without an edge", async (_name, sides, datasets) => {
    await tell(db.store, [at(0, "COMPLETE", sides)]);
    expect(await rows("SELECT state FROM tidemark.runs")).toEqual([{ state: "COMPLETE" }]);
    expect(await rows("SELECT * FROM tidemark.run_datasets")).toHaveLength(datasets);
    expect(await rows("SELECT * FROM tidemark.lineage")).toEqual([]);
  });
});

describe("unknown facets", () => {
  test("are kept and can be asked for, with `.` and `-` in their keys", async () => {
    const facets = { "my-company.retention": { ...base, "keep-for": { "a.b": 30 } } };
    await tell(db.store, [at(0, "COMPLETE", { outputs: [{ ...orders, facets }] })]);
    expect(
      await rows(`SELECT entity, name, JSONExtractInt(value, 'keep-for', 'a.b') AS days
        FROM tidemark.facets WHERE facet = 'my-company.retention'`),
    ).toEqual([{ entity: "dataset", name: orders.name, days: 30 }]);
  });

  test("of a run they are in the payload", async () => {
    const facets = { "spark.job-details": { ...base, jobId: 7 } };
    await tell(db.store, [runEvent({ run: { runId: runId(1), facets } })]);
    expect(
      await rows(
        `SELECT JSONExtractInt(payload, 'run', 'facets', 'spark.job-details', 'jobId') AS id FROM tidemark.events`,
      ),
    ).toEqual([{ id: 7 }]);
  });
});
