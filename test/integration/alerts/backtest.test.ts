import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tidemark } from "#test/support/command.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const start = Date.UTC(2026, 2, 1, 5);
const iso = (ms: number): string => new Date(ms).toISOString();

const load = { namespace: "etl", name: "load_orders" };
/** The workflow that starts it, and fails with it. */
const nightly = { namespace: "etl", name: "nightly" };
const orders = { namespace: "db", name: "shop.orders" };

function run(id: number, begin: number, end: "COMPLETE" | "FAIL"): readonly object[] {
  const workflow = { run: { runId: runId(id + 10_000) }, job: nightly };
  const parent = { ...facetBase("ParentRunFacet"), ...workflow };
  const of = { run: { runId: runId(id), facets: { parent } }, job: load, outputs: [orders] };
  return [
    runEvent({ ...workflow, eventType: "START", eventTime: iso(begin - minute) }),
    runEvent({ ...of, eventType: "START", eventTime: iso(begin) }),
    runEvent({ ...of, eventType: end, eventTime: iso(begin + 10 * minute) }),
    runEvent({ ...workflow, eventType: end, eventTime: iso(begin + 11 * minute) }),
  ];
}

/** A load a day at five, for forty days; the one of the 31st fails and is done again after three hours, that of the 36th comes five hours late. */
function history(): readonly object[] {
  return Array.from({ length: 40 }, (_, number): readonly object[] => {
    const at = start + number * day + (number === 35 ? 5 * hour : 0);
    if (number !== 30) return run(number, at, "COMPLETE");
    return [...run(1000, at, "FAIL"), ...run(1001, at + 3 * hour, "COMPLETE")];
  }).flat();
}

const strict = `version: 1
defaults: { channels: out, owner: data }
channels: { out: { type: stdout } }
datasets:
  - match: db/shop.orders
    freshness: { ready_by: "06:00" }
`;
/** For which neither the load that was done again nor the one that came late is too late. */
const lenient = `${strict.replace("06:00", "12:00")}jobs:
  - match: etl/*
    completion: off
`;

let directory: string;
let questions: Questions;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tidemark-backtest-"));
  writeFileSync(join(directory, "strict.yml"), strict);
  writeFileSync(join(directory, "lenient.yml"), lenient);
  questions = await startQuestions(join(directory, "data"));
  await questions.send(history());
});
afterAll(async () => {
  await questions.collector.close();
  rmSync(directory, { recursive: true, force: true });
});

const range = ["--from", "2026-03-25", "--to", "2026-04-09"];
const backtest = (...argv: readonly string[]) =>
  tidemark(["alerts", "backtest", join(directory, "strict.yml"), ...range, ...argv], {
    TIDEMARK_DATA: join(directory, "data"),
  });

interface Told {
  readonly incidents: readonly {
    readonly cause: { readonly name: string };
    readonly openedAt: string;
    readonly resolvedAt: string | null;
    readonly signals: readonly string[];
    readonly notifications: readonly { readonly notice: string }[];
  }[];
}

describe("what the past would have told", () => {
  test("is one incident a trouble, under its cause, when it was known", async () => {
    const { code, stdout, stderr } = await backtest("--json");
    expect([code, stderr]).toEqual([0, ""]);
    const { incidents }: Told = JSON.parse(stdout);
    const told = incidents.map(({ cause, openedAt, resolvedAt, notifications }) => [
      cause.name,
      openedAt.slice(0, 16),
      resolvedAt?.slice(0, 16),
      // Later ones thread to the first.
      [...new Set(notifications.map(({ notice }) => notice.split(":")[0]))],
    ]);
    expect(told).toEqual([
      ["load_orders", "2026-03-31T05:15", "2026-03-31T08:30", ["opened", "updated", "resolved"]],
      ["load_orders", "2026-04-05T06:00", "2026-04-05T10:30", ["opened", "updated", "resolved"]],
    ]);
  });

  test("is told with other expectations, and what they change", async () => {
    const { code, stdout } = await backtest("--compare", join(directory, "lenient.yml"));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^OPENED +LASTED +SEVERITY +WHAT +SIGNALS +BREACHES +HURTS +TOLD/);
    expect(stdout).toMatch(/Incidents +2, 0\.9 a week: /);
    const compared = stdout.slice(stdout.indexOf("With the expectations of --compare"));
    expect(compared).toMatch(
      /The same in both +1\nNo longer told +1\nOPENED.*\n2026-04-05T06:00:00Z .*shop\.orders: Not written.*\nNewly told +0/,
    );
  });

  test("of one signal alone", async () => {
    const { incidents }: Told = JSON.parse((await backtest("--signal", "failures", "--json")).stdout);
    expect(incidents.map(({ cause }) => cause.name)).toEqual(["load_orders"]);
  });
});

test("a mistake is told before anything is read", async () => {
  expect(await backtest("--from", "2026-05-01")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--from must be before --to"),
  });
  expect(await backtest("--learn", "some")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--learn: days"),
  });
  expect(await backtest("--compare", join(directory, "none.yml"))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("none.yml"),
  });
});

test("without a collector the store is opened itself, with the same answer", async () => {
  const before = await backtest("--json");
  await questions.collector.close();
  expect(await backtest("--json")).toMatchObject({ code: 0, stdout: before.stdout });
});
