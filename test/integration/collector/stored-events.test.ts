import { afterAll, beforeAll, expect, test } from "vitest";
import { storedEvents } from "#collector/stored-events.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore({ derived: false });
});
afterAll(() => opened.cleanup());

async function insert(events: number): Promise<void> {
  await opened.store.client.command({
    query: `INSERT INTO tidemark.events (event_id, event_time, received_at, job_name)
      SELECT lower(hex(sipHash128(number))), '2026-01-31 07:00:00', '2026-01-31 07:00:01', 'job' FROM numbers(${events})`,
  });
}

test("a store without events has none, and none is the newest", async () => {
  expect(await storedEvents(opened.store)).toEqual({ events: 0, approximate: false, newestReceivedAt: null });
});

test("copies are not counted: exactly among few events, nearly among many", async () => {
  await opened.store.client.command({ query: "SYSTEM STOP MERGES tidemark.events" });
  await insert(20_000);
  await insert(2000);
  const newestReceivedAt = "2026-01-31T07:00:01Z";
  expect(await storedEvents(opened.store)).toEqual({ events: 20_000, approximate: false, newestReceivedAt });
  const { events, approximate } = await storedEvents(opened.store, 5000);
  expect(approximate).toBe(true);
  expect(events).not.toBe(22_000);
  // One of five events is looked at: the standard error of 2,000 copies is 89.
  expect(Math.abs(events - 20_000)).toBeLessThan(3 * 89);
});
