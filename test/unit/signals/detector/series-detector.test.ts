import { describe, expect, test } from "vitest";
import { createChance } from "#bench/detection/chance.ts";
import { createSeriesDetector, judgeSeries } from "#signals/detector/series-detector.ts";
import type { Observation } from "#signals/detector/decision.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 5, 6);

/** Rows a day: fewer at weekends, some noise. */
function daily(count: number, change: (value: number, index: number) => number = (value) => value): Observation[] {
  const chance = createChance("daily");
  return Array.from({ length: count }, (_, index) => {
    const usual = index % 7 >= 5 ? 3000 : 10_000;
    return { at: start + index * day, value: change(Math.round(usual * chance.lognormal(0.05)), index) };
  });
}

describe("a daily series with weekends", () => {
  test("is learning until there is history, and says how far", () => {
    const decisions = judgeSeries(daily(20), { noise: "proportional" });
    expect(decisions.slice(0, 14).every(({ state }) => state === "learning")).toBe(true);
    expect(decisions[6]).toMatchObject({
      history: { points: 6, wanted: 14, from: start },
      expected: null,
      p: null,
      score: 0,
    });
    expect(decisions[14]?.state).toBe("normal");
  });

  test("knows the weekend", () => {
    const decisions = judgeSeries(daily(90), { noise: "proportional" });
    expect(decisions.slice(21).filter(({ state }) => state === "anomalous")).toEqual([]);
    expect(decisions[82]).toMatchObject({ season: "day of week" });
    expect(decisions[82]?.expected).toBeGreaterThan(2700);
    expect(decisions[82]?.upper).toBeLessThan(7000);
  });

  test.each([
    ["no rows", () => 0],
    ["half of the rows", (value: number) => Math.round(value / 2)],
    ["twice the rows", (value: number) => value * 2],
  ])("tells %s on the day, and recovers", (_, fault) => {
    const decisions = judgeSeries(
      daily(70, (value, index) => (index === 60 ? fault(value) : value)),
      { noise: "proportional" },
    );
    expect(decisions[60]).toMatchObject({ state: "anomalous", turn: "opened", since: start + 60 * day });
    expect(decisions[60]?.score).toBeGreaterThan(0.5);
    expect(decisions.findLast(({ turn }) => turn !== null)).toMatchObject({ turn: "closed", state: "normal" });
  });

  test("a level that stays becomes the new normal, and is told as such", () => {
    const decisions = judgeSeries(
      daily(90, (value, index) => (index >= 60 ? value * 3 : value)),
      { noise: "proportional" },
    );
    expect(decisions.slice(60).flatMap(({ turn }) => turn ?? [])).toEqual(["opened", "new normal"]);
    expect(decisions.at(-1)?.state).toBe("normal");
  });
});

test("what is excluded leaves no trace", () => {
  const points = daily(80);
  const [plain, disturbed] = [createSeriesDetector(), createSeriesDetector()];
  for (const [index, point] of points.entries()) {
    if (index % 5 === 2)
      expect(disturbed.observe({ at: point.at - hour, value: 1e9, excluded: true }).state).toBe("excluded");
    expect(disturbed.observe(point)).toEqual(plain.observe(point));
  }
});

test("a forecast is what the next decision holds", () => {
  const detector = createSeriesDetector({ noise: "proportional" });
  for (const point of daily(60)) {
    const forecast = detector.forecast(point.at);
    const { expected, lower, upper } = detector.observe(point);
    expect(forecast === undefined ? { expected: null, lower: null, upper: null } : forecast).toMatchObject({
      expected,
      lower,
      upper,
    });
  }
});

test("an outage that ends is over, and no new normal", () => {
  const chance = createChance("weekly");
  const points = Array.from({ length: 60 }, (_, index) => ({
    at: start + index * 7 * day,
    value: Math.round(10_000 * chance.lognormal(0.1)) * (index === 40 || index === 41 ? 0.3 : 1),
  }));
  const turns = judgeSeries(points, { noise: "proportional" })
    .slice(40)
    .flatMap(({ turn }) => turn ?? []);
  expect(turns).toEqual(["opened", "closed"]);
});

test("the same outage a month later is told again", () => {
  const outages = new Set([60, 90, 120]);
  const decisions = judgeSeries(
    daily(150, (value, index) => (outages.has(index) ? 0 : value)),
    { noise: "proportional" },
  );
  for (const index of outages) expect(decisions[index]?.turn).toBe("opened");
});

test("an hour's shift of a writer whose time zone is not known is told by nobody", () => {
  const chance = createChance("shift");
  // By day there are ten times as many rows; from the 40th day on a day begins an hour earlier.
  const points = Array.from({ length: 60 * 24 }, (_, index) => {
    const ofDay = (index + (index >= 40 * 24 ? 1 : 0)) % 24;
    return {
      at: start + index * hour,
      value: Math.round((ofDay >= 8 && ofDay < 18 ? 10_000 : 1000) * chance.lognormal(0.1)),
    };
  });
  const after = judgeSeries(points, { noise: "proportional" }).slice(40 * 24);
  expect(after.filter(({ turn }) => turn === "opened").length).toBeLessThanOrEqual(1);
  const known = judgeSeries(points, { noise: "proportional", offsetAt: () => 0 }).slice(40 * 24);
  expect(known.filter(({ turn }) => turn === "opened").length).toBeGreaterThan(1);
});

test("values too small to take shares of are answered in numbers too", () => {
  const tiny = [0, 0, -5e-324, 5e-324, 0, 0].map((value, index) => ({ at: start + index * day, value }));
  for (const { expected, lower, upper } of judgeSeries(tiny, { wanted: 4, noise: "proportional", memory: 16 })) {
    if (expected === null || lower === null || upper === null) continue;
    expect([lower <= expected, expected <= upper]).toEqual([true, true]);
  }
});
