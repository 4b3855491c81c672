import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetEvent, facetBase, runEvent, runId } from "#test/support/events.ts";
import { tell } from "#test/support/event-log/tell.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** Versions of a dataset's schema: who said them, when first and when last. */

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

const orders = { namespace: "postgres://db:5432", name: "shop.public.orders" };
const [id, amount, note] = ["id", "amount", "note"].map((name) => ({ name, type: "int" }));

function schema(fields: readonly unknown[]) {
  return { facets: { schema: { ...facetBase("SchemaDatasetFacet"), fields } } };
}

/** A run that writes the dataset, with these fields, at an hour. */
function written(hour: number, ...fields: readonly unknown[]) {
  return {
    ...runEvent({ eventTime: `2026-01-31T0${hour}:00:00Z`, run: { runId: runId(hour) } }),
    outputs: [{ ...orders, ...schema(fields) }],
  };
}

function clock(hour: number): string {
  return `2026-01-31 0${hour}:00:00.000000`;
}

async function versions(columns: string) {
  return db.rows<Record<string, unknown>>(
    `SELECT version, arrayStringConcat(fields.path, ',') AS fields, ${columns} FROM tidemark.schemas ORDER BY version`,
  );
}

test("a schema that comes back is the version it was, and was seen again", async () => {
  const flapping = [written(1, id, amount), written(2, id), written(3, id, amount), written(4, id)];
  const seen = [
    { version: 1, fields: "id,amount", first_seen: clock(1), last_seen: clock(3) },
    { version: 2, fields: "id", first_seen: clock(2), last_seen: clock(4) },
  ];
  await tell(db.store, flapping);
  expect(await versions("first_seen, last_seen")).toEqual(seen);
  await tell(db.store, flapping.toReversed());
  expect(await versions("first_seen, last_seen")).toEqual(seen);
});

test("a version that is learnt of late moves the later ones", async () => {
  await tell(db.store, [written(3, id, amount), written(1, id)]);
  expect(await versions("received_at")).toEqual([
    { version: 1, fields: "id", received_at: "2026-02-01 12:01:00.000000" },
    { version: 2, fields: "id,amount", received_at: "2026-02-01 12:00:00.000000" },
  ]);
});

test("another order and another type are other schemas", async () => {
  await tell(db.store, [written(1, id, amount), written(2, amount, id), written(3, id, { ...amount, type: "text" })]);
  expect((await versions("1")).map((row) => row["fields"])).toEqual(["id,amount", "amount,id", "id,amount"]);
});

test("the fields of a struct are known by their path", async () => {
  const address = {
    name: "address",
    type: "struct",
    fields: [{ name: "city", type: "struct", fields: [{ name: "zip" }] }],
  };
  await tell(db.store, [written(1, address, note)]);
  expect(await db.rows("SELECT fields FROM tidemark.schemas")).toEqual([
    {
      fields: [
        { path: "address", type: "struct" },
        { path: "address.city", type: "struct" },
        { path: "address.city.zip", type: "" },
        { path: "note", type: "int" },
      ],
    },
  ]);
});

test("who said it last is the writer, or nobody for a dataset event", async () => {
  const told = { ...datasetEvent({ eventTime: "2026-01-31T05:00:00Z" }), dataset: { ...orders, ...schema([id]) } };
  await tell(db.store, [written(1, id)]);
  expect(await versions("job_name, role")).toEqual([
    { version: 1, fields: "id", job_name: "shop.load_orders", role: "output" },
  ]);
  await tell(db.store, [told, written(1, id)]);
  expect(await versions("job_name, role")).toEqual([{ version: 1, fields: "id", job_name: "", role: "subject" }]);
});

test("a reader that says the writer's schema later does not take its place; of what nobody writes the reader is told", async () => {
  const read = (hour: number) => ({
    ...runEvent({ eventTime: `2026-01-31T0${hour}:00:00Z`, run: { runId: runId(hour) } }),
    job: { namespace: "bi", name: "report" },
    inputs: [{ ...orders, ...schema([id]) }],
    outputs: [],
  });
  await tell(db.store, [written(1, id), read(2), written(3, amount)]);
  expect(await versions("job_name, role, last_seen")).toEqual([
    { version: 1, fields: "id", job_name: "shop.load_orders", role: "output", last_seen: clock(2) },
    { version: 2, fields: "amount", job_name: "shop.load_orders", role: "output", last_seen: clock(3) },
  ]);
  await tell(db.store, [read(2)]);
  expect(await versions("job_name, role")).toEqual([{ version: 1, fields: "id", job_name: "report", role: "input" }]);
});

test("a run that alters a table leaves the schema that it writes, never a mixture", async () => {
  const alters = { ...written(1, id, amount), inputs: [{ ...orders, ...schema([id]) }] };
  await tell(db.store, [alters]);
  expect((await versions("1")).map((row) => row["fields"])).toEqual(["id,amount"]);
});
