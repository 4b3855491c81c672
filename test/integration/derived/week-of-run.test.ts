import { v4, v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pointer } from "#store/derived/generations.ts";
import { settledRunDatasets, weekOfWrites } from "#store/derived/settled.ts";
import { deliver } from "#test/support/event-log/deliver.ts";
import { settleAll } from "#test/support/event-log/trial.ts";
import { runEvent } from "#test/support/events.ts";
import { object } from "#test/support/naive/json.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** What is known of runs, by the week of their ids: what is asked of one week leaves the others unread. */

const orders = { namespace: "postgres://db:5432", name: "shop.public.orders" };
const monday = Date.UTC(2026, 5, 1, 12);
const week = 7 * 24 * 60 * 60 * 1000;
const weeks = 10;

let db: TestStore;

function wrote(runId: string, at: number, eventType: "COMPLETE" | "FAIL" = "COMPLETE") {
  const eventTime = new Date(at).toISOString();
  return { ...runEvent({ eventType, eventTime, run: { runId } }), inputs: [], outputs: [orders] };
}

const lastWrite = (): Promise<readonly { readonly at: string }[]> =>
  db.rows<{ readonly at: string }>("SELECT toString(last_written_at) AS at FROM tidemark.datasets");

const ids = Array.from({ length: weeks }, (_, index) => v7({ msecs: monday + index * week }));
const [fourth, last] = [ids[3] ?? "", ids.at(-1) ?? ""];

/** In the order of their arrival. */
async function hear(events: readonly object[]): Promise<void> {
  const told = events.map((event, index) => ({ event: object(event), receivedAt: (Date.now() + index) * 1000 }));
  await deliver(db.store, told);
}

/** Rows that the engine reads for it. */
const read = async (where: string): Promise<number> => {
  const query = `SELECT count() FROM ${pointer(settledRunDatasets)} WHERE ${where}`;
  const answer = await db.store.client.query({ query, format: "JSON" });
  return (await answer.json()).statistics?.rows_read ?? 0;
};

beforeAll(async () => {
  db = await openTestStore();
  await hear(ids.map((id, index) => wrote(id, monday + index * week)));
  await settleAll(db.store);
});

afterAll(() => db.cleanup());

test("a dataset was last written in the newest of the weeks", async () => {
  expect(await lastWrite()).toEqual([{ at: "2026-08-03 12:00:00.000000" }]);
});

test("a question about known runs, or about the writes of a week, reads the parts of that week alone", async () => {
  expect(await read("dataset_name != ''")).toBe(weeks);
  expect(await read(`run_id = '${fourth}'`)).toBe(1);
  const ofWeek = `(SELECT ${weekOfWrites} FROM tidemark_derived.run_datasets WHERE run_id = '${fourth}')`;
  // Two: of the question, and of the table asked for the week.
  expect(await read(`(${weekOfWrites}) IN ${ofWeek}`)).toBe(2);
});

test("a run that fails after all takes its write back, and the one of an earlier week is the last", async () => {
  await hear([wrote(last, monday + weeks * week, "FAIL")]);
  const asked = await lastWrite();
  await settleAll(db.store);
  expect(await lastWrite()).toEqual(asked);
  expect(asked).toEqual([{ at: "2026-07-27 12:00:00.000000" }]);
});

test("runs whose ids tell no time stand together, and count as others do", async () => {
  await hear([wrote(v4(), monday + 2 * weeks * week), wrote("nightly-2026-11", monday + weeks * week)]);
  await settleAll(db.store);
  expect(await lastWrite()).toEqual([{ at: "2026-10-19 12:00:00.000000" }]);
});
