import { describe, expect, test } from "vitest";
import { Temporal } from "#signals/calendar/temporal.ts";
import { problemText } from "#signals/expectations/problem.ts";
import { staleProblems } from "#signals/expectations/load/stale.ts";
import { readSecret } from "#signals/expectations/values/secret-reference.ts";
import { load, problemsOf } from "#test/support/expectations.ts";

/** One dataset with this section, on line 4. */
const dataset = (text: string): string => `datasets:\n  - match: a\n    ${text}\n`;
const job = (text: string): string => `jobs:\n  - match: a\n    ${text}\n`;

describe("mistakes are told with their place, what is right, and what was likely meant", () => {
  test.each([
    [dataset("freshnes: 2h"), "t.yml:4:5: unknown key `freshnes` in `datasets[0]`; did you mean `freshness`?"],
    [dataset("freshness: {maxAge: 2h}"), "t.yml:4:17: unknown key `maxAge` in `freshness`; did you mean `max_age`?"],
    [
      dataset("freshness: {max_age: 2hours}"),
      't.yml:4:26: `freshness.max_age` takes a duration such as 90s, 15m, 2h, 1h30m or 7d; got "2hours"',
    ],
    [
      dataset("freshness: {max_age: 20}"),
      "t.yml:4:26: `freshness.max_age` takes a duration such as 90s, 15m, 2h, 1h30m or 7d; got 20",
    ],
    [
      dataset('freshness: {ready_by: "25:00"}'),
      't.yml:4:27: `freshness.ready_by` takes a time of the day such as 07:00; got "25:00"',
    ],
    [
      dataset("freshness: {max_age: 1h, cron: 0 6 * * *}"),
      't.yml:4:36: `freshness.cron` does not go with `max_age`: say one of max_age, ready_by, every, cron, learned; got "0 6 * * *"',
    ],
    [
      dataset("freshness: {max_age: 1h, within: 5m}"),
      't.yml:4:38: `freshness.within` means nothing with `max_age`; got "5m"',
    ],
    [
      dataset("freshness: {every: 7m}"),
      't.yml:4:24: `freshness.every` takes a duration that divides a day, such as 5m, 15m, 1h or 6h; for longer ones use `ready_by` with `on`, or `cron`; got "7m"',
    ],
    [
      dataset("freshness: {cron: 61 * * * *}"),
      't.yml:4:23: `freshness.cron` takes a cron expression such as 30 6 * * 1-5; this one `61` is no minute; it is 0 to 59; got "61 * * * *"',
    ],
    [
      dataset("freshness: {ready_by: 07:00, on: mondays}"),
      "t.yml:4:38: `freshness.on` takes one of every_day, business_days, monday, tuesday, wednesday, thursday, friday, saturday, sunday, first_day, last_day, first_business_day, last_business_day, day 15, business_day 3, business_day -2; did you mean `monday`?",
    ],
    [
      dataset("freshness: 07:00 Europe/Berln"),
      "t.yml:4:16: `freshness` takes a time zone such as Europe/Berlin; did you mean `Europe/Berlin`?",
    ],
    [
      dataset("freshness: [2h]"),
      "t.yml:4:16: `freshness` takes `2h` (how old it may be), `07:00` (when it must be ready), `learned`, `off`, or keys such as `ready_by`, or keys",
    ],
    [
      dataset("timezone: Berlin"),
      "t.yml:4:15: `timezone` takes a time zone such as Europe/Berlin; did you mean `Europe/Berlin`?",
    ],
    [dataset("timezone: +02:00"), 't.yml:4:15: `timezone` takes a time zone such as Europe/Berlin; got "+02:00"'],
    [
      dataset("severity: warn"),
      "t.yml:4:15: `severity` takes one of info, warning, error, critical; did you mean `warning`?",
    ],
    [dataset("volume: {min_rows: 10, max_rows: 5}"), "t.yml:4:24: `volume.min_rows` is above `max_rows`; got 10"],
    [
      dataset("volume: {min_bytes: 10 XB}"),
      't.yml:4:25: `volume.min_bytes` takes a size such as 500kB, 10MB or 2GiB, or a number of bytes; got "10 XB"',
    ],
    [dataset("volume: {max_change: 0.5}"), "t.yml:4:26: `volume.max_change` takes a percentage such as 50%; got 0.5"],
    [
      dataset("slo: 100"),
      "t.yml:4:10: `slo` takes a percentage from 50 to below 100: 100 leaves no error budget; got 100",
    ],
    [
      dataset("slo: 100%"),
      't.yml:4:10: `slo` takes a percentage from 50 to below 100: 100 leaves no error budget; got "100%"',
    ],
    [dataset("cost: {budget: 0, currency: EUR}"), "t.yml:4:20: `cost.budget` takes more than 0; got 0"],
    [
      dataset("cost: {budget: 5, currency: EURO}"),
      't.yml:4:33: `cost.currency` takes a currency by ISO 4217 such as EUR; got "EURO"',
    ],
    [
      dataset("cost: 100 EUR monthly"),
      't.yml:4:11: `cost` takes a budget such as `100 EUR/month`, `learned`, `off`, or keys such as `budget`; got "100 EUR monthly"',
    ],
    [dataset("quality: {checks: [{column: x}]}"), "t.yml:4:24: `severity` is missing in `quality.checks[0]`"],
    [
      dataset("completion: 2h"),
      "t.yml:4:5: unknown key `completion` in `datasets[0]`; it takes match, enabled, description, owner, severity, importance, runbook, channels, escalation, timezone, calendar, false_alerts, freshness, volume, quality, schema, cost, slo",
    ],
    [job("duration: {max: 5m, min: 1h}"), 't.yml:4:30: `duration.min` is above `max`; got "1h"'],
    ["datasets:\n  - freshness: 2h\n", "t.yml:3:5: `match` is missing in `datasets[0]`"],
    ["datasets:\n  - match: {}\n", 't.yml:3:12: `match` says nothing; to match everything write "**"'],
    ["datasets: {a: 1}\n", "t.yml:2:11: `datasets` takes a list"],
    ["jobs: [5]\n", "t.yml:2:8: `jobs[0]` takes keys; got 5"],
    ["dataset: []\n", "t.yml:2:1: unknown key `dataset`; did you mean `datasets`?"],
    [
      "maintenance: [{name: x, from: 2026-01-01}]\n",
      "t.yml:2:15: `maintenance[0]` takes `from` and `to`, or `between` (with `on`)",
    ],
    ["maintenance: [{name: x, from: 2026-01-02, to: 2026-01-01}]\n", "t.yml:2:47: `to` takes a time after `from`"],
    [
      "maintenance: [{name: x, from: 2026-02-30T00:00, to: 2026-03-01}]\n",
      "t.yml:2:31: `from` takes a time that there is, such as 2026-03-01T22:00",
    ],
    ["calendars: {x y: {}}\n", "t.yml:2:13: `x y` is no name: it takes letters, digits, `_`, `-`, `.` and `@`"],
  ])("%s", (text, problem) => {
    expect(problemsOf(text).filter((each) => !each.includes("warning: "))).toEqual([problem]);
  });

  test("all at once, in the order of the lines, and what is right is used all the same", () => {
    const text =
      "version: 1\ndatasets:\n  - match: a\n    slo: 7\n  - match: b\n    owner: me\n  - match: c\n    foo: 1\n    bar: 1\njobs:\n  - match: d\n    owner: 5\n";
    const { declarations, problems } = load({ "t.yml": text });
    expect(problems.map(({ position }) => position.line)).toEqual([4, 8, 9, 12]);
    expect(declarations.entries.map(({ matcher }) => matcher.text)).toEqual(["b"]);
  });

  test("a file of another version, or none, is not guessed at", () => {
    for (const text of ["version: 2\ndatasets: [{match: a}]\n", "datasets: [{match: a}]\n", "- a\n", "5\n"]) {
      const { declarations, problems } = load({ "t.yml": text });
      expect(problems).not.toEqual([]);
      expect(declarations.entries).toEqual([]);
    }
    expect(load({ "t.yml": "version: 2\n" }).problems.map(problemText)).toEqual([
      "t.yml:1:10: `version` takes 1, the version of this format; got 2",
    ]);
    expect(load({ "t.yml": "datasets: []\n" }).problems.map(problemText)).toEqual(["t.yml:1:1: `version` is missing"]);
  });
});

