import { describe, expect, it } from "vitest";
import type { WriteFact } from "#signals/facts/fact.ts";
import { at, batch, daily, day, dayBefore, hour, minute, write } from "#test/support/signals/facts.ts";
import { judged } from "#test/support/signals/judged.ts";

/** About a thousand a day, never the same. */
const usual = (index: number): number => 1000 + ((index * 37) % 23);

function writes(rows: (index: number) => number | null, count: number, changes: Partial<WriteFact> = {}) {
  return daily("2026-03-01 03:00", count).map((endedAt, index) =>
    write({ endedAt, nominal: dayBefore(endedAt), rows: rows(index), ...changes }),
  );
}

const now = at("2026-06-01 00:00");
const last = (count: number, value: number) => (index: number) => (index === count - 1 ? value : usual(index));

const flatAtTheEnd = (index: number): number => (index >= 55 ? 1012 : 1000 + index);

describe("volume that is learnt", () => {
  it.each([
    ["the usual", last(60, 1011), "ok"],
    ["nothing", last(60, 0), "breach"],
    ["a tenth", last(60, 100), "breach"],
    ["twice as much", last(60, 2020), "breach"],
    ["a little more", last(60, 1030), "ok"],
  ])("%s", async (_, rows, state) => {
    expect(await judged("volume", batch({ writes: writes(rows, 60) }), now)).toMatchObject([{ aspect: "rows", state }]);
  });

  it("says in numbers what was expected", async () => {
    const [verdict] = await judged("volume", batch({ writes: writes(last(60, 2020), 60) }), now);
    expect(verdict?.summary).toMatch(/^2,020 rows, 2.0 times the 1,0\d\d expected .*: written twice\?$/);
    expect(verdict?.lower).toBeLessThan(1011);
    expect(verdict?.p).toBeLessThan(0.05);
    expect(verdict?.evidence.goodAt).toBe(at("2026-04-28 03:00"));
  });

  it("is learning at first, and nothing where nobody says how much", async () => {
    expect(await judged("volume", batch({ writes: writes(usual, 5) }), now)).toMatchObject([{ state: "learning" }]);
    expect(await judged("volume", batch({ writes: writes(() => null, 5) }), now)).toEqual([]);
  });

  it("is a source that has stopped when it is the same again and again", async () => {
    expect(await judged("volume", batch({ writes: writes(flatAtTheEnd, 60) }), now)).toMatchObject([
      { state: "breach" },
    ]);
    expect(await judged("volume", batch({ writes: writes(() => 1012, 60) }), now)).toMatchObject([{ state: "ok" }]);
  });

  it("of a partition is no collapse of the whole", async () => {
    const parts = daily("2026-03-01 04:00", 40).map((endedAt, index) =>
      write({ endedAt, runId: `part ${index}`, rows: 20 + (index % 3), partition: `dt=${index}` }),
    );
    const verdicts = await judged("volume", batch({ writes: [...writes(usual, 60), ...parts] }), now);
    expect(verdicts.map(({ aspect, state }) => [aspect, state])).toEqual([
      ["rows etl/load", "ok"],
      ["rows etl/load by partition", "ok"],
    ]);
  });

  it("of a backfill is neither judged nor learnt", async () => {
    const backfill = Array.from({ length: 30 }, (_, index) =>
      write({
        endedAt: at("2026-04-29 10:00") + index * minute,
        nominal: dayBefore(at("2026-01-01 00:00") + index * day),
        rows: 5,
      }),
    );
    const verdicts = await judged("volume", batch({ writes: [...writes(usual, 60), ...backfill] }), now);
    expect(verdicts).toMatchObject([{ state: "ok", observed: usual(59) }]);
  });
});

const declared = (volume: string) => `datasets: [{ match: db/orders, volume: ${volume} }]`;

describe("volume that is declared", () => {
  it.each([
    ["{ min_rows: 900 }", 950, "ok"],
    ["{ min_rows: 900 }", 899, "breach"],
    ["{ max_rows: 1000, learned: false }", 1001, "breach"],
    ["{ max_change: 50%, learned: false }", 1600, "breach"],
    ["{ max_change: 50%, learned: false }", 1400, "ok"],
    ["{ allow_zero: true, learned: false }", 0, "ok"],
    ["{ learned: false }", 0, "breach"],
  ])("%s, and there are %i", async (volume, value, state) => {
    const facts = batch({ writes: writes(last(10, value), 10) });
    expect(await judged("volume", facts, now, declared(volume))).toMatchObject([{ state }]);
  });

  it("is unknown when no run says it", async () => {
    const facts = batch({ writes: writes(() => null, 10) });
    expect(await judged("volume", facts, now, declared("{ min_rows: 1 }"))).toMatchObject([
      { aspect: "rows", state: "unknown", observed: null },
    ]);
  });

  it("for an interval counts all runs of it, when it is over", async () => {
    const hours = Array.from({ length: 72 }, (_, index) => {
      const endedAt = at("2026-03-01 01:00") + index * hour;
      return write({ endedAt, nominal: dayBefore(endedAt + day), rows: 10 });
    });
    const facts = batch({ writes: hours });
    expect(await judged("volume", facts, now, declared("{ min_rows: 200, per: interval }"))).toMatchObject([
      { state: "ok", observed: 240 },
    ]);
  });
});
