import { afterAll, beforeAll, expect, test } from "vitest";
import { RowEncoder } from "#store/columns.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const january = Date.UTC(2026, 0, 10) * 1000;
const february = Date.UTC(2026, 1, 10) * 1000;

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});

async function insert(...rows: readonly Partial<EventRow>[]): Promise<void> {
  const encoder = new RowEncoder(events);
  for (const row of rows) encoder.add(eventRow(row));
  await opened.store.insert(encoder);
}

const received = (where: string): Promise<readonly { event_id: string; source: string }[]> =>
  opened.rows(`SELECT event_id, source FROM tidemark.events FINAL WHERE ${where} ORDER BY event_id`);

test("an event received again keeps its first reception: in one batch, in two, in two months, in any order", async () => {
  await insert(
    { event_id: "one batch", received_at: january + 5, source: "later" },
    { event_id: "one batch", received_at: january, source: "first" },
  );
  await insert({ event_id: "two batches", received_at: january + 5, source: "later" });
  await insert({ event_id: "two batches", received_at: january, source: "first" });
  await insert({ event_id: "two months", received_at: february, source: "later" });
  await insert({ event_id: "two months", received_at: january, source: "first" });
  const once = [
    { event_id: "one batch", source: "first" },
    { event_id: "two batches", source: "first" },
    { event_id: "two months", source: "first" },
  ];
  expect(await received("1")).toEqual(once);
  await opened.store.engine.run("OPTIMIZE TABLE tidemark.events FINAL");
  expect(await received("1")).toEqual(once);
});

test("a span of received time does not bring a later copy to light", async () => {
  expect(await received("received_at >= '2026-02-01'")).toEqual([]);
  expect(await received("received_at < '2026-02-01' AND event_id = 'two months'")).toEqual([
    { event_id: "two months", source: "first" },
  ]);
});

test("duplicates seen outlive the merges", async () => {
  expect(
    await opened.rows(
      "SELECT toUInt32(sum(rows)) AS deliveries, (SELECT toUInt32(count()) FROM tidemark.events FINAL) AS events FROM tidemark.deliveries",
    ),
  ).toEqual([{ deliveries: 6, events: 3 }]);
});

test("filters by run and by event are used", async () => {
  const plan = await opened.rows<{ explain: string }>(
    "EXPLAIN indexes = 1 SELECT payload FROM tidemark.events FINAL WHERE run_id = 'nobody'",
  );
  expect(plan.map(({ explain }) => explain).join("\n")).toMatch(/Name: run_id/);
});

test("the newest state of a dead letter counts", async () => {
  const letter: DeadLetterRow = {
    dead_letter_id: "a",
    received_at: january,
    source: "http",
    stage: "decode",
    reason: "not_json",
    detail: "",
    raw_bytes: 1,
    raw: Buffer.from("x"),
    redriven_at: null,
    updated_at: january,
  };
  for (const row of [{ ...letter, redriven_at: february, updated_at: february }, letter]) {
    const encoder = new RowEncoder(deadLetters);
    encoder.add(row);
    await opened.store.insert(encoder);
  }
  expect(await opened.rows("SELECT redriven_at IS NOT NULL AS redriven FROM tidemark.dead_letters FINAL")).toEqual([
    { redriven: 1 },
  ]);
});
