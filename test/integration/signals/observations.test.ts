import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "#signals/catalogue/catalogue.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let db: TestStore;
beforeAll(async () => {
  db = await openTestStore();
});
afterAll(() => db.cleanup());

test.each(catalogue)("what $name is judged from can be asked of the engine", async ({ observations }) => {
  expect(await db.rows(`SELECT time FROM (${observations}) LIMIT 1`)).toEqual([]);
});
