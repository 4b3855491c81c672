import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { views } from "#store/derived/views/views.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});

const described = async (relation: string) =>
  (await opened.rows<{ name: string; type: string }>(`DESCRIBE ${relation}`)).map(({ name: column, type }) => ({
    name: column,
    // The engine breaks the lines of a tuple.
    type: type.replaceAll(/\n\s*/g, "").replaceAll(",", ", ").replaceAll(",  ", ", "),
  }));

describe.each(views)("tidemark.$name", ({ name, columns }) => {
  const documented = Object.entries(columns).map(([column, [type]]) => ({ name: column, type }));

  test("has the columns that its documentation lists", async () => {
    expect(await described(`TABLE tidemark.${name}`)).toEqual(documented);
  });

  test("has a twin for any moment with the same columns", async () => {
    expect(await described(`(SELECT * FROM tidemark.${name}_as_of(at = '2026-01-01 00:00:00'))`)).toEqual(documented);
  });
});
