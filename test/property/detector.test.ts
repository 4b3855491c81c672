import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChance } from "#bench/detection/chance.ts";
import type { Chance } from "#bench/detection/chance.ts";
import type { Decision, Observation } from "#signals/detector/decision.ts";
import { createFreshnessDetector } from "#signals/detector/freshness/freshness-detector.ts";
import type { Arrival, Due } from "#signals/detector/freshness/due.ts";
import { createSeriesDetector, judgeSeries } from "#signals/detector/series-detector.ts";
import type { DetectorSettings } from "#signals/detector/settings.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 5);

const interval = fc.constantFrom(5 * minute, hour, day, 7 * day);
const settings: fc.Arbitrary<DetectorSettings> = fc.record({
  wanted: fc.integer({ min: 3, max: 20 }),
  noise: fc.constantFrom("additive", "proportional"),
  direction: fc.constantFrom("both", "above", "below"),
  anomaliesLeftOut: fc.constantFrom(0, 3),
  lastingPoints: fc.constantFrom(4, 20),
  memory: fc.constantFrom(16, 512),
});

/** Whole numbers with a rhythm, so that sums and medians of them are exact. */
const values = fc
  .record({ seed: fc.integer(), count: fc.integer({ min: 30, max: 150 }), spread: fc.integer({ min: 0, max: 200 }) })
  .map(({ seed, count, spread }) => {
    const chance = createChance(seed);
    return Array.from(
      { length: count },
      (_, index) => 1000 + Math.round(spread * chance.normal()) + (index % 7 > 4 ? 500 : 0),
    );
  });

function series(list: readonly number[], every: number): Observation[] {
  return list.map((value, index) => ({ at: start + index * every, value }));
}

function bounds({
  expected,
  lower,
  upper,
  history,
}: Decision): Pick<Decision, "expected" | "lower" | "upper" | "history"> {
  return { expected, lower, upper, history };
}

