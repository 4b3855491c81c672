import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { appendToLog } from "#alerts/log/incident-log.ts";
import { RowEncoder } from "#store/columns.ts";
import type { Row, Table, TableColumns } from "#store/columns.ts";
import { startHttpInterface } from "#store/http-interface/http-interface.ts";
import type { HttpInterface } from "#store/http-interface/http-interface.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
import { events } from "#store/tables/events.ts";
import { ruleHeartbeats } from "#store/tables/rule-heartbeats.ts";
import { verdicts } from "#store/tables/verdicts.ts";
import { signalNames } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";
import { verdict } from "#test/support/incidents.ts";
import { eventRow } from "#test/support/event-row.ts";
import { generatedRules } from "#test/support/grafana/alerting-files.ts";
import type { GrafanaRule } from "#test/support/grafana/alerting-files.ts";
import { askClickHouse, kindOf } from "#test/support/grafana/ask.ts";
import type { Answer } from "#test/support/grafana/ask.ts";
import { expandMacros } from "#test/support/grafana/macros.ts";
import { heartbeatRow, verdictRow } from "#test/support/grafana/verdict-rows.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const hour = 3_600_000;
const now = new Date("2026-04-10T12:00:00Z");
const at = (hours: number): Date => new Date(now.getTime() + hours * hour);
const micros = (moment: Date): number => moment.getTime() * 1000;

const rules = generatedRules();
const byUid = new Map(rules.map((rule) => [rule.uid, rule]));

const named = (name: string): Subject => ({ kind: "dataset", namespace: "db", name });

const hours = (count: number): number => at(count).getTime();
const of = { ...verdict("x"), subject: named("troubled") };
const facts = { severity: "error", notifyAt: 0, title: "it is late", owner: "", blastRadius: 0 } as const;
const opens = { kind: "opened", verdict: of, ...facts } as const;
const refused = {
  kind: "delivery_failed",
  channel: "mail",
  notice: "opened",
  why: "550",
  attempt: 1,
  retryAt: null,
} as const;

/** One that lasts, one that is over, and a mail that was refused. */
const troubles: readonly LogEntry[] = [
  { incident: "lasts", at: hours(-2), ...opens, cause: named("troubled") },
  { incident: "lasts", at: hours(-2), kind: "notifying", channel: "mail", notice: "opened" },
  { incident: "lasts", at: hours(-1.9), ...refused },
  { incident: "over", at: hours(-9), ...opens, cause: named("quiet") },
  { incident: "over", at: hours(-8), kind: "resolved" },
];

let opened: TestStore;
let http: HttpInterface;
beforeAll(async () => {
  opened = await openTestStore({ derived: false });
  const judged = { judgedAt: now, since: at(-2) } as const;
  await insert(
    verdicts,
    signalNames.flatMap((signal) => [
      verdictRow({ signal, subject: named("quiet"), state: "ok", ...judged }),
      verdictRow({ signal, subject: named("learning"), state: "learning", ...judged }),
      verdictRow({ signal, subject: named("excused"), state: "excused", ...judged }),
      verdictRow({ signal, subject: named("troubled"), state: "breach", due: at(-2), severity: "critical", ...judged }),
      // One aspect of several is enough.
      verdictRow({ signal, subject: named("troubled"), aspect: "other", state: "ok", ...judged }),
      verdictRow({ signal, subject: named("risky"), state: "at_risk", owner: "team:sales", ...judged }),
    ]),
  );
  await insert(ruleHeartbeats, [
    heartbeatRow("freshness", at(-1 / 60)),
    heartbeatRow("volume", at(-1)),
    heartbeatRow("quality", at(-1 / 60), { error: "Code: 241" }),
  ]);
  await appendToLog(opened.store, troubles, 0);
  // Events by day for a week, none at night: fifteen hours is the longest silence.
  const heard = Array.from({ length: 7 * 10 }, (_, number) => at(-24 * Math.floor(number / 10) - (number % 10)));
  await insert(
    events,
    heard.map((moment, number) => eventRow({ event_id: `event ${number}`, received_at: micros(moment) })),
  );
  await insert(deadLetters, [
    {
      dead_letter_id: "one",
      received_at: micros(at(-0.5)),
      source: "http",
      stage: "decode",
      reason: "not_json",
      detail: "",
      raw_bytes: 1,
      raw: Buffer.from("{"),
      redriven_at: null,
      updated_at: micros(at(-0.5)),
    },
  ]);
  http = await startHttpInterface({
    store: opened.store,
    host: "127.0.0.1",
    port: 0,
    authorize: () => true,
    limits: { maxExecutionSeconds: 30, maxWaitSeconds: 10, maxWaitingQueries: 16, maxRequestBytes: 100_000 },
  });
});
afterAll(async () => {
  await http.close();
  await opened.cleanup();
});

async function insert<C extends TableColumns>(table: Table<C>, rows: readonly Row<C>[]): Promise<void> {
  const encoder = new RowEncoder(table);
  for (const row of rows) encoder.add(row);
  await opened.store.insert(encoder);
}

