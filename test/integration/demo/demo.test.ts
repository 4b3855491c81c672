import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { Summary } from "#demo/questions/summary.ts";
import { childCoverage } from "#test/support/child-coverage.ts";
import { tidemark } from "#test/support/command.ts";

const root = resolve(import.meta.dirname, "../../..");

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-demo-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** `npm run demo -- --once --json`, with ports of its own. */
async function runDemo(directory: string, env: Readonly<Record<string, string>> = {}): Promise<Summary> {
  const args = ["demo/main.ts", "--once", "--json", "--days", "2", "--tick", "0.5", "--data", directory];
  const demo = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...childCoverage, TIDEMARK_PORT: "0", TIDEMARK_CLICKHOUSE_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, [code]] = await Promise.all([text(demo.stdout), text(demo.stderr), once(demo, "exit")]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return JSON.parse(output);
}

function expectAllToHold(summary: Summary): void {
  expect(summary.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(summary.checks.length).toBeGreaterThan(5);
  expect(summary.deadLetters).toBe(0);
  const [incident, ...others] = summary.incidents;
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ cause: "shop.public.orders", severity: "error" });
  expect(incident?.breaches).toEqual(
    expect.arrayContaining(["shop.public.orders: schema", "transform.stg_orders: failures"]),
  );
}

test(
  "over NATS: all that was sent is stored; started again, the history is stored once",
  { timeout: 180_000 },
  async () => {
    const directory = await temporaryDirectory();
    const first = await runDemo(directory);
    expectAllToHold(first);
    expect(first.historyEvents).toBeGreaterThan(500);
    expect(first.runs["failed"]).toBeGreaterThan(0);

    const second = await runDemo(directory);
    expectAllToHold(second);
    expect(second.historyEvents).toBe(first.historyEvents);
    expect(second.events).toBe(first.events + second.liveEvents + second.backfillEvents);
  },
);

test(
  "without NATS the pipelines send by HTTP; replayed, the past gives the incident that the watcher told",
  { timeout: 180_000 },
  async () => {
    const directory = await temporaryDirectory();
    const begun = new Date();
    const summary = await runDemo(directory, { TIDEMARK_NATS: "off" });
    expectAllToHold(summary);
    const soon = new Date(Date.now() + 2 * 60_000);
    const range = ["--from", begun.toISOString(), "--to", soon.toISOString(), "--every", "1m", "--json"];
    const files = join(root, "demo/company/expectations.yml");
    const { stdout } = await tidemark(["alerts", "backtest", files, ...range], { TIDEMARK_DATA: directory });
    const { incidents }: { readonly incidents: readonly Replayed[] } = JSON.parse(stdout);
    const replayed = incidents.filter(({ standing }) => !standing);
    expect(replayed.map(({ id, severity, cause, signals }) => [id, severity, cause.name, signals])).toEqual(
      summary.incidents.map(({ id, severity, cause, breaches }) => [id, severity, cause, signalsOf(breaches)]),
    );
    expect(replayed.map(({ notifications }) => notifications[0]?.notice)).toEqual(["opened"]);
  },
);

interface Replayed {
  readonly id: string;
  readonly severity: string;
  readonly standing: boolean;
  readonly cause: { readonly name: string };
  readonly signals: readonly string[];
  readonly notifications: readonly { readonly notice: string }[];
}

/** `transform.stg_orders: failures` … */
function signalsOf(breaches: readonly string[]): readonly string[] {
  return [...new Set(breaches.map((breach) => breach.slice(breach.lastIndexOf(" ") + 1)))].toSorted();
}