describe("a series detector", () => {
  test("decides without the future, and expects without the point that is judged", () => {
    fc.assert(
      fc.property(values, values, interval, settings, (past, future, every, given) => {
        const whole = judgeSeries(series([...past, ...future], every), given);
        const alone = judgeSeries(series(past, every), given);
        expect(whole.slice(0, past.length)).toEqual(alone);
        const other = judgeSeries(series([...past.slice(0, -1), 123_456], every), given);
        expect(other.map(bounds)).toEqual(alone.map(bounds));
      }),
      { numRuns: 60 },
    );
  });

  test("does not mind the unit", () => {
    fc.assert(
      fc.property(values, interval, settings, fc.integer({ min: -20, max: 20 }), (list, every, given, power) => {
        const factor = 2 ** power;
        const told = judgeSeries(series(list, every), given);
        const scaled = judgeSeries(
          series(
            list.map((value) => value * factor),
            every,
          ),
          given,
        );
        for (const [index, decision] of scaled.entries()) {
          expect(decision).toMatchObject({
            state: told[index]?.state,
            turn: told[index]?.turn,
            score: told[index]?.score,
            p: told[index]?.p,
          });
          expect((decision.expected ?? 0) / factor).toBeCloseTo(told[index]?.expected ?? 0, 5);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("does not mind where zero is, if noise is additive and no change too small to tell", () => {
    fc.assert(
      fc.property(values, interval, settings, fc.integer({ min: 0, max: 20 }), (list, every, given, times) => {
        const additive = { ...given, noise: "additive", leastChange: 0 } as const;
        const told = judgeSeries(series(list, every), additive);
        // The unit stays the same power of two.
        const shifted = judgeSeries(
          series(
            list.map((value) => value + times),
            every,
          ),
          additive,
        );
        expect(shifted.map(({ p, state, turn }) => ({ p, state, turn }))).toEqual(
          told.map(({ p, state, turn }) => ({ p, state, turn })),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("keeps no trace of what is excluded", () => {
    const excluded = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.double({ noNaN: true })), { maxLength: 30 });
    fc.assert(
      fc.property(values, interval, settings, excluded, (list, every, given, strangers) => {
        const [plain, disturbed] = [createSeriesDetector(given), createSeriesDetector(given)];
        for (const [index, point] of series(list, every).entries()) {
          for (const [place, value] of strangers) {
            if (place !== index) continue;
            expect(disturbed.observe({ at: point.at - minute, value, excluded: true }).state).toBe("excluded");
          }
          expect(disturbed.observe(point)).toEqual(plain.observe(point));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("answers in numbers whatever it is given", () => {
    const anything = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, 1, -1, 1e300, -1e300, 5e-324)), {
      maxLength: 120,
    });
    const times = fc.array(fc.integer({ min: -5, max: 400 }), { minLength: 120, maxLength: 120 });
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fc.constant(Array.from({ length: 120 }, () => 7)),
          fc.constant(Array.from({ length: 120 }, () => 0)),
        ),
        times,
        settings,
        (list, gaps, given) => {
          const detector = createSeriesDetector(given);
          let at = start;
          for (const [index, value] of list.entries()) {
            at += (gaps[index] ?? 1) * minute * 10;
            const { expected, lower, upper, p, score, state } = detector.observe({ at, value });
            for (const number of [expected, lower, upper, p])
              expect(number === null || Number.isFinite(number)).toBe(true);
            expect(score >= 0 && score <= 1).toBe(true);
            if (expected === null || lower === null || upper === null) continue;
            expect(lower <= expected && expected <= upper).toBe(true);
            if (p !== null) expect(p > 0 && p <= 1).toBe(true);
            expect(state).not.toBe("learning");
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  const noises: Readonly<Record<string, (chance: Chance) => number>> = {
    normal: (chance) => 100 + chance.normal(),
    uniform: (chance) => 100 + chance.uniform(),
    lognormal: (chance) => chance.lognormal(0.4),
    exponential: (chance) => chance.exponential(),
    counts: (chance) => chance.poisson(20),
  };

  test.each(Object.entries(noises))("tells about as many false alerts as were set, of %s noise", (name, noise) => {
    const [count, rate] = [3000, 1 / 300];
    let alerts = 0;
    for (let seed = 0; seed < 6; seed++) {
      const chance = createChance(`${name} ${seed}`);
      const list = Array.from({ length: count }, () => noise(chance));
      const decisions = judgeSeries(series(list, hour), {
        falseAlertEveryMs: hour / rate,
        wanted: 200,
        leastChange: 0,
        blurMs: 0,
      });
      alerts += decisions.filter(({ turn }) => turn === "opened").length;
    }
    const expected = 6 * (count - 200) * rate;
    // What is bounded has no tail, and what is drawn from one that is not known is wider.
    if (name !== "uniform") expect(alerts).toBeGreaterThan(expected / 8);
    expect(alerts).toBeLessThan(expected * 1.5);
  });
});

function observe(list: readonly number[]): { readonly arrivals: Arrival[]; readonly dues: Due[] } {
  const detector = createFreshnessDetector({ wanted: 6 });
  const dues: Due[] = [];
  const arrivals = list.map((at) => {
    const arrival = detector.observe({ at });
    dues.push(detector.due());
    return arrival;
  });
  return { arrivals, dues };
}

describe("a freshness detector", () => {
  const writes = fc
    .record({
      seed: fc.integer(),
      count: fc.integer({ min: 5, max: 120 }),
      every: fc.constantFrom(15 * minute, hour, day, 7 * day),
      spread: fc.double({ min: 0, max: 0.4, noNaN: true }),
    })
    .map(({ seed, count, every, spread }) => {
      const chance = createChance(seed);
      const gap = (): number =>
        Math.max(1, Math.round(every * Math.max(0.05, 1 + spread * chance.normal()) * (chance.happens(0.03) ? 4 : 1)));
      const list: number[] = [];
      for (let at = start; list.length < count; at += gap()) list.push(at);
      return list;
    });

  test("says when, after the last write, and the same without what follows", () => {
    fc.assert(
      fc.property(writes, fc.nat({ max: 120 }), (list, cut) => {
        const { dues, arrivals } = observe(list);
        const before = observe(list.slice(0, cut));
        expect(before.dues).toEqual(dues.slice(0, cut));
        expect(before.arrivals).toEqual(arrivals.slice(0, cut));
        for (const [index, { state, dueAt, expectedAt, bufferMs }] of dues.entries()) {
          if (state === "learning" || dueAt === null || expectedAt === null) continue;
          expect(dueAt).toBeGreaterThan(list[index] ?? 0);
          expect(dueAt).toBeGreaterThanOrEqual(expectedAt + bufferMs);
          expect(arrivals[index + 1]?.late ?? false).toBe((list[index + 1] ?? 0) > dueAt);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("keeps no trace of what is excluded, and none of which week it is", () => {
    fc.assert(
      fc.property(writes, fc.nat({ max: 100 }), fc.integer({ min: 1, max: 50 }), (list, place, weeks) => {
        const { dues } = observe(list);
        const detector = createFreshnessDetector({ wanted: 6 });
        const shift = weeks * 7 * day;
        for (const [index, at] of list.entries()) {
          detector.observe({ at: at + shift });
          if (index === place) detector.observe({ at: at + shift + 1, excluded: true });
          const due = detector.due();
          const monthly = (due.cadenceMs ?? 0) > 26 * day;
          if (!monthly) expect(due.dueAt === null ? null : due.dueAt - shift).toBe(dues[index]?.dueAt);
        }
      }),
      { numRuns: 60 },
    );
  });
});
