import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAllSql, readNewSql } from "#collector/sql-inference/read-sql.ts";
import type { SqlReading } from "#collector/sql-inference/read-sql.ts";
import { createLineageReader } from "#sql/lineage-reader.ts";
import { createAsking } from "#query/ask.ts";
import { resolve } from "#query/resolve.ts";
import { datasetDetail, findDataset } from "#query/things/dataset.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { deliver } from "#test/support/event-log/deliver.ts";
import { tell, toldFrom } from "#test/support/event-log/tell.ts";
import { object } from "#test/support/naive/json.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** Lineage that is read from the SQL of jobs, by the real parser in its thread, through the engine. */

let db: TestStore;
const reader = createLineageReader();
beforeAll(async () => {
  db = await openTestStore();
});
afterAll(async () => {
  await reader.close();
  await db.cleanup();
});

const shop = "postgres://db:5432";
const namespace = "airflow";

interface Said {
  readonly query?: string;
  readonly dialect?: string;
  readonly job?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly object[];
}

/** A run that has ended, in the given minute of seven o'clock. */
function ran(minute: number, { query, dialect, job = "load", inputs = [], outputs = [] }: Said): object {
  const sql = query === undefined ? {} : { sql: { ...facetBase("SQLJobFacet"), query, ...(dialect && { dialect }) } };
  return {
    ...runEvent({ eventTime: `2026-01-31T07:${String(minute).padStart(2, "0")}:00Z`, run: { runId: runId(minute) } }),
    job: { namespace, name: job, facets: sql },
    inputs: inputs.map((name) => ({ namespace: shop, name })),
    outputs,
  };
}

/** When it was received, in microseconds. */
const at = (minute: number): number => (toldFrom + minute * 60_000) * 1000;

const table = (name: string, facets: object = {}): object => ({ namespace: shop, name, facets });

async function told(...events: readonly object[]): Promise<void> {
  await tell(db.store, events);
  await read();
}

const read = async (): Promise<void> => readNewSql(reading());
const reading = (): SqlReading => ({ store: db.store, reader, signal: new AbortController().signal });

/** `source -> target`, `(inferred)` where it is. */
async function edges(from = "tidemark.lineage"): Promise<readonly string[]> {
  const rows = await db.rows<{ readonly edge: string }>(`
    SELECT concat(source_namespace, '/', source_name, ' -> ', target_name, if(inferred, ' (inferred)', '')) AS edge
    FROM ${from} ORDER BY edge`);
  return rows.map(({ edge }) => edge);
}

async function columns(): Promise<readonly string[]> {
  const rows = await db.rows<{ readonly edge: string }>(`
    SELECT concat(source_name, '.', source_field, ' -> ', target_field, ' ', type, ' ', subtype, if(inferred, ' (inferred)', '')) AS edge
    FROM tidemark.column_lineage ORDER BY edge`);
  return rows.map(({ edge }) => edge);
}

const load = "INSERT INTO mart.revenue (day, total) SELECT day, sum(amount) FROM public.orders WHERE paid GROUP BY day";

describe("a job that names only what it writes", () => {
  const writes = { outputs: [table("shop.mart.revenue")] };

  test("has edges by its SQL, named as its dataset is, in the dialect of its database", async () => {
    await told(ran(5, { query: load, ...writes }));
    expect(await edges()).toEqual([`${shop}/shop.public.orders -> shop.mart.revenue (inferred)`]);
    expect(await columns()).toEqual([
      "shop.public.orders.amount -> total DIRECT AGGREGATION (inferred)",
      "shop.public.orders.day ->  INDIRECT GROUP_BY (inferred)",
      "shop.public.orders.day -> day DIRECT IDENTITY (inferred)",
      "shop.public.orders.paid ->  INDIRECT FILTER (inferred)",
    ]);
    expect(await db.rows("SELECT job_name, dialect, problems, edges, column_edges FROM tidemark.sql_lineage")).toEqual([
      { job_name: "load", dialect: "postgresql", problems: [], edges: 1, column_edges: 4 },
    ]);
    expect(await db.rows("SELECT DISTINCT job_name, first_seen, last_seen FROM tidemark.lineage")).toEqual([
      { job_name: "load", first_seen: "2026-01-31 07:00:00.000000", last_seen: "2026-01-31 07:00:00.000000" },
    ]);
  });

  test("where the SQL is a query alone, it is what fills it", async () => {
    await told(ran(1, { query: "SELECT day FROM orders", ...writes }));
    expect(await edges()).toEqual([`${shop}/shop.mart.orders -> shop.mart.revenue (inferred)`]);
  });

  test("has the same whatever the order of its events, and however often it is read", async () => {
    const events = [ran(1, { query: load }), ran(2, writes), ran(3, { query: load, dialect: "postgres" })];
    const seen = [];
    for (const order of [events, events.toReversed()]) {
      await told(...order);
      await read();
      seen.push([await edges(), await columns(), await db.rows("SELECT edges FROM tidemark.sql_lineage")]);
    }
    expect(seen[0]).toEqual(seen[1]);
    const count = "SELECT count() FROM tidemark.inferred_lineage";
    const before = await db.rows(count);
    await read();
    expect(await db.rows(count)).toEqual(before);
    expect(await readAllSql(reading())).toBe(1);
    expect(await edges()).toEqual([`${shop}/shop.public.orders -> shop.mart.revenue (inferred)`]);
  });
});

