import { describe, expect, test } from "vitest";
import { parseThreshold } from "#cli/threshold.ts";

describe("what a number has to be", () => {
  test.each([
    ["= 0", "= 0", [0], [1, -1]],
    ["0", "= 0", [0], [1]],
    ["!= 0", "!= 0", [1], [0]],
    ["<5", "< 5", [4.9], [5]],
    ["<= 5", "<= 5", [5], [5.1]],
    ["> -1.5", "> -1.5", [-1], [-1.5]],
    [">= 1e3", ">= 1e3", [1000], [999]],
    ["between 1 and 5", "between 1 and 5", [1, 5], [0, 6]],
  ])("%s", (text, shown, within, beyond) => {
    const threshold = parseThreshold(text);
    expect(threshold?.text).toBe(shown);
    expect(within.every((value) => threshold?.holds(value))).toBe(true);
    expect(beyond.some((value) => threshold?.holds(value))).toBe(false);
  });

  test.each(["", "many", "=", "= x", "1 2", "between 1", "=> 3", "== 3"])("%j is none", (text) => {
    expect(parseThreshold(text)).toBeUndefined();
  });
});
