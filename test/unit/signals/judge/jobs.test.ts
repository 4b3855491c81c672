import { describe, expect, it } from "vitest";
import type { RunFact } from "#signals/facts/fact.ts";
import {
  at,
  batch,
  daily,
  dataset,
  dayBefore,
  hour,
  job,
  minute,
  run,
  thing,
  write,
} from "#test/support/signals/facts.ts";
import { judged } from "#test/support/signals/judged.ts";

const now = at("2026-05-01 12:00");

function runs(first: string, count: number, change: (index: number, endedAt: number) => Partial<RunFact> = () => ({})) {
  return daily(first, count).map((endedAt, index) =>
    run({ endedAt, nominal: dayBefore(endedAt), ...change(index, endedAt) }),
  );
}

const failed = (text: string, changes: Partial<RunFact> = {}) =>
  run({ endedAt: at(text), state: "FAIL", error: "disk full\nat line 1", nominal: dayBefore(at(text)), ...changes });

describe("failures", () => {
  const good = runs("2026-04-01 03:00", 29);

  it.each([
    ["the last run failed", [failed("2026-04-30 03:00")], "", "breach"],
    ["it was mended", [failed("2026-04-30 03:00"), run({ endedAt: at("2026-04-30 04:00") })], "", "ok"],
    ["it was aborted", [failed("2026-04-30 03:00", { state: "ABORT" })], "", "ok"],
    ["one failure, of two that are told", [failed("2026-04-30 03:00")], "{ consecutive: 2 }", "ok"],
    ["a try failed, others are to come", [failed("2026-04-30 03:00", { attempt: 1 })], "{ max_attempts: 3 }", "ok"],
    ["the last try failed", [failed("2026-04-30 03:00", { attempt: 3 })], "{ max_attempts: 3 }", "breach"],
    ["a run of a backfill failed", [failed("2026-04-30 03:00", { backfill: true })], "", "ok"],
    [
      "a run of last winter failed",
      [failed("2026-04-30 03:00", { nominal: dayBefore(at("2026-01-05 00:00")) })],
      "",
      "ok",
    ],
  ])("%s", async (_, last, expected, state) => {
    const yaml = expected === "" ? "" : `jobs: [{ match: etl/load, failures: ${expected} }]`;
    expect(await judged("failures", batch({ runs: [...good, ...last] }), now, yaml)).toMatchObject([{ state }]);
  });

  it("began with the first of a row", async () => {
    const facts = batch({ runs: [...good, failed("2026-04-30 03:00"), failed("2026-05-01 03:00")] });
    expect(await judged("failures", facts, now)).toMatchObject([
      {
        since: at("2026-04-30 03:00"),
        observed: 2,
        summary: "The last 2 runs failed: disk full; the last good run ended 2 d 9 h ago",
        evidence: { run: { error: "disk full\nat line 1" }, goodAt: good.at(-1)?.startedAt },
      },
    ]);
  });
});

describe("retries", () => {
  it.each([
    [(index: number) => ({ attempt: index % 3 === 0 ? 1 : 2 }), "breach"],
    [(index: number) => ({ attempt: index % 3 === 0 ? 2 : 1 }), "ok"],
  ])("more than half of the runs", async (change, state) => {
    expect(await judged("retries", batch({ runs: runs("2026-04-01 03:00", 30, change) }), now)).toMatchObject([
      { state },
    ]);
  });
});

const taking = (index: number, endedAt: number) => ({ startedAt: endedAt - (20 + (index % 4)) * minute });

describe("duration", () => {
  const usual = runs("2026-04-01 03:00", 29, taking);

  it("is judged of a run that goes on", async () => {
    const running = run({ runId: "now", startedAt: at("2026-04-30 02:30"), endedAt: null });
    const facts = batch({ runs: [...usual, running] });
    expect(await judged("duration", facts, at("2026-04-30 02:50"))).toMatchObject([{ state: "ok" }]);
    expect(await judged("duration", facts, at("2026-04-30 05:30"))).toMatchObject([
      { state: "breach", observed: (3 * hour) / 1000, evidence: { run: { runId: "now" } } },
    ]);
  });

  it("is judged anew at the moment it has taken too long", async () => {
    const running = run({ runId: "now", startedAt: at("2026-04-30 02:30"), endedAt: null });
    const [verdict] = await judged("duration", batch({ runs: [...usual, running] }), at("2026-04-30 02:50"));
    const late = await judged("duration", batch({ runs: [...usual, running] }), verdict?.validUntil ?? 0);
    expect(late).toMatchObject([{ state: "breach", evidence: { run: { runId: "now" } } }]);
  });

  it.each([
    ["{ max: 30m, learned: false }", 31, "breach"],
    ["{ max: 30m, learned: false }", 29, "ok"],
    ["{ min: 5m, learned: false }", 4, "breach"],
  ])("%s, and it took %i min", async (duration, minutes, state) => {
    const endedAt = at("2026-04-30 03:00");
    const last = run({ endedAt, startedAt: endedAt - minutes * minute });
    const yaml = `jobs: [{ match: etl/load, duration: ${duration} }]`;
    expect(await judged("duration", batch({ runs: [...usual, last] }), now, yaml)).toMatchObject([{ state }]);
  });

  it("is none of a stream", async () => {
    const stream = run({ runId: "s", startedAt: at("2026-01-01 00:00"), endedAt: null, streaming: true });
    expect(await judged("duration", batch({ runs: [stream] }), now)).toEqual([]);
  });
});

