import { expect, test } from "vitest";
import { facetBase, runEvent } from "#test/support/events.ts";
import { rowOf } from "#test/support/pipeline.ts";

const base = facetBase("BaseSubsetDatasetFacet");
const orders = { namespace: "s3://lake", name: "orders" };

function read(inputCondition: unknown): string | undefined {
  const subset = { ...base, inputCondition };
  return rowOf({ ...runEvent(), inputs: [{ ...orders, inputFacets: { subset } }] }).datasets[0]?.partition;
}

const equal = (field: string, value: string) => ({
  type: "compare",
  left: { type: "field", field },
  right: { type: "literal", value },
  comparison: "EQUAL",
});

const both = (left: unknown, right: unknown, operator = "AND") => ({ type: "binary", operator, left, right });

test("the whole dataset", () => {
  expect(rowOf(runEvent({ inputs: [orders] })).datasets).toMatchObject([{ partition: "" }]);
  expect(read(undefined)).toBe("");
});

test("what was written", () => {
  const dimensions = { region: "eu", dt: "2026-01-01" };
  const subset = { ...base, outputCondition: { type: "partition", partitions: [{ dimensions }] } };
  const event = { ...runEvent(), outputs: [{ ...orders, outputFacets: { subset } }] };
  expect(rowOf(event).datasets).toMatchObject([{ partition: "dt=2026-01-01/region=eu" }]);
});

test.each([
  [
    "partitions",
    { type: "partition", partitions: [{ dimensions: { dt: 2 } }, { dimensions: { dt: 1 } }] },
    "dt=1,dt=2",
  ],
  ["a partition by its name", { type: "partition", partitions: [{ identifier: "2026-01-PL" }] }, "2026-01-PL"],
  ["a value of no text", { type: "partition", partitions: [{ dimensions: { dt: null } }] }, "dt=null"],
  ["a place", { type: "location", locations: ["s3://lake/a"] }, "s3://lake/a"],
  ["places", { type: "location", locations: ["/b", "/a"] }, "/a,/b"],
  ["a field's value", equal("dt", "2026-01-01"), "dt=2026-01-01"],
  ["fields' values", both(equal("region", "eu"), equal("dt", "1")), "dt=1/region=eu"],
])("%s", (_, condition, expected) => {
  expect(read(condition)).toBe(expected);
});

test.each([
  ["none of the partitions", { partitions: [], type: "partition" }],
  ["either of two", both(equal("dt", "1"), equal("dt", "2"), "OR")],
  ["a place and a value", both({ locations: ["/a"], type: "location" }, equal("dt", "1"))],
  ["a span", { ...equal("dt", "1"), comparison: "GREATER_THAN" }],
  ["of a kind that nobody knows", { type: "sample", percent: 5 }],
])("%s is JSON, the same however it is ordered", (_, condition) => {
  const told = read(condition);
  expect(JSON.parse(told ?? "")).toEqual(condition);
  expect(read(reversed(condition))).toBe(told);
});

test("a long one is cut", () => {
  const locations = Array.from({ length: 500 }, (_, n) => `s3://lake/orders/${n}`);
  const told = read({ type: "location", locations });
  expect(told).toMatch(/^s3:\/\/lake\/orders\/0,.*…$/);
  expect(told).toHaveLength(1001);
});

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
