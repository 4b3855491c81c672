import { expect, test } from "vitest";
import { backtest } from "#alerts/backtest/backtest.ts";
import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import { at, batch, hour, job, run, sourceOf, thing } from "#test/support/signals/facts.ts";
import { declared } from "#test/support/signals/judged.ts";

const from = at("2026-05-01 00:00");
const failing = batch({
  things: [thing("job", job)],
  runs: [run({ endedAt: from - hour, state: "FAIL", error: "disk full" })],
});

async function replayed(actions: readonly LogEntry[]): Promise<readonly (readonly [string, number])[]> {
  const expectations = fixedExpectations(declared("defaults: { channels: out }\nchannels: { out: { type: stdout } }"));
  const told: (readonly [string, number])[] = [];
  const steps = backtest({
    source: sourceOf([failing]),
    expectations,
    from,
    until: from + 4 * hour,
    everyMs: hour,
    actions,
  });
  for await (const { entries } of steps)
    for (const entry of entries) if (entry.kind === "notifying") told.push([entry.notice, entry.at]);
  return told;
}

test("what people did meanwhile counts from when they did it", async () => {
  const until = from + 2 * hour;
  const said = { subject: { kind: "job", ...job }, until, by: "kim", reason: "" } as const;
  expect(await replayed([])).toEqual([["opened", from]]);
  expect(await replayed([{ incident: "", at: from - hour, kind: "snoozed", ...said }])).toEqual([["opened", until]]);
  expect(await replayed([{ incident: "", at: from + hour, kind: "snoozed", ...said }])).toEqual([["opened", from]]);
});
