import { describe, expect, it } from "vitest";
import { at, batch, daily, day, dayBefore, hour, minute, run, write } from "#test/support/signals/facts.ts";
import { judged } from "#test/support/signals/judged.ts";

const readyBy = "datasets:\n  - { match: db/orders, freshness: { ready_by: '07:00', timezone: Europe/Berlin } }";
const business =
  "datasets:\n  - { match: db/orders, freshness: { ready_by: '07:00', timezone: Europe/Berlin, on: business_days } }";
const maxAge = "datasets:\n  - { match: db/orders, freshness: 26h }";
const everyQuarter = "datasets:\n  - { match: db/orders, freshness: { every: 15m, within: 5m } }";

/** Written on some days at a time of UTC, for the day before. */
const written = (first: string, count: number) =>
  daily(first, count).map((endedAt) => write({ endedAt, nominal: dayBefore(endedAt) }));

describe("freshness by a deadline", () => {
  // given: what was written; when; then: state, and when it began
  it.each([
    ["came in time", written("2026-03-20 03:00", 5), "2026-03-24 06:00", readyBy, "ok"],
    ["is not there at the deadline", written("2026-03-20 03:00", 4), "2026-03-24 06:00", readyBy, "breach"],
    ["is not due yet, in winter", written("2026-03-20 03:00", 4), "2026-03-24 05:59", readyBy, "ok"],
    ["is due an hour earlier by UTC in summer", written("2026-03-27 03:00", 4), "2026-03-31 05:01", readyBy, "breach"],
    [
      "of Friday is enough for a Sunday on business days",
      written("2026-03-17 03:00", 4),
      "2026-03-22 12:00",
      business,
      "ok",
    ],
    ["of the weekend is due on Monday", written("2026-03-17 03:00", 5), "2026-03-23 06:01", business, "breach"],
  ])("that %s", async (_, writes, when, yaml, state) => {
    const [verdict] = await judged("freshness", batch({ writes }), at(when), yaml);
    expect(verdict).toMatchObject({ state });
  });

  it("began when it was due, and says what is missing", async () => {
    const [verdict] = await judged(
      "freshness",
      batch({ writes: written("2026-03-27 03:00", 4) }),
      at("2026-03-31 07:05"),
      readyBy,
    );
    expect(verdict).toMatchObject({
      state: "breach",
      since: at("2026-03-31 05:00"),
      deadline: at("2026-03-31 05:00"),
      observed: (2 * hour + 5 * minute) / 1000,
      evidence: { interval: { to: at("2026-03-30 22:00") }, goodAt: at("2026-03-30 03:00") },
      summary:
        "Not written by 2026-03-31 07:00 Europe/Berlin, 2 h 5 min ago: the data up to 2026-03-31 00:00 Europe/Berlin is missing",
    });
  });

  it("gets no credit from a backfill of last March", async () => {
    const backfill = write({
      endedAt: at("2026-05-05 04:00"),
      runId: "old",
      nominal: dayBefore(at("2026-03-10 00:00")),
    });
    const writes = [...written("2026-05-01 03:00", 4), backfill];
    const [verdict] = await judged("freshness", batch({ writes }), at("2026-05-05 06:00"), readyBy);
    expect(verdict).toMatchObject({ state: "breach", since: at("2026-05-05 05:00") });
  });

  it("gets none from a run that failed or goes on", async () => {
    const nominal = dayBefore(at("2026-05-05 00:00"));
    const failed = write({ endedAt: at("2026-05-05 03:00"), state: "FAIL", nominal });
    const open = write({ endedAt: null, runId: "open", nominal });
    const writes = [...written("2026-05-01 03:00", 4), failed, open];
    expect(await judged("freshness", batch({ writes }), at("2026-05-05 06:00"), readyBy)).toMatchObject([
      { state: "breach" },
    ]);
  });

  it("is met by data that came late, once it is there", async () => {
    const writes = [...written("2026-05-01 03:00", 4), ...written("2026-05-05 09:00", 1)];
    expect(await judged("freshness", batch({ writes }), at("2026-05-05 09:01"), readyBy)).toMatchObject([
      { state: "ok", observed: (4 * hour) / 1000 },
    ]);
  });

  it("is unknown of what nobody has ever written", async () => {
    expect(await judged("freshness", batch(), at("2026-05-05 09:01"), readyBy)).toMatchObject([{ state: "unknown" }]);
    expect(await judged("freshness", batch(), at("2026-05-05 09:01"))).toEqual([]);
  });

  it("is not owed for the time before it was first heard of", async () => {
    const writes = [write({ endedAt: at("2026-01-01 12:00"), nominal: dayBefore(at("2026-01-01 12:00")) })];
    expect(await judged("freshness", batch({ writes }), at("2026-01-01 12:30"), readyBy)).toMatchObject([
      { state: "ok" },
    ]);
  });

  it("counts what says no interval by its time", async () => {
    const writes = [write({ endedAt: at("2026-05-05 10:02") })];
    const when = (text: string) => judged("freshness", batch({ writes }), at(text), everyQuarter);
    expect(await when("2026-05-05 10:19")).toMatchObject([{ state: "ok" }]);
    expect(await when("2026-05-05 10:20")).toMatchObject([{ state: "breach", since: at("2026-05-05 10:20") }]);
  });

  it("takes days by another clock for the days that are due", async () => {
    const newYork = "datasets:\n  - { match: db/orders, freshness: { ready_by: '07:00', timezone: America/New_York } }";
    const writes = written("2026-05-01 03:00", 5);
    expect(await judged("freshness", batch({ writes }), at("2026-05-05 12:00"), newYork)).toMatchObject([
      { state: "ok" },
    ]);
  });
});

