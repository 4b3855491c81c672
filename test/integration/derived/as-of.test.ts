import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relation } from "#store/derived/relation.ts";
import type { ViewName } from "#store/derived/relation.ts";
import { datasetEvent, facetBase, runEvent, runId } from "#test/support/events.ts";
import { tell, toldFrom } from "#test/support/event-log/tell.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** What was known at a time in the past: by when events were received, and not by when they happened. */

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

const base = facetBase("Any");
const raw = { namespace: "s3://lake", name: "raw/orders" };
const place = { namespace: "s3://lake", name: "warehouse/orders" };
const table = { namespace: "hive://metastore", name: "shop.orders" };

/** When so many of the told events had been received. */
function after(events: number): Date {
  return new Date(toldFrom + (events - 1) * 60_000);
}

function schema(hour: number, name: string) {
  return datasetEvent({
    eventTime: `2026-01-31T0${hour}:00:00Z`,
    dataset: { ...place, facets: { schema: { ...base, fields: [{ name, type: "int" }] } } },
  });
}

async function known(asOf: Date | undefined, view: ViewName, columns: string) {
  return db.rows<Record<string, unknown>>(`SELECT ${columns} FROM ${relation(view, asOf)} ORDER BY ALL`);
}

describe("a run", () => {
  const start = runEvent({ eventType: "START", eventTime: "2026-01-31T07:00:00Z" });
  const fail = runEvent({ eventType: "FAIL", eventTime: "2026-01-31T07:10:00Z" });
  const columns = "state, ended_at, ended_received_at";
  const running = [{ state: "RUNNING", ended_at: null, ended_received_at: null }];

  test("was not known before its first event was received, to the microsecond", async () => {
    await tell(db.store, [start]);
    expect(await known(new Date(toldFrom - 1), "runs", columns)).toEqual([]);
    expect(await known(new Date(toldFrom), "runs", columns)).toEqual(running);
  });

  test("that is known to have failed was running then, though it had failed", async () => {
    await tell(db.store, [start, fail]);
    const failed = {
      state: "FAIL",
      ended_at: "2026-01-31 07:10:00.000000",
      ended_received_at: "2026-02-01 12:01:00.000000",
    };
    expect(await known(after(1), "runs", columns)).toEqual(running);
    expect(await known(after(2), "runs", columns)).toEqual([failed]);
    expect(await known(undefined, "runs", columns)).toEqual([failed]);
  });

  test("an event of an earlier time that came later changes nothing of what was known", async () => {
    const earlier = runEvent({ eventType: "START", eventTime: "2026-01-31T06:00:00Z" });
    await tell(db.store, [start, earlier]);
    expect(await known(after(1), "runs", "started_at")).toEqual([{ started_at: "2026-01-31 07:00:00.000000" }]);
    expect(await known(after(2), "runs", "started_at")).toEqual([{ started_at: "2026-01-31 06:00:00.000000" }]);
  });

  test("what came again was known since it first came", async () => {
    await tell(db.store, [start, fail, start, start]);
    expect(await known(after(1), "runs", "received_at")).toEqual(await known(undefined, "runs", "received_at"));
  });
});

describe("lineage", () => {
  const writes = { ...runEvent(), inputs: [raw], outputs: [place] };
  const symlinks = { ...base, identifiers: [{ ...table, type: "TABLE" }] };
  const named = datasetEvent({ dataset: { ...place, facets: { symlinks } } });
  const columns = "source_name, target_name";

  test("an edge is there when both its ends were known", async () => {
    const reads = { ...runEvent({ eventType: "START" }), inputs: [raw] };
    const completes = { ...runEvent(), outputs: [place] };
    await tell(db.store, [reads, completes]);
    expect(await known(after(1), "lineage", columns)).toEqual([]);
    expect(await known(after(2), "lineage", columns)).toEqual([{ source_name: raw.name, target_name: place.name }]);
  });

  test("goes by the names that were known then", async () => {
    await tell(db.store, [writes, named]);
    expect(await known(after(1), "lineage", columns)).toEqual([{ source_name: raw.name, target_name: place.name }]);
    expect(await known(after(2), "lineage", columns)).toEqual([{ source_name: raw.name, target_name: table.name }]);
    expect(await known(undefined, "lineage", columns)).toEqual([{ source_name: raw.name, target_name: table.name }]);
  });
});

describe("what describes a dataset", () => {
  test("a tombstone that came later was not known", async () => {
    const of = { ...base, description: "every order" };
    await tell(db.store, [
      datasetEvent({ dataset: { ...place, facets: { documentation: of } } }),
      datasetEvent({
        dataset: { ...place, facets: { documentation: { ...base, _deleted: true, description: "" } } },
        eventTime: "2026-01-31T08:00:00Z",
      }),
    ]);
    expect(await known(after(1), "datasets", "description")).toEqual([{ description: "every order" }]);
    expect(await known(after(2), "datasets", "description")).toEqual([{ description: "" }]);
  });

  test("a schema's version counts those that were known", async () => {
    await tell(db.store, [schema(8, "second"), schema(7, "first")]);
    const columns = "version, fields[1].path AS field";
    expect(await known(after(1), "schemas", columns)).toEqual([{ version: 1, field: "second" }]);
    expect(await known(after(2), "schemas", columns)).toEqual([
      { version: 1, field: "first" },
      { version: 2, field: "second" },
    ]);
  });
});

test("a result was not known before it was received", async () => {
  const tests = [{ name: "fresh", status: "fail" }];
  const checked = runEvent({ run: { runId: runId(1), facets: { test: { ...base, tests } } } });
  await tell(db.store, [runEvent({ eventType: "START" }), checked]);
  expect(await known(after(1), "quality", "name, success")).toEqual([]);
  expect(await known(after(2), "quality", "name, success")).toEqual([{ name: "fresh", success: false }]);
});
