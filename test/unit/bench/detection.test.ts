import { describe, expect, test } from "vitest";
import { metricFamilies, metricSeries } from "#bench/detection/metrics/metric-series.ts";
import { judgeFreshness, judgeVolume } from "#bench/detection/pipelines/judge.ts";
import { faultKinds, scheduleKinds } from "#bench/detection/pipelines/pipeline.ts";
import { pipelinesOf } from "#bench/detection/pipelines/pipelines.ts";
import { zones } from "#bench/detection/pipelines/zone.ts";
import type { LabelledSeries } from "#bench/detection/labelled-series.ts";
import { numentaProfiles, numentaScore } from "#bench/detection/scoring/numenta.ts";

const pipelines = pipelinesOf("test", 1);
const metrics = metricSeries("test", 1);

test("the same seed gives the same series, another seed others", () => {
  expect(metricSeries("test", 1)).toEqual(metrics);
  expect(metricSeries("other", 1)).not.toEqual(metrics);
  expect(pipelinesOf("test", 1).map(({ runs, faults }) => ({ runs, faults }))).toEqual(
    pipelines.map(({ runs, faults }) => ({ runs, faults })),
  );
});

test("metrics are numbers in order of time, and their faults lie within", () => {
  expect(metrics).toHaveLength(Object.keys(metricFamilies).length);
  for (const { name, points, faults } of metrics) {
    expect(
      points.every(({ at, value }, index) => Number.isFinite(value) && at > (points[index - 1]?.at ?? 0)),
      name,
    ).toBe(true);
    for (const { from, to } of faults) {
      expect([Number.isInteger(from), Number.isInteger(to), from <= to, to < points.length], name).toEqual([
        true,
        true,
        true,
        true,
      ]);
    }
  }
});

test("pipelines of every schedule meet every fault", () => {
  expect(new Set(pipelines.map(({ schedule }) => schedule))).toEqual(new Set(scheduleKinds));
  expect(new Set(pipelines.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(faultKinds));
});

test("summer time is that of the time-zone database", () => {
  for (const { name, offsetAt } of zones) {
    const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2027, 0, 1); at += 7 * 3_600_000) {
      const [, sign = "+", hours = "0"] = /GMT(?:([+-])(\d{2}))?/.exec(format.format(at)) ?? [];
      expect(offsetAt(at), `${name} ${new Date(at).toISOString()}`).toBe(Number(`${sign}${hours}`) * 3_600_000 + 0);
    }
  }
});

describe("what is told", () => {
  test("most faults, and little else", () => {
    const verdicts = [
      ...pipelines.map((each) => judgeFreshness(each, {})),
      ...pipelines.map((each) => judgeVolume(each, {})),
    ];
    const told = verdicts.flatMap((each) => each.told);
    expect(told.filter(({ after }) => after !== undefined).length / told.length).toBeGreaterThan(0.85);
    const alerts = verdicts.reduce((sum, each) => sum + each.alerts, 0);
    expect(verdicts.flatMap((each) => each.falseAlerts).length / alerts).toBeLessThan(0.35);
  });
});

describe("the Numenta score", () => {
  const points = Array.from({ length: 1000 }, (_, index) => ({ at: index * 300_000, value: 0 }));
  const series: LabelledSeries = { name: "", family: "", points, faults: [{ kind: "spike", from: 600, to: 610 }] };
  const scoreOf = (...alerts: number[]): number => {
    const scores = new Float64Array(1000);
    for (const place of alerts) scores[place] = 1;
    return numentaScore([{ series, scores }], numentaProfiles.standard).score;
  };
  // The window is a tenth of the series around the fault's beginning: 550 to 650.
  test("is 100 for an alert at the first moment, 0 for none", () => {
    expect(scoreOf(550)).toBeCloseTo(100, 0);
    expect(scoreOf()).toBe(0);
  });
  test("credits early alerts, and one a window", () => {
    expect(scoreOf(560)).toBeGreaterThan(scoreOf(640));
    expect(scoreOf(640)).toBeGreaterThan(50);
    expect(scoreOf(560, 570, 580)).toBe(scoreOf(560));
  });
  test("takes 0.11 for an alert far from a window, half of it for each of the 2 that a fault is worth", () => {
    expect(scoreOf(560) - scoreOf(560, 300)).toBeCloseTo(5.5, 1);
  });
  test("judges nothing in the first 15 %", () => {
    expect(scoreOf(560, 100)).toBe(scoreOf(560));
  });
});
