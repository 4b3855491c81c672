import { afterAll, beforeAll, expect, test } from "vitest";
import { askPanels } from "#bench/synthetic/ask.ts";
import type { Asked } from "#bench/synthetic/ask.ts";
import { generateRows } from "#bench/synthetic/generate.ts";
import { loadRows } from "#bench/synthetic/load.ts";
import { settle } from "#store/derived/settle.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let db: TestStore;
beforeAll(async () => {
  db = await openTestStore();
});
afterAll(async () => {
  await db.cleanup();
});

test("the twenty queries have answers", async () => {
  const rows = generateRows({ seed: 1, start: Date.UTC(2026, 6, 1) * 1000 });
  const { until } = await loadRows(db.store, rows, 20_000);
  while ((await settle(db.store)) > 0);
  const asked: Asked[] = [];
  await askPanels(db.store.client, until, 1, (one) => asked.push(one));
  expect(asked).toHaveLength(20);
  expect(asked.filter((one) => one.rows === 0).map(({ name }) => name)).toEqual([]);
});
