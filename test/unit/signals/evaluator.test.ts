import { describe, expect, it } from "vitest";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import { freshness } from "#signals/catalogue/freshness.ts";
import { failures } from "#signals/catalogue/failures.ts";
import type { Signal } from "#signals/signal.ts";
import {
  at,
  batch,
  daily,
  dataset,
  dayBefore,
  day,
  hour,
  minute,
  nothingKnown,
  run,
  sourceOf,
  thing,
  write,
} from "#test/support/signals/facts.ts";
import { declared } from "#test/support/signals/judged.ts";

const now = at("2026-05-01 12:00");
const yaml = "datasets: [{ match: db/orders, freshness: 26h, owner: shop }]";
const late = batch({
  writes: daily("2026-04-01 03:00", 29).map((endedAt) => write({ endedAt, nominal: dayBefore(endedAt) })),
});

function evaluatorOf(text: string, batches = [late], signals: readonly Signal[] = [freshness, failures]) {
  const source = sourceOf(batches);
  const expectations = fixedExpectations(declared(text));
  return { source, evaluator: createEvaluator({ source, expectations, signals, elapsed: () => 0 }) };
}

describe("an evaluation", () => {
  it("tells what is wrong each time, what has become right once, and counts all", async () => {
    const { evaluator, source } = evaluatorOf(yaml);
    const first = await evaluator.evaluate(now);
    expect(first.verdicts).toMatchObject([{ signal: "freshness", state: "breach" }]);
    expect(first.heartbeats).toMatchObject([
      { rule: "freshness", subjects: 1, breaches: 1, error: null },
      { rule: "failures", subjects: 0, breaches: 0, error: null },
    ]);
    expect(evaluator.expectationsOf({ kind: "dataset", ...dataset })?.owner).toBe("shop");
    source.push({ ...nothingKnown, writes: [write({ endedAt: now, nominal: dayBefore(now) })] });
    const second = await evaluator.evaluate(now + minute);
    expect(second.verdicts).toMatchObject([{ state: "ok" }]);
    expect(second.counts).toMatchObject({ ok: 1, breach: 0 });
    expect((await evaluator.evaluate(now + 2 * minute)).verdicts).toEqual([]);
  });

  it("judges anew when a verdict holds no longer, without any news", async () => {
    const { evaluator } = evaluatorOf(yaml);
    const until = at("2026-04-30 05:00");
    expect((await evaluator.evaluate(until)).verdicts).toEqual([]);
    expect((await evaluator.evaluate(until + 1)).verdicts).toMatchObject([{ state: "breach" }]);
  });

  it("drops what was dropped, and ends what was wrong with it", async () => {
    const { evaluator, source } = evaluatorOf(yaml);
    await evaluator.evaluate(now);
    source.push({ ...nothingKnown, things: [{ ...thing("dataset", dataset), deletedAt: now }] });
    const after = await evaluator.evaluate(now + minute);
    expect(after.verdicts).toMatchObject([{ state: "ok", summary: "It is judged no more" }]);
    expect(after.gone).toMatchObject([{ state: "breach" }]);
    expect((await evaluator.evaluate(now + 2 * minute)).verdicts).toEqual([]);
  });

  it("says nothing of what is disabled", async () => {
    const { evaluator } = evaluatorOf("datasets: [{ match: db/orders, enabled: false }]");
    expect((await evaluator.evaluate(now)).changed).toEqual([]);
  });

  it("excuses during maintenance, and not after it", async () => {
    const window = "maintenance: [{ name: upgrade, from: 2026-05-01T11:00, to: 2026-05-01T13:00 }]";
    const { evaluator } = evaluatorOf(`${yaml}\n${window}`);
    expect((await evaluator.evaluate(now)).verdicts).toMatchObject([{ state: "excused" }]);
    expect((await evaluator.evaluate(now + 61 * minute)).verdicts).toMatchObject([{ state: "breach" }]);
  });

  it("judges what is well no oftener for a maintenance that is planned", async () => {
    let asked = 0;
    const counted: Signal = {
      ...freshness,
      ofDataset(about) {
        asked++;
        return freshness.ofDataset?.(about) ?? [];
      },
    };
    const window = "maintenance: [{ name: upgrade, from: 2030-05-01T11:00, to: 2030-05-01T13:00 }]";
    const { evaluator } = evaluatorOf(`${yaml}\n${window}`, [late], [counted]);
    const well = at("2026-04-29 04:00");
    for (let minutes = 0; minutes < 10; minutes++) await evaluator.evaluate(well + minutes * minute);
    expect(asked).toBe(1);
  });

  it("shows what is expected and was never heard of", async () => {
    const { evaluator } = evaluatorOf("datasets: [{ match: db/odrers, freshness: 26h }, { match: orders }]");
    const { verdicts } = await evaluator.evaluate(at("2026-04-29 04:00"));
    expect(verdicts).toMatchObject([{ state: "unknown", subject: { namespace: "db", name: "odrers" } }]);
  });

  it("keeps what a rule said that fails, and says that it failed", async () => {
    let broken = false;
    const fragile: Signal = {
      ...freshness,
      ofDataset(asked) {
        if (broken) throw new Error("no such zone");
        return freshness.ofDataset?.(asked) ?? [];
      },
    };
    const { evaluator } = evaluatorOf(yaml, [late], [fragile]);
    await evaluator.evaluate(now);
    broken = true;
    const { verdicts, heartbeats } = await evaluator.evaluate(now + hour);
    expect(verdicts).toMatchObject([{ state: "breach" }]);
    expect(heartbeats).toMatchObject([{ error: "no such zone" }]);
  });

  it("knows a dataset by all its names, whichever it heard first", async () => {
    const path = { namespace: "s3", name: "lake/orders" };
    const facts = batch({ writes: [write({ dataset: path, endedAt: now - day, nominal: dayBefore(now - day) })] });
    const { evaluator, source } = evaluatorOf(yaml, [facts]);
    const before = await evaluator.evaluate(now);
    expect(before.verdicts.filter(({ signal }) => signal === "freshness").map(({ state }) => state)).toEqual([
      "unknown",
      "learning",
    ]);
    source.push({
      ...nothingKnown,
      things: [{ ...thing("dataset", path), thing: { kind: "dataset", ...path, canonical: dataset } }],
    });
    const after = await evaluator.evaluate(now + minute);
    expect(after.changed).toMatchObject([{ signal: "freshness", state: "ok", subject: dataset }]);
  });

  it("is the same however the facts came", async () => {
    const runs = daily("2026-04-01 03:00", 30).map((endedAt) => run({ endedAt }));
    const facts = { ...late, runs };
    const whole = await evaluatorOf(yaml, [facts]).evaluator.evaluate(now);
    // Each by itself, the newest first, some twice.
    const bits = [
      batch(),
      ...facts.writes.toReversed().map((each) => ({ ...nothingKnown, writes: [each] })),
      ...facts.runs.map((each) => ({
        ...nothingKnown,
        runs: [each, { ...each, state: "RUNNING", endedAt: null } as const],
      })),
      { ...nothingKnown, runs: facts.runs, writes: facts.writes.slice(3) },
    ];
    const { evaluator } = evaluatorOf(yaml, bits);
    let last = await evaluator.evaluate(at("2026-04-01 00:00"));
    for (let index = 1; index < bits.length; index++) last = await evaluator.evaluate(at("2026-04-01 00:00"));
    last = await evaluator.evaluate(now);
    expect(last.counts).toEqual(whole.counts);
    expect(last.verdicts).toEqual(whole.verdicts);
  });
});
