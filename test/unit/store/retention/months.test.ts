import { describe, expect, test } from "vitest";
import { boundsOf, chooseMonths } from "#store/retention/months.ts";

const months = [
  { month: "2025-11", rows: 10, bytes: 400 },
  { month: "2025-12", rows: 10, bytes: 300 },
  { month: "2026-01", rows: 10, bytes: 200 },
  { month: "2026-02", rows: 10, bytes: 100 },
];
const now = new Date("2026-02-15T00:00:00Z");
const day = 86_400;

function chosen(maxAgeSeconds: number | null, maxBytes: number | null, total?: number): readonly string[] {
  return chooseMonths(months.toReversed(), { maxAgeSeconds, maxBytes }, now, total).map(
    ({ month, reason }) => `${month} ${reason}`,
  );
}

test("without a limit nothing goes", () => {
  expect(chosen(null, null)).toEqual([]);
});

describe("by age", () => {
  test("a month goes once all of it is older", () => {
    // The end of December is 45 days ago.
    expect(chosen(45 * day, null)).toEqual(["2025-11 age", "2025-12 age"]);
    expect(chosen(46 * day, null)).toEqual(["2025-11 age"]);
  });

  test("the month that is going on stays", () => {
    expect(chosen(0, null)).toEqual(["2025-11 age", "2025-12 age", "2026-01 age"]);
  });
});

describe("by size", () => {
  test("the oldest go until the rest fits", () => {
    expect(chosen(null, 1000)).toEqual([]);
    expect(chosen(null, 999)).toEqual(["2025-11 size"]);
    expect(chosen(null, 600)).toEqual(["2025-11 size"]);
    expect(chosen(null, 599)).toEqual(["2025-11 size", "2025-12 size"]);
    expect(chosen(null, 1)).toEqual(["2025-11 size", "2025-12 size", "2026-01 size"]);
  });

  test("what else the class holds counts too", () => {
    expect(chosen(null, 1000, 1500)).toEqual(["2025-11 size", "2025-12 size"]);
  });

  test("what goes for its age makes room", () => {
    expect(chosen(47 * day, 600)).toEqual(["2025-11 age"]);
    expect(chosen(47 * day, 599)).toEqual(["2025-11 age", "2025-12 size"]);
  });
});

test("a month ends where the next begins, over the year too", () => {
  expect(boundsOf("2025-12")).toEqual({ from: Date.UTC(2025, 11) * 1000, to: Date.UTC(2026, 0) * 1000 });
});
