import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { alertingFiles } from "#alerts/grafana/files.ts";
import { signalNames } from "#signals/verdict.ts";
import { alertingDirectory, generatedAlerting, generatedRules } from "#test/support/grafana/alerting-files.ts";
import { generatedDashboards } from "#test/support/grafana/dashboard.ts";
import { expandMacros } from "#test/support/grafana/macros.ts";

const root = new URL("../../../", import.meta.url);
const files = alertingFiles();
const rules = generatedRules();
const alerting = [...generatedAlerting().values()];

test("each file is there, and no other", () => {
  expect(readdirSync(alertingDirectory).toSorted()).toEqual([...files.keys()].toSorted());
});

test.each([...files])("%s is current: `npm run alerts`", (name, content) => {
  expect(readFileSync(new URL(name, alertingDirectory), "utf8")).toBe(content);
});

/** The variables that Grafana puts in. */
function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
}

test.each([...files])(
  "%s: every $ but those of queries is a variable that docker compose gives to Grafana",
  (_, content) => {
    const outside = content.replaceAll(/rawSql: \|-\n(?: {16}.*\n)+/g, "").replaceAll(/rawSql: .*\n/g, "");
    expect(outside.replaceAll(/\$\{\w+\}/g, "")).not.toContain("$");
    const compose = readFileSync(new URL("docker-compose.yml", root), "utf8");
    for (const name of variablesOf(outside)) expect(compose).toMatch(new RegExp(`^ {6}${name}: `, "m"));
  },
);

describe("rules", () => {
  test("there is one for each signal, and uids are unique and short enough", () => {
    const uids = rules.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(Math.max(...uids.map(({ length }) => length))).toBeLessThanOrEqual(40);
    const judged = rules.map(({ labels }) => labels["signal"]);
    for (const signal of signalNames) if (signal !== "watcher") expect(judged).toContain(signal);
    expect(rules.some(({ labels }) => labels["tidemark_rule"] === "watcher")).toBe(true);
  });

  test("what was removed is not there", () => {
    const deleted = new Set(alerting.flatMap(({ deleteRules }) => deleteRules.map(({ uid }) => uid)));
    expect(rules.filter(({ uid }) => deleted.has(uid))).toEqual([]);
  });

  test.each(rules.map((rule) => ({ of: rule.uid, rule })))(
    "$of: panel, words, runbook, macros of the server",
    ({ rule }) => {
      const dashboard = [...generatedDashboards().values()].find(({ uid }) => uid === rule.dashboardUid);
      expect(dashboard?.panels.map(({ id }) => id)).toContain(rule.panelId);
      const { summary, description, runbook_url, __panelId__ } = rule.annotations;
      expect(summary).toMatch(/\{\{.*\.(Values\.A\.Value|Labels\.rule)\b.*\}\}/);
      expect(description).not.toBe("");
      expect(runbook_url).toMatch(/^\$\{TIDEMARK_RUNBOOKS_URL\}\/[\w-]+\.md(#[\w-]+)?$/);
      expect(__panelId__).toBe(String(rule.panelId));
      const { rawSql } = rule.data[0].model;
      expect(rawSql).not.toContain("${");
      const range = { from: new Date(0), to: new Date(0), intervalSeconds: 60 };
      expect(expandMacros(rawSql, range)).not.toContain("$__");
    },
  );

  test("what is down does not hide: no data and errors of the watcher and the platform alert", () => {
    const own = rules.filter(({ labels }) => ["watcher", "platform"].includes(labels["tidemark_rule"] ?? ""));
    expect(own.length).toBeGreaterThanOrEqual(3);
    for (const { noDataState } of own) expect(noDataState).toBe("Alerting");
    expect(own.filter(({ execErrState }) => execErrState === "Alerting").length).toBeGreaterThanOrEqual(2);
  });
});

test("policies name contact points and mute times that are there", () => {
  const text = JSON.stringify(alerting.flatMap(({ policies }) => policies));
  const receivers = [...text.matchAll(/"receiver":"([^"]+)"/g)].map(([, name]) => name);
  const mutes = [...text.matchAll(/"mute_time_intervals":\["([^"]+)"\]/g)].map(([, name]) => name);
  expect(receivers.length).toBeGreaterThan(0);
  expect(mutes.length).toBeGreaterThan(0);
  const points = new Set(alerting.flatMap(({ contactPoints }) => contactPoints.map(({ name }) => name)));
  expect(receivers.filter((name) => !points.has(name ?? ""))).toEqual([]);
  const times = new Set(alerting.flatMap(({ muteTimes }) => muteTimes.map(({ name }) => name)));
  expect(mutes.filter((name) => !times.has(name ?? ""))).toEqual([]);
});