const read = (path: string): string => {
  if (path !== "/run/token") throw new Error("no such file");
  return "xyz\n";
};

describe("secrets", () => {
  const secret = "xoxb-1234-topsecret";
  test.each([
    `slack: {type: slack, token: ${secret}, channel: "#a"}`,
    `slack: {type: slack, webhook_url: "https://hooks.slack.com/services/${secret}"}`,
    `pd: {type: pagerduty, routing_key: ${secret}}`,
    `pd: {type: pagerduty, routing_key: "${secret} \${env:KEY}"}`,
    `og: {type: opsgenie, api_key: ${secret}}`,
    `mail: {type: email, to: a@b.example, from: c@d.example, smtp: {host: h, user: u, password: ${secret}}}`,
    `teams: {type: teams, webhook_url: "https://x.webhook.office.com/${secret}"}`,
    `hook: {type: webhook, url: "https://user:${secret}@example.com/"}`,
    `hook: {type: webhook, url: "https://example.com/?key=${secret}"}`,
    `hook: {type: webhook, url: "https://hooks.slack.com/services/${secret}"}`,
    `hook: {type: webhook, url: "https://example.com/", signing_secret: ${secret}}`,
    `hook: {type: webhook, url: "https://example.com/", headers: {Authorization: ${secret}}}`,
    `slack: {type: slack, tokn: ${secret}}`,
    `slack: {type: ${secret}}`,
    `slack: ${secret}`,
  ])("inline are refused, and not repeated: %#", (channel) => {
    const problems = problemsOf(`channels:\n  ${channel}\n`).filter((each) => !each.includes("warning: "));
    expect(problems).not.toEqual([]);
    expect(problems.join("\n")).not.toContain("topsecret");
  });

  test("by reference are read when they are needed", () => {
    const text =
      'version: 1\ndefaults: {channels: [s]}\nchannels:\n  s: {type: slack, token: "${env:TOKEN}", channel: "#a", budget: {notifications: 20, per: 1h}}\n';
    const { declarations, problems } = load({ "t.yml": text });
    expect(problems).toEqual([]);
    expect(declarations.channels.get("s")).toMatchObject({
      type: "slack",
      token: { kind: "env", name: "TOKEN" },
      channel: "#a",
      minSeverity: "info",
      budget: { notifications: 20, perMs: 3_600_000 },
      sendResolved: true,
    });
    expect(readSecret({ kind: "env", name: "TOKEN" }, { TOKEN: " abc " }, read)).toEqual({ kind: "ok", value: "abc" });
    expect(readSecret({ kind: "env", name: "TOKEN" }, {}, read)).toEqual({ kind: "missing", why: "TOKEN is not set" });
    expect(readSecret({ kind: "file", path: "/run/token" }, {}, read)).toEqual({ kind: "ok", value: "xyz" });
    expect(readSecret({ kind: "file", path: "/x" }, {}, read)).toEqual({
      kind: "missing",
      why: "/x cannot be read: no such file",
    });
  });
});

