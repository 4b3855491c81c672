import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { rereadNewest } from "#store/derived/reread.ts";
import type { Store } from "#store/store.ts";
import { startChild } from "#test/support/child.ts";
import { deliveryBatches } from "#test/support/event-log/delivery-batches.ts";
import { differences, explain } from "#test/support/event-log/difference.ts";
import { comparable, expected, readViews } from "#test/support/event-log/read-views.ts";
import { openAt } from "#test/support/event-log/reopening-store.ts";
import { settleAll } from "#test/support/event-log/trial.ts";
import { until } from "#test/support/load.ts";
import { object } from "#test/support/naive/json.ts";
import type { Delivery } from "#test/support/naive/told.ts";
import { naiveViews } from "#test/support/naive/views.ts";
import { Chance } from "#test/support/event-log/variation.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const seeds = 8;
const kills = 3;

interface Line {
  readonly begun: number;
  readonly acknowledged: number;
}

test("killed in the middle of its work, what is derived is what the stored events say", async () => {
  const path = temporaryDirectory();
  const batches = deliveryBatches(seeds);
  const chance = new Chance(Date.now());
  let acknowledged = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const from = acknowledged;
    const child = startChild<Line>("test/support/event-log/delivery-process.ts", { path, seeds, from });
    onTestFinished(() => child.kill());
    const target = Math.floor((batches.length * kill) / (kills + 1));
    await until(() => (child.latest()?.begun ?? 0) > target, 60_000);
    // Somewhere in the insert, or after it.
    await delay(chance.below(250));
    await child.kill();
    acknowledged = child.latest()?.acknowledged ?? from;
    // Of the batch that was on its way, some may be stored, and of that some derived.
    expect(await judged(path, batches.slice(0, acknowledged).flat())).toBe("");
  }
  await startChild<Line>("test/support/event-log/delivery-process.ts", { path, seeds, from: acknowledged }).ended;
  expect(await judged(path, batches.flat())).toBe("");
}, 180_000);

/** Opens the store as a collector does, and says in what the views differ from what its events say. */
async function judged(path: string, acknowledged: readonly Delivery[]): Promise<string> {
  const store = await openAt(path);
  try {
    await rereadNewest(store);
    await settleAll(store);
    const stored = await storedEvents(store);
    // An event that was acknowledged is there.
    const known = naiveViews([...stored, ...acknowledged]);
    return explain(differences(comparable(await readViews(store)), expected([known])));
  } finally {
    await store.close();
  }
}

async function storedEvents(store: Store): Promise<readonly Delivery[]> {
  const result = await store.client.query({
    query: "SELECT payload, toUnixTimestamp64Micro(received_at) AS receivedAt FROM tidemark.events FINAL",
    format: "JSONEachRow",
  });
  const rows = await result.json<{ readonly payload: string; readonly receivedAt: number }>();
  return rows.map(({ payload, receivedAt }) => ({
    event: object(JSON.parse(payload)),
    receivedAt,
  }));
}