describe("completion", () => {
  const yaml = `
datasets: [{ match: db/report, freshness: { ready_by: "09:00" } }]
jobs: [{ match: etl/report, completion: { ready_by: "09:00" } }]`;
  const report = { namespace: "etl", name: "report" };
  const reportTable = { namespace: "db", name: "report" };
  const links = [
    { job, dataset, role: "output" },
    { job: report, dataset, role: "input" },
    { job: report, dataset: reportTable, role: "output" },
  ] as const;
  /** `load` ends at 07:00 after 50 min, `report` at 08:00 after 30 min. */
  const past = [
    ...runs("2026-04-01 07:00", 29, (_, endedAt) => ({ startedAt: endedAt - 50 * minute })),
    ...runs("2026-04-01 08:00", 29, (_, endedAt) => ({ job: report, startedAt: endedAt - 30 * minute })),
  ];
  const writes = daily("2026-04-01 08:00", 29).map((endedAt) =>
    write({ dataset: reportTable, job: report, endedAt, nominal: dayBefore(endedAt) }),
  );
  const things = [thing("dataset", dataset), thing("dataset", reportTable), thing("job", job), thing("job", report)];
  const facts = (today: readonly RunFact[]) => batch({ things, links, runs: [...past, ...today], writes });
  const nominal = dayBefore(at("2026-04-30 00:00"));
  const loading = (started: string) => run({ runId: "today", startedAt: at(started), endedAt: null, nominal });

  it("is at risk when what it waits for takes too long, long before it is due", async () => {
    const [verdict] = await judged(
      "completion",
      facts([loading("2026-04-30 07:55")]),
      at("2026-04-30 08:00"),
      yaml,
    ).then((all) => all.filter(({ subject }) => subject.name === "report"));
    // 45 min more of load, then 30 min of report: 09:15.
    expect(verdict).toMatchObject({
      state: "at_risk",
      observed: (15 * minute) / 1000,
      deadline: at("2026-04-30 09:00"),
      summary:
        "Will be 15 min late for 2026-04-30 09:00 UTC: etl/load is still running since 2026-04-30 07:55 UTC, and usually takes 50 min",
      evidence: { waitsFor: job },
    });
  });

  it("puts the dataset at risk too", async () => {
    const verdicts = await judged("freshness", facts([loading("2026-04-30 07:55")]), at("2026-04-30 08:00"), yaml);
    expect(verdicts.filter(({ subject }) => subject.name === "report")).toMatchObject([{ state: "at_risk" }]);
  });

  it.each([
    ["is in time", "2026-04-30 06:10", "2026-04-30 06:30", "ok", undefined],
    ["is late once it is due, and says what it waits for", "2026-04-30 07:55", "2026-04-30 09:01", "breach", job],
  ])("%s", async (_, started, when, state, waitsFor) => {
    const verdicts = await judged("completion", facts([loading(started)]), at(when), yaml);
    const [verdict, ...others] = verdicts.filter(({ subject }) => subject.name === "report");
    expect(others).toEqual([]);
    expect(verdict?.state).toBe(state);
    expect(verdict?.evidence.waitsFor).toEqual(waitsFor);
  });

  it("that is learnt says what it waits for, too", async () => {
    const verdicts = await judged("completion", facts([loading("2026-04-30 07:55")]), at("2026-04-30 13:00"));
    expect(verdicts.map(({ subject, state, evidence }) => [subject.name, state, evidence.waitsFor])).toEqual([
      ["load", "breach", job],
      ["report", "breach", job],
    ]);
  });

  it("is not at risk before it need start, whatever its rhythm lets expect", async () => {
    const months = ["2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"];
    const ends = [...months.map((month) => at(`${month}-02 11:00`)), at("2026-03-02 11:00")];
    const all = batch({ runs: ends.map((endedAt) => run({ endedAt, nominal: dayBefore(endedAt) })) });
    const due = `jobs: [{ match: etl/load, completion: { ready_by: "12:00", on: first_business_day } }]`;
    expect(await judged("completion", all, at("2026-04-01 06:00"), due)).toMatchObject([{ state: "ok" }]);
  });

  it("that is learnt is late when no run has completed as usual", async () => {
    const all = batch({ runs: runs("2026-04-01 07:00", 29) });
    expect(await judged("completion", all, at("2026-04-30 06:00"))).toMatchObject([{ state: "ok" }]);
    expect(await judged("completion", all, at("2026-04-30 11:00"))).toMatchObject([{ state: "breach" }]);
  });
});
