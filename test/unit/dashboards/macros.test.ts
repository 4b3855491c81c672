import { describe, expect, test } from "vitest";
import { addShelves } from "#dashboards/build/grid.ts";
import { oneIndent } from "#dashboards/build/query.ts";
import { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { expandMacros } from "#test/support/grafana/macros.ts";
import { interpolate } from "#test/support/grafana/variables.ts";

const range = {
  from: new Date("2026-01-01T00:00:00.500Z"),
  to: new Date("2026-01-02T00:00:00Z"),
  intervalSeconds: 90.7,
};

describe("macros", () => {
  test.each([
    ["$__timeFilter(at)", "at >= toDateTime(1767225600) AND at <= toDateTime(1767312000)"],
    [
      "$__timeFilter_ms(at)",
      "at >= fromUnixTimestamp64Milli(1767225600500) AND at <= fromUnixTimestamp64Milli(1767312000000)",
    ],
    ["$__dateFilter(day)", "day >= toDate('2026-01-01') AND day <= toDate('2026-01-02')"],
    ["$__fromTime - INTERVAL 1 DAY", "toDateTime(1767225600) - INTERVAL 1 DAY"],
    ["f($__toTime)", "f(toDateTime(1767312000))"],
    ["$__timeInterval(at)", "toStartOfInterval(toDateTime(at), INTERVAL 90 second)"],
    ["$__interval_s", "90"],
  ])("%s", (sql, expanded) => {
    expect(expandMacros(sql, range)).toBe(expanded);
  });

  test("are refused when the data source does not know them, or wants an argument", () => {
    expect(() => expandMacros("$__timeFilter", range)).toThrow("one argument");
    expect(() => expandMacros("$__timeGroup(at)", range)).toThrow("no macro");
  });
});

describe("variables", () => {
  test("are encoded, quotes and all", () => {
    expect(interpolate("f('${name:percentencode}')", { name: `it's \\ (é) *!` })).toBe(
      "f('it%27s%20%5C%20%28%C3%A9%29%20%2A%21')",
    );
  });

  test("are refused as they are, and when the page has none of that name", () => {
    expect(() => interpolate("'${name}'", { name: "x" })).toThrow("not safe");
    expect(() => interpolate("'${other:percentencode}'", { name: "x" })).toThrow("no variable");
  });
});

test("SQL is moved to the left by what all its lines have", () => {
  expect(oneIndent("\n    SELECT 1\n    FROM (\n      SELECT 2)\n")).toBe("SELECT 1\nFROM (\n  SELECT 2)");
});

test("a shelf that does not fill its width is refused", () => {
  expect(() => addShelves(new DashboardBuilder("x"), [{ height: 4, panels: [] }])).toThrow("0 columns wide");
});
