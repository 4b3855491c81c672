import { describe, expect, test } from "vitest";
import { planChunks } from "#store/derived/plan-chunks.ts";

const hours = (...sizes: readonly number[]) =>
  sizes.map((size, index) => ({ hour: `2026-01-01 0${index}:00:00`, size }));

describe("chunks of events", () => {
  test("hours stand together until there are enough; a large one stands alone", () => {
    const chunks = planChunks(hours(4, 3, 3, 50, 1, 10), 10);
    expect(chunks.map(({ first, last, size }) => `${first.slice(11, 13)}-${last.slice(11, 13)} ${size}`)).toEqual([
      "00-02 10",
      "03-03 50",
      "04-04 1",
      "05-05 10",
    ]);
  });

  test("none without events", () => {
    expect(planChunks([], 10)).toEqual([]);
  });

  test("events that come later leave the cuts before them where they are", () => {
    const before = planChunks(hours(4, 3, 3, 5), 10);
    expect(planChunks(hours(4, 3, 3, 6, 9), 10).slice(0, -2)).toEqual(before.slice(0, -1));
  });
});
