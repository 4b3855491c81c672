import { afterAll, beforeAll, expect, test } from "vitest";
import { createAsking } from "#query/ask.ts";
import type { Ask } from "#query/ask.ts";
import { rowsOfNames } from "#query/graph/named-rows.ts";
import type { Named } from "#query/named.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
let ask: Ask;
beforeAll(async () => {
  opened = await openTestStore({ derived: false });
  ask = createAsking(opened.store)(new AbortController().signal);
});
afterAll(async () => {
  await opened.cleanup();
});

/** What is escaped once for an array and once more for a setting. */
const odd = "'\\\n\t\0é😀".repeat(8);

/** Of the numbers, those whose names were asked for. */
async function found(names: readonly Named[], count: number, spaces: number): Promise<readonly string[]> {
  let statements = 0;
  const counting: Ask = async (sql, values) => {
    statements++;
    return ask(sql, values);
  };
  const rows = await rowsOfNames<{ readonly n: string }>(
    counting,
    names,
    (among, values) => `
      SELECT toString(number) AS n
      FROM (
        SELECT number, concat('n', toString(number % ${spaces})) AS namespace,
          concat(${values.text(odd)}, toString(number)) AS name
        FROM numbers(${count}))
      WHERE ${among("namespace", "name")}`,
  );
  return [statements > 1 ? "several statements" : "one statement", ...rows.map(({ n }) => n)];
}

const named = (number: number, spaces: number): Named => ({
  namespace: `n${number % spaces}`,
  name: `${odd}${number}`,
});

test.each([3, 50])("each name is found once, however many there are, in %i namespaces", async (spaces) => {
  const every = Array.from({ length: 9000 }, (_, index) => index * 2);
  const [statements, ...rows] = await found(
    every.map((number) => named(number, spaces)),
    20_000,
    spaces,
  );
  expect(statements).toBe("several statements");
  expect(rows.map(Number).toSorted((a, b) => a - b)).toEqual(every);
});

test("a name of another namespace is not it, and of no names there are no rows", async () => {
  expect(await found([{ namespace: "n1", name: `${odd}0` }, named(4, 3)], 10, 3)).toEqual(["one statement", "4"]);
  expect(await found([], 10, 3)).toEqual(["one statement"]);
});