describe("several files", () => {
  test("refer to one another; what is said twice is told", () => {
    const shared =
      "version: 1\ndefaults: {owner: data, calendar: de}\nchannels:\n  c: {type: stdout}\ncalendars:\n  de: {holidays: [{yearly: 01-01}]}\n";
    const team =
      "version: 1\ndefaults: {owner: shop, severity: error}\nchannels:\n  c: {type: stdout}\ndatasets:\n  - {match: a, channels: [c], freshness: {ready_by: 07:00, calendar: dee}}\n  - {match: b, channels: {warning: cc}, escalation: [{after: 5m, channels: [c, x]}]}\n";
    const { declarations, problems } = load({ "a.yml": shared, "b.yml": team });
    expect(problems.map(problemText)).toEqual([
      "b.yml:2:19: `defaults.owner` is said in a.yml:2:19 too",
      "b.yml:4:3: `channels.c` is said in a.yml:4:3 too",
      "b.yml:6:70: `freshness.calendar` names no calendar of `calendars`: dee; did you mean `de`?",
      "b.yml:7:36: `channels.warning` names no channel of `channels`: cc; did you mean `c`?",
      "b.yml:7:80: `escalation[0].channels[1]` names no channel of `channels`: x",
    ]);
    expect(declarations.defaults.raw).toEqual({ owner: "data", calendar: "de", severity: "error" });
  });

  test("a mistake in a channel or a calendar is told once, and not where it is named", () => {
    const problems = problemsOf(
      "defaults: {channels: [c], calendar: de}\nchannels: {c: {type: stdot}}\ncalendars: {de: {holidais: []}}\n",
    );
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).not.toContain("names no");
  });

  test("what nothing uses, and owners that are nearly declared, are warnings", () => {
    const problems = problemsOf(
      "owners: {shop-team: {}}\nchannels: {c: {type: stdout}}\ncalendars: {x: {}, y: {extends: x}}\ndatasets: [{match: a, owner: shop-tem}, {match: b, owner: anybody}]\n",
    );
    expect(problems).toEqual([
      "t.yml:3:12: warning: the channel `c` is used by nothing in these files",
      "t.yml:4:20: warning: the calendar `y` is used by nothing in these files",
      "t.yml:5:30: warning: `owner` is none of `owners`: shop-tem; did you mean `shop-team`?",
    ]);
  });
});

const isOpen = (files: Readonly<Record<string, string>>, text: string, date: string): boolean | undefined =>
  load({ "conf/t.yml": `version: 1\n${text}` }, files)
    .declarations.calendars.get("c")
    ?.calendar.isBusinessDay(Temporal.PlainDate.from(date));

