import { assert, integer, json, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "#collector/stages/decode.ts";
import { nestsBeyond } from "#collector/stages/bracket-depth.ts";

const padding = JSON.stringify("x".repeat(300_000));

function nested(levels: number): Buffer {
  return Buffer.from(`[${padding},${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}]`);
}

describe("nesting of large texts", () => {
  test("is counted by brackets", () => {
    expect(nestsBeyond(nested(5), 5)).toBe(false);
    expect(nestsBeyond(nested(6), 5)).toBe(true);
  });

  test("is the same that the parser finds, whatever strings hold", () => {
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    assert(
      property(json({ maxDepth: 8, stringUnit: "binary" }), integer({ min: 1, max: 8 }), (value, depth) => {
        const text = `[${padding},${value}]`;
        expect(nestsBeyond(Buffer.from(text), depth)).toBe(depthOf(JSON.parse(text)) > depth);
      }),
      { numRuns: 30 },
    );
  });

  test("16 MB of brackets are refused without being parsed", () => {
    const started = performance.now();
    expect(decode(Buffer.alloc(16_000_000, "["))).toMatchObject({ kind: "reject", reason: "too_deep" });
    expect(performance.now() - started).toBeLessThan(500);
  });

  test("a string without end is left to the parser", () => {
    expect(decode(Buffer.from(`{"a":"${"[".repeat(300_000)}\\"`))).toMatchObject({ reason: "not_json" });
  });
});
