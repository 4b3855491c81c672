import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { watchedExpectations } from "#signals/evaluator/watched-expectations.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

let directory: string;
let told: string[];
let clock: number;
beforeEach(() => {
  directory = temporaryDirectory();
  told = [];
  clock = 0;
});

const put = (name: string, text: string) => writeFileSync(join(directory, name), `version: 1\n${text}`);

function watched() {
  return watchedExpectations({
    paths: [directory],
    elapsed: () => clock,
    onRead: ({ files, problems, used }) => told.push(`${files} ${problems.length} ${used}`),
  });
}

const maxAge = (source: ReturnType<typeof watched>): unknown =>
  source.current().resolver.dataset({ namespace: "db", name: "orders" }).expectations.freshness;

it("reads files again when they change, come or go, and only then", () => {
  put("tidemark.yml", "datasets: [{ match: orders, freshness: 1h }]");
  const source = watched();
  expect(maxAge(source)).toMatchObject({ maxAgeMs: 3_600_000 });
  expect(source.current()).toBe(source.current());
  put("tidemark.yml", "datasets: [{ match: orders, freshness: 2h }]");
  expect(maxAge(source)).toMatchObject({ maxAgeMs: 7_200_000 });
  mkdirSync(join(directory, "tidemark"));
  put("tidemark/later.yml", "datasets: [{ match: orders, freshness: 3h }]");
  expect(maxAge(source)).toMatchObject({ maxAgeMs: 10_800_000 });
  rmSync(join(directory, "tidemark"), { recursive: true });
  expect(maxAge(source)).toMatchObject({ maxAgeMs: 7_200_000 });
  expect(told).toEqual(["1 0 true", "1 0 true", "2 0 true", "1 0 true"]);
});

it("keeps what was right when an edit is wrong, and says so once", () => {
  put("tidemark.yml", "datasets: [{ match: orders, freshness: 1h }]");
  const source = watched();
  source.current();
  put("tidemark.yml", "datasets: [{ match: orders, freshness: soon }]");
  expect(maxAge(source)).toMatchObject({ maxAgeMs: 3_600_000 });
  source.current();
  expect(told).toEqual(["1 0 true", "1 1 false"]);
  put("tidemark.yml", "datasets: [{ match: orders, freshness: 5h }]");
  expect(maxAge(source)).toMatchObject({ maxAgeMs: 18_000_000 });
});

it("reads a calendar again that a file includes", () => {
  put("tidemark.yml", "calendars: { de: { include: de.yml } }\ndefaults: { calendar: de }");
  put("de.yml", "holidays: [2030-01-01]");
  const source = watched();
  const before = source.current();
  expect(source.current()).toBe(before);
  put("de.yml", "holidays: [2030-01-02]");
  expect(source.current()).not.toBe(before);
});