describe("calendars", () => {
  test("of files, of other calendars, and of their own", () => {
    const files = { "conf/h/de.yml": "version: 1\nweekend: [sunday]\nholidays: [{easter: -2}, 2026-12-31]\n" };
    const text =
      "calendars:\n  base: {include: h/de.yml, holidays: [{yearly: 01-06}]}\n  c: {extends: base, working_days: [2026-12-27]}\n";
    expect(isOpen(files, text, "2026-04-03")).toBe(false);
    expect(isOpen(files, text, "2026-12-31")).toBe(false);
    expect(isOpen(files, text, "2026-01-06")).toBe(false);
    expect(isOpen(files, text, "2026-04-04")).toBe(true);
    expect(isOpen(files, text, "2026-12-27")).toBe(true);
    expect(isOpen(files, text, "2026-04-05")).toBe(false);
  });

  test("that go in circles, lack files, or have wrong ones are told once", () => {
    const wrong = { "conf/x.yml": "version: 1\nholidays: [{yearly: 13-01}]\n" };
    const text =
      "calendars:\n  a: {extends: b}\n  b: {extends: [a, nope]}\n  c: {extends: c, include: [x.yml, y.yml]}\n  d: {include: x.yml, extends: [a, b, c]}\n";
    const problems = load({ "conf/t.yml": `version: 1\n${text}` }, wrong).problems.filter(
      ({ severity }) => severity === "error",
    );
    expect(problems.map(problemText)).toEqual([
      "conf/t.yml:4:16: `calendars.b.extends` names no calendar: nope",
      "conf/t.yml:5:16: `calendars.c.extends` comes back to itself by way of c",
      "conf/t.yml:5:28: `calendars.c.include`: conf/y.yml cannot be read: there is no such file",
      'conf/x.yml:2:21: `holidays[0].yearly` takes month and day such as 12-25; got "13-01"',
    ]);
  });

  test("whose holidays end, and maintenance that is over, are told in time", () => {
    const text =
      "version: 1\ndefaults: {calendar: c}\ncalendars:\n  c: {holidays: [2026-12-25]}\n  d: {extends: c, holidays: [{yearly: 12-26}]}\nmaintenance:\n  - {name: once, from: 2026-01-01, to: 2026-01-02, calendar: d}\n";
    const { declarations } = load({ "t.yml": text });
    const stale = (at: string): readonly string[] => staleProblems(declarations, Date.parse(at)).map(problemText);
    expect(stale("2025-06-01")).toEqual([]);
    expect(stale("2026-06-01")).toEqual([
      "t.yml:7:5: warning: the maintenance `once` is over",
      "t.yml:4:3: warning: the calendar `c` knows no holidays after 2026",
    ]);
  });
});

test("owners, budgets and maintenance are what they say", () => {
  const text = `version: 1
defaults: {timezone: Europe/Berlin}
owners:
  shop: {contact: "#shop", channels: {warning: c, critical: [c, d]}, escalation: [{after: 1h, channels: d}, {after: 15m, channels: c}]}
channels: {c: {type: stdout}, d: {type: stdout, quiet_hours: {between: 22:00-07:00}}}
budgets:
  team: {budget: 1000, currency: EUR, jobs: "shop/**", owner: shop, channels: c}
maintenance:
  - {name: upgrade, from: 2026-03-01T22:00, to: 2026-03-02T06:00+01:00, datasets: "postgres://**"}
  - {name: nightly, between: 01:00-03:00, on: sunday, jobs: [a, b]}
`;
  const { declarations, problems } = load({ "t.yml": text });
  expect(problems).toEqual([]);
  expect(declarations.owners.get("shop")).toMatchObject({
    contact: "#shop",
    routes: [
      { fromSeverity: "warning", channels: ["c"] },
      { fromSeverity: "critical", channels: ["c", "d"] },
    ],
    escalation: [
      { afterMs: 900_000, channels: ["c"] },
      { afterMs: 3_600_000, channels: ["d"] },
    ],
  });
  expect(declarations.channels.get("d")?.quietHours).toMatchObject({
    between: { from: 1320, to: 420 },
    timeZone: "Europe/Berlin",
    fromSeverity: "critical",
  });
  expect(declarations.budgets).toMatchObject([
    { name: "team", amount: 1000, currency: "EUR", per: "month", warnAt: 0.8, owner: "shop" },
  ]);
  const [upgrade, nightly] = declarations.maintenance;
  expect(upgrade?.span).toEqual({
    kind: "once",
    from: Date.parse("2026-03-01T21:00Z"),
    to: Date.parse("2026-03-02T05:00Z"),
  });
  expect(upgrade?.datasets?.match({ kind: "dataset", namespace: "postgres://db", name: "x" })).toBeDefined();
  expect(upgrade?.jobs).toBeUndefined();
  expect(nightly?.span).toMatchObject({ kind: "repeated", between: { from: 60, to: 180 } });
  expect(nightly?.jobs?.match({ kind: "job", namespace: "x", name: "b" })).toBeDefined();
});