/** As Grafana evaluates it: its query, then its threshold. */
async function evaluate(rule: GrafanaRule, moment: Date): Promise<Answer> {
  const [{ model, relativeTimeRange }] = rule.data;
  const from = new Date(moment.getTime() - relativeTimeRange.from * 1000);
  return askClickHouse(
    `http://127.0.0.1:${http.port}`,
    expandMacros(model.rawSql, { from, to: moment, intervalSeconds: 60 }),
  );
}

/** The labels that fire and those that do not, each by the label that tells them apart. */
async function firing(uid: string, label: string, moment = now) {
  const rule = byUid.get(uid);
  if (rule === undefined) throw new Error(`no rule ${uid}`);
  const { columns, rows } = await evaluate(rule, moment);
  const [names, value] = [
    columns.findIndex(({ name }) => name === label),
    columns.findIndex(({ name }) => name === "value"),
  ];
  const above = rule.data[1].model.conditions[0].evaluator.params[0];
  const fires = (row: readonly unknown[]): boolean => Number(row[value]) > above;
  return {
    fires: rows.filter(fires).map((row) => row[names]),
    quiet: rows.filter((row) => !fires(row)).map((row) => row[names]),
  };
}

describe.each(rules.map((rule) => ({ of: rule.uid, rule })))("$of", ({ rule }) => {
  test("answers with one number and labels that tell its rows apart, now and later the same", async () => {
    const { columns, rows } = await evaluate(rule, now);
    const kinds = columns.map(({ name, type }) => [name, kindOf(type).kind] as const);
    expect(kinds.filter(([, kind]) => kind === "number")).toEqual([["value", "number"]]);
    expect(kinds.filter(([, kind]) => !["number", "text"].includes(kind))).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
    const labels = ({ rows: all }: Answer) => all.map((row) => row.filter((_, index) => kinds[index]?.[1] === "text"));
    const texts = labels({ columns, rows }).map((row) => row.join("\0"));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.filter((text) => text.split("\0").includes(""))).toEqual([]);
    expect(labels(await evaluate(rule, at(1)))).toEqual(labels({ columns, rows }));
  });
});

describe("fires for what is in breach, has a row for all else", () => {
  const signals = rules.filter(({ labels }) => labels["tidemark_rule"] === "signal" && labels["signal"] !== "at_risk");

  test.each(signals.map(({ uid }) => uid))("%s", async (uid) => {
    expect(await firing(uid, "name")).toEqual({
      fires: ["troubled"],
      quiet: ["excused", "learning", "quiet", "risky"],
    });
  });

  test("what will be late, before it is", async () => {
    expect(await firing("tidemark-signal-at-risk", "name")).toMatchObject({ fires: ["risky"] });
    expect(await firing("tidemark-signal-at-risk", "owner")).toMatchObject({ fires: ["team:sales"] });
  });

  test("with how late it is, and its severity", async () => {
    const rule = byUid.get("tidemark-signal-freshness");
    if (rule === undefined) throw new Error("no rule for freshness");
    const { rows } = await evaluate(rule, now);
    expect(rows.find((row) => row.includes("troubled"))).toEqual([
      "dataset",
      "db",
      "troubled",
      "nobody",
      "critical",
      7200,
    ]);
  });
});

describe("incidents", () => {
  test("a cause of one that lasts fires, all else that is judged is quiet", async () => {
    const { fires, quiet } = await firing("tidemark-incident-open", "name");
    expect(fires).toEqual(["troubled"]);
    expect(quiet).toEqual(["excused", "learning", "quiet", "risky"]);
  });

  test("a notification that did not get through fires for six hours", async () => {
    expect(await firing("tidemark-watcher-undelivered", "what")).toEqual({ fires: ["notifications"], quiet: [] });
    expect(await firing("tidemark-watcher-undelivered", "what", at(5))).toEqual({
      fires: [],
      quiet: ["notifications"],
    });
  });
});

describe("the platform", () => {
  test("a rule that is not evaluated fires, one that fails too", async () => {
    expect(await firing("tidemark-watcher-asleep", "rule")).toEqual({
      fires: ["volume"],
      quiet: ["freshness", "quality"],
    });
    expect(await firing("tidemark-watcher-failing", "rule")).toEqual({
      fires: ["quality"],
      quiet: ["freshness", "volume"],
    });
  });

  test("silence fires when it is longer than nights are", async () => {
    expect(await firing("tidemark-platform-silent", "what")).toEqual({ fires: [], quiet: ["events"] });
    expect(await firing("tidemark-platform-silent", "what", at(16))).toEqual({ fires: [], quiet: ["events"] });
    expect(await firing("tidemark-platform-silent", "what", at(40))).toEqual({ fires: ["events"], quiet: [] });
    // Nothing in a month, or ever.
    expect(await firing("tidemark-platform-silent", "what", at(24 * 100))).toEqual({ fires: ["events"], quiet: [] });
  });

  test("many refused events fire", async () => {
    expect(await firing("tidemark-platform-refusing", "what")).toEqual({ fires: ["events"], quiet: [] });
    expect(await firing("tidemark-platform-refusing", "what", at(3))).toEqual({ fires: [], quiet: ["events"] });
  });
});
