import { describe, expect, it } from "vitest";
import type { CostFact } from "#signals/facts/fact.ts";
import {
  at,
  batch,
  daily,
  day,
  dayBefore,
  hour,
  job,
  minute,
  nothingKnown,
  run,
  write,
} from "#test/support/signals/facts.ts";
import { judged } from "#test/support/signals/judged.ts";

/** Written each day at 03:00 for the day before, but on those left out. */
const written = (first: string, count: number, without: readonly number[] = []) =>
  daily(first, count)
    .filter((_, index) => !without.includes(index))
    .map((endedAt) => write({ endedAt, nominal: dayBefore(endedAt) }));

describe("completeness", () => {
  const now = at("2026-06-01 00:00");
  const weekends = Array.from({ length: 60 }, (_, index) => index).filter((index) => index % 7 >= 5);

  it.each([
    ["all are there", written("2026-03-01 03:00", 60), "ok", 1],
    ["one is missing", written("2026-03-01 03:00", 60, [50]), "breach", 58 / 59],
    ["weekends are always empty", written("2026-03-02 03:00", 60, weekends), "ok", 1],
    [
      "a backfill has filled the hole",
      [
        ...written("2026-03-01 03:00", 60, [50]),
        write({ endedAt: at("2026-05-10 10:00"), nominal: dayBefore(at("2026-04-20 00:00")) }),
      ],
      "ok",
      1,
    ],
  ])("%s", async (_, writes, state, observed) => {
    const [verdict] = await judged("completeness", batch({ writes }), now);
    expect(verdict?.state).toBe(state);
    expect(verdict?.observed).toBeCloseTo(observed, 1);
  });

  it("says up to when it is whole", async () => {
    const [verdict] = await judged("completeness", batch({ writes: written("2026-03-01 03:00", 60, [50]) }), now);
    expect(verdict).toMatchObject({ evidence: { interval: { to: at("2026-04-20 00:00") } } });
    expect(verdict?.summary).toContain("whole up to 2026-04-19 00:00 UTC");
  });
});

describe("late data", () => {
  it.each([
    ["in order", [], "ok"],
    ["often after newer data", [31, 33, 35, 37, 39], "breach"],
  ])("%s", async (_, swapped, state) => {
    const writes = written("2026-03-01 03:00", 40).map((each, index) =>
      swapped.includes(index) ? { ...each, nominal: dayBefore((each.endedAt ?? 0) - 2 * day) } : each,
    );
    expect(await judged("late_data", batch({ writes }), at("2026-06-01 00:00"))).toMatchObject([{ state }]);
  });
});

/** Late on some days. */
const lateOn = (late: readonly number[]) =>
  daily("2026-03-01 03:00", 40).map((endedAt, index) =>
    write({ endedAt: late.includes(index) ? endedAt + 8 * hour : endedAt, nominal: dayBefore(endedAt) }),
  );

describe("a service level", () => {
  const yaml = "datasets: [{ match: db/orders, freshness: { ready_by: '07:00' }, slo: { target: 90%, window: 30d } }]";
  const now = at("2026-04-09 12:00");

  it.each([
    ["all were met", [], "ok", 1],
    ["two of three that may be", [15, 25], "ok", 28 / 30],
    ["more than may be", [15, 20, 25, 30], "breach", 26 / 30],
    ["the last ones, one after the other", [38, 39], "at_risk", 28 / 30],
  ])("%s", async (_, late, state, observed) => {
    const [verdict] = await judged("slo", batch({ writes: lateOn(late) }), now, yaml);
    expect(verdict?.observed).toBeCloseTo(observed, 5);
    expect(verdict?.state).toBe(state);
  });

  it("is none where there are no deadlines, or none is said", async () => {
    expect(await judged("slo", batch({ writes: lateOn([]) }), now)).toEqual([]);
    const maxAge = "datasets: [{ match: db/orders, freshness: 26h, slo: 90% }]";
    expect(await judged("slo", batch({ writes: lateOn([]) }), now, maxAge)).toEqual([]);
  });
});

const costs = (amount: (index: number) => number, count = 30): readonly CostFact[] =>
  daily("2026-04-01 03:00", count).map((moment, index) => ({
    job,
    runId: `${index}`,
    item: "warehouse",
    currency: "EUR",
    amount: amount(index),
    at: moment,
  }));

const budget = (text: string) => `jobs: [{ match: etl/load, cost: ${text} }]`;

const lastCosting = (value: number) => batch({ costs: costs((index) => (index === 29 ? value : 10 + (index % 3))) });

describe("cost", () => {
  const middle = at("2026-04-15 12:00");

  it("of a run against what is usual", async () => {
    const now = at("2026-04-30 12:00");
    expect(await judged("cost", lastCosting(12), now)).toMatchObject([{ state: "ok", unit: "EUR" }]);
    expect(await judged("cost", lastCosting(60), now)).toMatchObject([{ state: "breach", observed: 60, expected: 11 }]);
  });

  it.each([
    ["100 EUR/month", "breach"],
    ["200 EUR/month", "at_risk"],
    ["500 EUR/month", "ok"],
    ["5 EUR/run", "breach"],
    ["500 USD/month", "unknown"],
  ])("10 EUR a day until the middle of the month, %s", async (text, state) => {
    const verdicts = await judged("cost", batch({ costs: costs(() => 10, 15) }), middle, budget(text));
    expect(verdicts.filter(({ aspect }) => aspect === "budget")).toMatchObject([{ state }]);
  });

  it("of several jobs together, and of what writes a dataset", async () => {
    const yaml = `
budgets: { all: { budget: 100, currency: EUR, per: month } }
datasets: [{ match: db/orders, cost: 100 EUR/month }]`;
    const verdicts = await judged("cost", batch({ costs: costs(() => 10, 15) }), middle, yaml);
    expect(verdicts.filter(({ state }) => state === "breach").map(({ subject }) => subject.kind)).toEqual([
      "dataset",
      "budget",
    ]);
  });
});

const hourly = (count: number) => [{ at: at("2026-05-01 11:00"), count }];

describe("the platform", () => {
  const now = at("2026-05-01 12:00");
  const runs = daily("2026-04-10 03:00", 20).map((endedAt) => run({ endedAt }));
  const platform = (changes: Partial<typeof nothingKnown.platform>) =>
    batch({ runs, platform: { ...nothingKnown.platform, ...changes } });

  it.each([
    [{ newestReceivedAt: now - minute }, "ok"],
    [{ newestReceivedAt: at("2026-04-29 03:00") }, "breach"],
    [{ newestReceivedAt: null }, "unknown"],
  ])("hears of events: %j", async (changes, state) => {
    expect(await judged("watcher", platform(changes), now)).toMatchObject([{ state }]);
  });

  it("refuses events", async () => {
    expect(await judged("dead_letters", platform({ deadLetters: hourly(9) }), now)).toMatchObject([{ state: "ok" }]);
    expect(await judged("dead_letters", platform({ deadLetters: hourly(90) }), now)).toMatchObject([
      { state: "breach" },
    ]);
  });

  it("lags", async () => {
    expect(await judged("lag", platform({ lagMs: 1000 }), now)).toMatchObject([{ state: "ok", observed: 1 }]);
    expect(await judged("lag", platform({ lagMs: 400_000 }), now)).toMatchObject([{ state: "breach" }]);
    expect(await judged("lag", platform({ lagMs: null }), now)).toEqual([]);
  });
});
