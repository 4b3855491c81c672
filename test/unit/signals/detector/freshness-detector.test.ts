import { describe, expect, test } from "vitest";
import { createChance } from "#bench/detection/chance.ts";
import { createFreshnessDetector } from "#signals/detector/freshness/freshness-detector.ts";
import type { Arrival, FreshnessSettings } from "#signals/detector/freshness/due.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A Monday. */
const start = Date.UTC(2026, 0, 5);

function observe(
  writes: readonly number[],
  settings: FreshnessSettings = {},
): { arrivals: Arrival[]; detector: ReturnType<typeof createFreshnessDetector> } {
  const detector = createFreshnessDetector(settings);
  return { arrivals: writes.map((at) => detector.observe({ at })), detector };
}

function jitter(seed: string): (spread: number) => number {
  const chance = createChance(seed);
  return (spread) => Math.round(spread * chance.normal());
}

describe("daily writes on business days", () => {
  const off = jitter("business");
  const writes = Array.from({ length: 84 }, (_, index) => index)
    .filter((index) => index % 7 < 5)
    .map((index) => start + index * day + 6 * hour + off(6 * minute));
  test("weekends are waited for, and no more", () => {
    const { arrivals, detector } = observe(writes);
    expect(arrivals.filter(({ late }) => late)).toEqual([]);
    const due = detector.due();
    expect(due).toMatchObject({ state: "expected", kind: "clock", cadenceMs: expect.closeTo(day, -7) });
    // The last was on a Friday.
    expect(due.dueAt).toBeGreaterThan(start + 84 * day + 6 * hour);
    expect(due.dueAt).toBeLessThan(start + 84 * day + 9 * hour);
  });
  test("a holiday is waited for", () => {
    const holiday = start + 84 * day;
    const { detector } = observe(writes, { isDayOff: (at) => at >= holiday && at < holiday + day });
    expect(detector.due().expectedAt).toBeGreaterThan(start + 85 * day);
    expect(detector.due().dueAt).toBeLessThan(start + 85 * day + 9 * hour);
  });
});

test("hourly writes are late soon after the hour", () => {
  const off = jitter("hourly");
  const { arrivals, detector } = observe(
    Array.from({ length: 400 }, (_, index) => start + index * hour + 12 * minute + off(minute)),
  );
  expect(arrivals.filter(({ late }) => late)).toEqual([]);
  expect(detector.due().dueAt).toBeLessThan(start + 400 * hour + 30 * minute);
});

test("monthly writes", () => {
  const { detector } = observe(Array.from({ length: 9 }, (_, index) => Date.UTC(2025, index, 1, 4)));
  expect(detector.due().expectedAt).toBe(Date.UTC(2025, 9, 1, 4));
});

test("learning says how far it is", () => {
  const { detector } = observe([start, start + day, start + 2 * day]);
  expect(detector.due()).toMatchObject({
    state: "learning",
    dueAt: null,
    history: { points: 3, wanted: 14, from: start },
  });
});

test("after a lasting change there is a new pattern", () => {
  const off = jitter("change");
  const writes = Array.from(
    { length: 60 },
    (_, index) => start + index * day + (index < 40 ? 6 : 11) * hour + off(5 * minute),
  );
  const { arrivals, detector } = observe(writes);
  expect(arrivals.flatMap(({ late }, index) => (late ? [index] : []))).toEqual([40, 41, 42]);
  expect(arrivals[42]?.newPattern).toBe(true);
  expect(detector.due().patternSince).toBe(writes[42]);
  expect(detector.due().dueAt).toBeLessThan(start + 60 * day + 14 * hour);
});

test("after an outage the next write is expected at its time, and what catches up is one write", () => {
  const off = jitter("outage");
  const usual = Array.from({ length: 300 }, (_, index) => start + index * hour + 12 * minute + off(minute));
  const caughtUp = Array.from({ length: 6 }, (_, index) => start + 305 * hour + 40 * minute + index * 20_000);
  const { arrivals, detector } = observe([...usual, ...caughtUp, start + 306 * hour + 12 * minute]);
  expect(arrivals.flatMap(({ late }, index) => (late ? [index] : []))).toEqual([300]);
  expect(detector.due().expectedAt).toBeGreaterThan(start + 307 * hour + 8 * minute);
  expect(detector.due().expectedAt).toBeLessThan(start + 307 * hour + 16 * minute);
});

test("what has become hourly is learnt anew", () => {
  const days = Array.from({ length: 30 }, (_, index) => start + index * day);
  const hours = Array.from({ length: 400 }, (_, index) => start + 30 * day + index * hour);
  const { arrivals, detector } = observe([...days, ...hours]);
  expect(arrivals.filter(({ newPattern }) => newPattern)).toHaveLength(1);
  expect(detector.due()).toMatchObject({ state: "expected", cadenceMs: hour });
});
