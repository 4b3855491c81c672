import { describe, expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatMilliseconds, parseSince } from "#cli/numbers.ts";

const now = new Date("2026-01-31T07:00:00Z");

describe("numbers for people", () => {
  test.each([
    [0, "0"],
    [1234567, "1,234,567"],
    [null, "unknown"],
  ])("count %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test.each([
    [5, "5 s"],
    [60, "1 min"],
    [61, "1 min 1 s"],
    [7200, "2 h"],
    [90_061, "1 d 1 h"],
  ])("duration %d", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test.each([
    [308, "308 ms"],
    [25_649, "25.6 s"],
    [725_000, "12 min 5 s"],
  ])("milliseconds %d", (milliseconds, text) => {
    expect(formatMilliseconds(milliseconds)).toBe(text);
  });

  test.each([
    [9, "9 B"],
    [1234, "1.2 kB"],
    [23_000_000, "23.0 MB"],
    [1_234_000_000, "1.2 GB"],
    [5.6e12, "5.6 TB"],
  ])("bytes %d", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("--since", () => {
  test.each([
    ["30m", "2026-01-31T06:30:00.000Z"],
    ["2h", "2026-01-31T05:00:00.000Z"],
    ["7d", "2026-01-24T07:00:00.000Z"],
    ["2026-01-30", "2026-01-30T00:00:00.000Z"],
    ["2026-01-30T10:00:00+02:00", "2026-01-30T08:00:00.000Z"],
  ])("%s", (text, time) => {
    expect(parseSince(text, now)?.toISOString()).toBe(time);
  });

  test.each(["yesterday", "5", "5 parsecs", "2026-99-99", ""])("%j is none", (text) => {
    expect(parseSince(text, now)).toBeUndefined();
  });
});