describe("freshness by a greatest age", () => {
  it.each([
    ["2026-05-05 04:59", "ok"],
    ["2026-05-05 05:01", "breach"],
  ])("at %s", async (when, state) => {
    const writes = written("2026-05-01 03:00", 4);
    expect(await judged("freshness", batch({ writes }), at(when), maxAge)).toMatchObject([
      { state, deadline: at("2026-05-05 05:00"), upper: (26 * hour) / 1000 },
    ]);
  });

  it("is as old as before after a backfill", async () => {
    const backfill = write({
      endedAt: at("2026-05-05 04:00"),
      runId: "old",
      backfill: true,
      nominal: dayBefore(at("2026-03-10 00:00")),
    });
    const writes = [...written("2026-05-01 03:00", 4), backfill];
    expect(await judged("freshness", batch({ writes }), at("2026-05-05 05:01"), maxAge)).toMatchObject([
      { state: "breach" },
    ]);
  });

  it("is young while a streaming job goes on", async () => {
    const last = at("2026-05-05 04:50");
    const stream = run({ runId: "s", endedAt: null, streaming: true, lastEventAt: last });
    const facts = batch({
      runs: [stream],
      writes: [write({ runId: "s", endedAt: null, lastSeenAt: at("2026-05-01 00:00") })],
    });
    expect(await judged("freshness", facts, at("2026-05-05 05:00"), maxAge)).toMatchObject([
      { state: "ok", observed: 600 },
    ]);
    expect(await judged("freshness", facts, at("2026-05-06 06:51"), maxAge)).toMatchObject([{ state: "breach" }]);
  });
});

describe("freshness that is learnt", () => {
  it("is learning at first", async () => {
    expect(
      await judged("freshness", batch({ writes: written("2026-05-01 03:00", 6) }), at("2026-05-06 06:00")),
    ).toMatchObject([{ state: "learning", history: { points: 6, wanted: 14 } }]);
  });

  it("is late when it has not come as usual", async () => {
    const facts = batch({ writes: written("2026-04-01 03:00", 30) });
    expect(await judged("freshness", facts, at("2026-04-30 23:00"))).toMatchObject([{ state: "ok" }]);
    expect(await judged("freshness", facts, at("2026-05-01 08:00"))).toMatchObject([{ state: "breach" }]);
  });

  it("is not expected any more when it has not come for weeks", async () => {
    const facts = batch({ writes: written("2026-04-01 03:00", 30) });
    expect(await judged("freshness", facts, at("2026-06-15 08:00"))).toMatchObject([{ state: "excused" }]);
  });

  it("does not learn from a backfill", async () => {
    const backfill = daily("2026-04-30 05:00", 1).flatMap((from) =>
      Array.from({ length: 20 }, (_, index) =>
        write({ endedAt: from + index * minute, nominal: dayBefore(at("2026-01-20 00:00") + index * day) }),
      ),
    );
    const facts = batch({ writes: [...written("2026-04-01 03:00", 30), ...backfill] });
    expect(await judged("freshness", facts, at("2026-04-30 23:00"))).toMatchObject([{ state: "ok" }]);
    expect(await judged("freshness", facts, at("2026-05-01 08:00"))).toMatchObject([{ state: "breach" }]);
  });
});