test("a table that SQL alone names is found, with the jobs that read it", async () => {
  await told(ran(5, { query: load, outputs: [table("shop.mart.revenue")] }));
  const ask = createAsking(db.store)(new AbortController().signal);
  const named = { namespace: shop, name: "shop.public.orders" };
  for (const text of ["orders", "shop.public.orders", `${shop}/shop.public.orders`])
    expect(await resolve(ask, "datasets", text, undefined)).toEqual({ kind: "found", named, canonical: named });
  const times = { firstSeen: "2026-01-31T07:00:00.000000Z", lastSeen: "2026-01-31T07:00:00.000000Z" };
  expect(datasetDetail.parse(await findDataset(ask, named, undefined, named))).toMatchObject({
    ...named,
    onlyInLineage: true,
    writers: [],
    readers: [{ job: { namespace, name: "load" }, ...times }],
    lastReadAt: null,
    schema: null,
  });
  const revenue = await findDataset(ask, { namespace: shop, name: "shop.mart.revenue" }, undefined);
  expect(revenue).toMatchObject({ onlyInLineage: false });
  expect(await findDataset(ask, { namespace: shop, name: "nothing" }, undefined)).toBeUndefined();
});

test("a job that names no dataset has edges between its tables as it calls them, in its own namespace", async () => {
  await told(ran(1, { query: "CREATE TABLE A.b AS SELECT x FROM C", dialect: "snowflake" }));
  expect(await edges()).toEqual([`${namespace}/C -> A.B (inferred)`]);
});

describe("what a producer tells goes before", () => {
  const whole = { inputs: ["shop.public.orders"], outputs: [table("shop.mart.revenue")] };

  test("its edges, while the columns are still read from the SQL", async () => {
    await told(ran(1, { query: load }), ran(2, { query: load, ...whole }));
    expect(await edges()).toEqual([`${shop}/shop.public.orders -> shop.mart.revenue`]);
    expect(await columns()).toHaveLength(4);
  });

  test("its columns", async () => {
    const inputFields = [{ namespace: shop, name: "shop.public.orders", field: "amount" }];
    const columnLineage = { ...facetBase("ColumnLineageDatasetFacet"), fields: { total: { inputFields } } };
    const better = ran(2, { query: load, outputs: [table("shop.mart.revenue", { columnLineage })] });
    await told(ran(1, { query: load, outputs: [table("shop.mart.revenue")] }), better);
    expect(await edges()).toEqual([`${shop}/shop.public.orders -> shop.mart.revenue`]);
    expect(await columns()).toEqual(["shop.public.orders.amount -> total  "]);
  });
});

test("another text replaces the one before, which still answers as of then", async () => {
  const outputs = [table("shop.mart.revenue")];
  const then = (minute: number): string =>
    `tidemark.lineage_as_of(at = '${new Date(at(minute) / 1000).toISOString().slice(0, -1)}')`;
  await told(ran(1, { query: load, outputs }));
  const later = ran(2, { query: "INSERT INTO mart.revenue SELECT day FROM public.refunds", outputs });
  await deliver(db.store, [{ event: object(later), receivedAt: at(1) }]);
  await read();
  expect(await edges()).toEqual([`${shop}/shop.public.refunds -> shop.mart.revenue (inferred)`]);
  expect(await edges(then(0))).toEqual([`${shop}/shop.public.orders -> shop.mart.revenue (inferred)`]);
  expect(await edges(then(1))).toEqual(await edges());
  const sql = { ...facetBase("SQLJobFacet"), _deleted: true, query: "" };
  const deleted = { ...object(ran(3, { outputs })), job: { namespace, name: "load", facets: { sql } } };
  await deliver(db.store, [{ event: deleted, receivedAt: at(2) }]);
  await read();
  expect(await edges()).toEqual([]);
});

test("what cannot be read is told, by its place and not by its words", async () => {
  const secret = "SELECT 'Ada Lovelace' FROM {{ x }}";
  await told(ran(1, { query: "CALL f()", job: "call" }), ran(2, { query: secret, job: "template" }));
  const rows = await db.rows("SELECT job_name, dialect, problems FROM tidemark.sql_lineage ORDER BY job_name");
  expect(rows).toEqual([
    {
      job_name: "call",
      dialect: "generic",
      problems: ["CALL: what it reads and writes cannot be told from its text"],
    },
    {
      job_name: "template",
      dialect: "generic",
      problems: [expect.stringMatching(/^it is no generic SQL from line 1/)],
    },
  ]);
});

test("a text that takes too long is given up, and the next one is read", async () => {
  const hasty = createLineageReader({ patienceMs: 1 });
  const { problems } = await hasty.read(load, "postgresql");
  expect(problems).toEqual(["the parser was given up after 0.001 s"]);
  await hasty.close();
  expect((await reader.read(load, "postgresql")).problems).toEqual([]);
});
