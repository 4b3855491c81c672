import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { saidProblemText } from "#signals/expectations/resolve/said-by-events.ts";
import { joinNames } from "#signals/expectations/resolve/known-names.ts";
import { resolverOf, told } from "#test/support/expectations.ts";

const orders = { namespace: "postgres://db:5432", name: "shop.public.orders" };
const day = 86_400_000;

describe("what nobody says anything of", () => {
  test("is learned", () => {
    const resolver = resolverOf("datasets: []\n");
    expect(resolver.dataset(orders).expectations).toEqual({
      kind: "dataset",
      enabled: true,
      description: undefined,
      owner: undefined,
      severity: "warning",
      importance: "normal",
      runbook: undefined,
      routes: [],
      escalation: [],
      falseAlertEveryMs: 5 * 365 * day,
      clock: expect.objectContaining({ offsetAt: undefined }),
      slo: undefined,
      cost: undefined,
      freshness: { kind: "learned", severity: "warning" },
      volume: {
        severity: "warning",
        minRows: undefined,
        maxRows: undefined,
        minBytes: undefined,
        maxBytes: undefined,
        minFiles: undefined,
        maxFiles: undefined,
        maxChange: undefined,
        allowZero: false,
        per: "run",
        learned: true,
      },
      quality: { severity: undefined, checks: [] },
      schema: { severity: "warning", compatibility: "forward", ignore: [] },
    });
    expect(resolver.job({ namespace: "airflow", name: "load" }).expectations).toMatchObject({
      kind: "job",
      completion: { kind: "learned" },
      duration: { minMs: undefined, maxMs: undefined, learned: true },
      failures: { consecutive: 1, maxAttempts: undefined, severity: "warning" },
      cost: { budget: undefined, learned: true },
    });
  });
});

const freshnessOf = (text: string): unknown =>
  resolverOf(`datasets: [{match: a, freshness: {${text}}}]\n`).dataset({ namespace: "", name: "a" }).expectations
    .freshness;

describe("everything that can be said", () => {
  test("of a dataset", () => {
    const { expectations, problems } = resolverOf(`
channels: {c: {type: stdout}}
datasets:
  - match: "**"
    enabled: true
    description: orders
    owner: shop
    severity: error
    importance: high
    runbook: https://example.com/runbook
    channels: c
    escalation: [{after: 30m, channels: c}]
    timezone: America/New_York
    false_alerts: 1 per 30d
    freshness: {max_age: 1h30m, on: business_days, between: 08:00-18:00, severity: critical}
    volume: {min_rows: 1, max_rows: 9, min_bytes: 10MB, max_bytes: 1.5 GiB, min_files: 1, max_files: 5, max_change: 50%, allow_zero: true, per: interval, learned: false}
    quality: {severity: error, checks: [{assertion: not_null*, column: id, severity: critical}, {assertion: x, severity: off}]}
    schema: {compatibility: full, ignore: [tmp_*]}
    cost: {budget: 12.5, currency: USD, per: day, warn_at: 90%, learned: false}
    slo: {target: 99.5%, window: 7d}
`).dataset(orders);
    expect(problems).toEqual([]);
    expect(expectations).toEqual({
      kind: "dataset",
      enabled: true,
      description: "orders",
      owner: "shop",
      severity: "error",
      importance: "high",
      runbook: "https://example.com/runbook",
      routes: [{ fromSeverity: "info", channels: ["c"] }],
      escalation: [{ afterMs: 1_800_000, channels: ["c"] }],
      falseAlertEveryMs: 30 * day,
      clock: expect.objectContaining({ key: expect.stringContaining("America/New_York") }),
      slo: { target: 0.995, windowMs: 7 * day },
      cost: {
        severity: "error",
        learned: false,
        budget: { amount: 12.5, currency: "USD", per: "day", warnAt: 0.9, timeZone: "America/New_York" },
      },
      freshness: {
        kind: "max_age",
        severity: "critical",
        maxAgeMs: 5_400_000,
        open: expect.objectContaining({
          timeZone: "America/New_York",
          between: { from: 480, to: 1080 },
          days: { days: [{ kind: "business_days" }], months: [], ifClosed: "keep" },
        }),
      },
      volume: {
        severity: "error",
        minRows: 1,
        maxRows: 9,
        minBytes: 10_000_000,
        maxBytes: 1_610_612_736,
        minFiles: 1,
        maxFiles: 5,
        maxChange: 0.5,
        allowZero: true,
        per: "interval",
        learned: false,
      },
      quality: {
        severity: "error",
        checks: [
          { assertion: "not_null*", column: "id", severity: "critical" },
          { assertion: "x", column: undefined, severity: "off" },
        ],
      },
      schema: { severity: "error", compatibility: "full", ignore: ["tmp_*"] },
    });
  });

  test("in short forms", () => {
    const { expectations } = resolverOf(`
jobs:
  - {match: "**", completion: 26h, duration: 45m, failures: critical, cost: 100 EUR/month, slo: 99}
`).job({ namespace: "a", name: "b" });
    expect(expectations).toMatchObject({
      completion: { kind: "max_age", maxAgeMs: 93_600_000, open: undefined },
      duration: { maxMs: 2_700_000, learned: true },
      failures: { severity: "critical", consecutive: 1 },
      cost: { budget: { amount: 100, currency: "EUR", per: "month", warnAt: 0.8, timeZone: "UTC" } },
      slo: { target: 0.99, windowMs: 28 * day },
    });
    const short = resolverOf(`
datasets:
  - {match: a, freshness: 07:00 Europe/Berlin business_days, volume: off, quality: error, schema: none}
  - {match: b, freshness: off, quality: off, schema: off}
`);
    expect(short.dataset({ namespace: "x", name: "a" }).expectations).toMatchObject({
      freshness: {
        kind: "deadlines",
        schedule: {
          kind: "ready_by",
          minute: 420,
          timeZone: "Europe/Berlin",
          days: { days: [{ kind: "business_days" }] },
        },
      },
      volume: undefined,
      quality: { severity: "error" },
      schema: { compatibility: "none" },
    });
    expect(short.dataset({ namespace: "x", name: "b" }).expectations).toMatchObject({
      freshness: undefined,
      quality: undefined,
      schema: undefined,
    });
  });

  test.each([
    ["ready_by: 07:00", "since_last"],
    ["ready_by: 07:00, on: business_days", "since_last"],
    ["ready_by: 07:00, on: monday", "week"],
    ["ready_by: 07:00, on: [monday, thursday]", "since_last"],
    ["ready_by: 07:00, on: last_business_day", "month"],
    ["ready_by: 07:00, on: day 3", "month"],
    ["ready_by: 07:00, on: monday, covers: day", "day"],
    ["every: 1h", "since_last"],
    ["cron: 0 6 * * *", "since_last"],
  ])("%s covers %s", (text, covers) => {
    const { expectations } = resolverOf(`datasets: [{match: a, freshness: {${text}}}]\n`).dataset({
      namespace: "",
      name: "a",
    });
    expect(expectations.freshness).toMatchObject({ kind: "deadlines", schedule: { covers } });
  });

  test("every hour has an hour to come, a cron nothing; both have what is said", () => {
    expect(freshnessOf("every: 1h")).toMatchObject({ schedule: { minutes: 60, withinMs: 3_600_000 } });
    expect(freshnessOf("every: 1h, within: 5m")).toMatchObject({ schedule: { withinMs: 300_000 } });
    expect(freshnessOf("cron: 0 6 * * *")).toMatchObject({ schedule: { withinMs: 0 } });
  });
});

describe("who wins", () => {
  const resolver = resolverOf(`
defaults: {severity: info, owner: d}
datasets:
  - {match: postgres://db:5432/shop.public.orders, importance: critical}
  - {match: "postgres://**", severity: warning, owner: wide, volume: {min_rows: 1, max_rows: 10}}
  - {match: "postgres://db:5432/shop.*", severity: error, volume: {min_rows: 2}}
  - {match: {name: "shop.*", tags: {tier: 1}}, owner: tagged}
  - {match: shop.public.orders, runbook: bare}
  - {match: "postgres://**", runbook: late, description: late}
  - {match: {name: "**", except: "**/shop.*"}, description: no}
`);

  test("the more specific, then the later; each value by itself, and with its place", () => {
    const { explained, entries } = resolver.dataset({ ...orders, tags: { tier: "1" } });
    expect(told(explained)).toEqual([
      "volume.max_rows: 10, t.yml:6:94 (match postgres://**)",
      'description: "late", t.yml:10:58 (match postgres://**)',
      'severity: "error", t.yml:7:52 (match postgres://db:5432/shop.*)',
      "volume.min_rows: 2, t.yml:7:78 (match postgres://db:5432/shop.*)",
      'owner: "tagged", t.yml:8:55 (match {name shop.*; tag tier=1})',
      'runbook: "bare", t.yml:9:42 (match shop.public.orders)',
      'importance: "critical", t.yml:5:64 (match postgres://db:5432/shop.public.orders)',
    ]);
    expect(explained.get("severity")?.instead.map(({ value }) => value)).toEqual(["warning", "info", "warning"]);
    expect(entries).toHaveLength(6);
  });

  test("tags that it does not have, names that are excepted, another kind: no match", () => {
    expect(resolver.dataset({ ...orders, tags: { tier: "2" } }).expectations.owner).toBe("wide");
    expect(resolver.dataset({ namespace: "s3://lake", name: "raw" }).expectations).toMatchObject({
      owner: "d",
      description: "no",
    });
    expect(resolver.job(orders).entries).toEqual([]);
    expect(resolver.job(orders).expectations.owner).toBe("d");
  });

  test("an alias is as good as the name", () => {
    const { expectations } = resolver.dataset({ namespace: "s3://lake", name: "orders", aliases: [orders] });
    expect(expectations).toMatchObject({ importance: "critical", runbook: "bare" });
  });

  test("a schedule replaces a schedule with all that belongs to it, and keeps the zone", () => {
    const { explained, expectations } = resolverOf(`
defaults: {freshness: {timezone: Europe/Berlin}}
datasets:
  - {match: "**", freshness: {every: 1h, within: 5m, between: 08:00-18:00}}
  - {match: "**/shop.*", freshness: {ready_by: 07:00, on: business_days}}
  - {match: shop.public.orders, freshness: {severity: critical}}
`).dataset(orders);
    expect(told(explained)).toEqual([
      'freshness.timezone: "Europe/Berlin", t.yml:3:34 (defaults)',
      'freshness.ready_by: "07:00", t.yml:6:48 (match **/shop.*)',
      'freshness.on: "business_days", t.yml:6:59 (match **/shop.*)',
      'freshness.severity: "critical", t.yml:7:55 (match shop.public.orders)',
    ]);
    expect(explained.get("freshness.ready_by")?.instead.map(({ path }) => path)).toEqual([
      "freshness.every",
      "freshness.learned",
      "freshness.within",
      "freshness.between",
    ]);
    expect(expectations.freshness).toMatchObject({
      kind: "deadlines",
      severity: "critical",
      schedule: { kind: "ready_by", timeZone: "Europe/Berlin" },
    });
  });

  test("off takes away all below it, and comes back with what is said above it", () => {
    const resolve = resolverOf(`
datasets:
  - {match: "**", volume: {max_rows: 5}}
  - {match: "**/shop.*", volume: off}
  - {match: shop.public.orders, volume: {min_rows: 1}}
`);
    expect(resolve.dataset({ namespace: "x", name: "shop.a" }).expectations.volume).toBeUndefined();
    expect(resolve.dataset(orders).expectations.volume).toMatchObject({ minRows: 1, maxRows: undefined });
  });

  test("defaults may say what only datasets or only jobs have", () => {
    const resolve = resolverOf("defaults: {freshness: 2h, completion: 3h, duration: 4h, volume: off}\n");
    const [dataset, job] = [resolve.dataset(orders), resolve.job(orders)];
    expect([...dataset.problems, ...job.problems]).toEqual([]);
    expect(dataset.expectations).toMatchObject({ freshness: { maxAgeMs: 7_200_000 }, volume: undefined });
    expect(job.expectations).toMatchObject({ completion: { maxAgeMs: 10_800_000 }, duration: { maxMs: 14_400_000 } });
  });

  test("learned takes the place of a schedule", () => {
    const { expectations } = resolverOf(
      'datasets: [{match: "**", freshness: 2h}, {match: shop.public.orders, freshness: learned}]\n',
    ).dataset(orders);
    expect(expectations.freshness).toEqual({ kind: "learned", severity: "warning" });
  });

  test("what two places say and does not go together: the stronger holds, and it is told", () => {
    const { expectations, problems } = resolverOf(`
datasets:
  - {match: "**", volume: {min_rows: 100}, freshness: {within: 5m}, cost: {budget: 5}}
  - {match: shop.public.orders, volume: {max_rows: 10}, freshness: {ready_by: 07:00}}
  - {match: "**/shop.*", freshness: {max_age: 1h}}
`).dataset(orders);
    expect(expectations.volume).toMatchObject({ minRows: undefined, maxRows: 10 });
    expect(expectations.freshness).toMatchObject({ kind: "deadlines" });
    expect(expectations.cost).toMatchObject({ budget: undefined });
    expect(problems.map(saidProblemText)).toEqual([
      "t.yml:4:38 (match **): `volume.min_rows` is above `max_rows`; got 100",
      "t.yml:4:84 (match **): `cost.budget` needs `cost.currency`",
    ]);
  });

  test("the owner's channels stand between the defaults and what is said of the thing", () => {
    const resolve = resolverOf(`
defaults: {channels: all}
channels: {all: {type: stdout}, team: {type: stdout}, own: {type: stdout}}
owners: {shop: {channels: {error: team}}, silent: {}}
datasets:
  - {match: a, owner: shop}
  - {match: b, owner: shop, channels: own}
  - {match: c, owner: silent}
`);
    const routes = (name: string): unknown => resolve.dataset({ namespace: "", name }).expectations.routes;
    expect(routes("a")).toEqual([{ fromSeverity: "error", channels: ["team"] }]);
    expect(routes("b")).toEqual([{ fromSeverity: "info", channels: ["own"] }]);
    expect(routes("c")).toEqual([{ fromSeverity: "info", channels: ["all"] }]);
    expect(told(resolve.dataset({ namespace: "", name: "a" }).explained)).toContain(
      'channels: {"error":"team"}, t.yml:5:10 (owner shop)',
    );
  });
});

describe("what events say", () => {
  const resolver = resolverOf(`
channels: {c: {type: stdout}}
calendars: {de: {}}
owners: {sales: {}}
datasets:
  - {match: "**", severity: info, owner: wide, volume: {min_rows: 1}}
  - {match: shop.public.orders, importance: high}
`);

  test("stands above patterns and below names: owners, then the facet, then tags", () => {
    const { explained, problems } = resolver.dataset({
      ...orders,
      owners: ["team:sales", "user:x"],
      facet: { _producer: "x", severity: "error", volume: { max_rows: 7 }, importance: "low" },
      tags: { "tidemark.severity": "critical", pii: "true" },
    });
    expect(problems).toEqual([]);
    expect(told(explained)).toEqual([
      "volume.min_rows: 1, t.yml:7:67 (match **)",
      'owner: "sales", facet ownership',
      "volume.max_rows: 7, facet tidemark_expectations",
      'severity: "critical", tag tidemark.severity',
      'importance: "high", t.yml:8:45 (match shop.public.orders)',
    ]);
  });

  test("tags take what the key takes: text, numbers, yes and no, lists, and a value in the key", () => {
    const { expectations, problems } = resolver.dataset({
      namespace: "x",
      name: "y",
      tags: {
        "tidemark.freshness": "07:00 Europe/Berlin business_days",
        "tidemark.freshness.months": "3, 6",
        "tidemark.freshness.calendar": "de",
        "tidemark.volume.min_rows": "1000",
        "tidemark.volume.allow_zero": "true",
        "tidemark.channels": "c",
        "tidemark.schema.ignore": "a, b",
        "tidemark.slo=99.5": "true",
        "tidemark.owner": "123",
        "other.freshness": "nonsense",
      },
    });
    expect(problems).toEqual([]);
    expect(expectations).toMatchObject({
      owner: "123",
      slo: { target: 0.995 },
      freshness: { schedule: { minute: 420, calendar: { name: "de" }, days: { months: [3, 6] } } },
      volume: { minRows: 1000, allowZero: true },
      routes: [{ fromSeverity: "info", channels: ["c"] }],
      schema: { ignore: ["a", "b"] },
    });
  });

  test("and is wrong does not count, and is told; the rest counts", () => {
    const { expectations, problems } = resolver.dataset({
      namespace: "x",
      name: "y",
      facet: {
        freshness: { max_age: "soon" },
        volume: { min_rows: 5, maxrows: 6 },
        calendar: "fr",
        channels: ["nope"],
      },
      tags: {
        "tidemark.freshnes": "2h",
        "tidemark.severity": "bad",
        "tidemark.volume.max_rows": "2",
        "tidemark.": "x",
      },
    });
    expect(problems.map(saidProblemText)).toEqual([
      'facet tidemark_expectations: `freshness.max_age` takes a duration such as 90s, 15m, 2h, 1h30m or 7d; got "soon"',
      "facet tidemark_expectations: unknown key `maxrows` in `volume`; did you mean `max_rows`?",
      "facet tidemark_expectations: `channels[0]` names no channel of `channels`: nope",
      "facet tidemark_expectations: `calendar` names no calendar of `calendars`: fr",
      "tag tidemark.freshnes: unknown key `freshnes`; did you mean `freshness`?",
      'tag tidemark.severity: `severity` takes one of info, warning, error, critical; got "bad"',
      expect.stringMatching(/^tag tidemark\.: unknown key ``/),
      "facet tidemark_expectations: `volume.min_rows` is above `max_rows`; got 5",
    ]);
    expect(expectations).toMatchObject({
      severity: "info",
      freshness: { kind: "learned" },
      volume: { minRows: undefined, maxRows: 2 },
      routes: [],
    });
  });

  test("whatever it is, an answer comes of it", () => {
    const key = fc.oneof(
      fc.constantFrom(
        "freshness",
        "volume",
        "volume.min_rows",
        "freshness.on",
        "slo",
        "cost",
        "channels",
        "__proto__",
        "constructor",
        "match",
        "escalation",
      ),
      fc.string({ maxLength: 12 }),
    );
    const value = fc.oneof(
      fc.constantFrom("off", "2h", "learned", "5", "100 EUR/month", "07:00", ""),
      fc.string({ maxLength: 20 }),
    );
    const text = fc.record({ key, value });
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 4 }),
        fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 })),
        (tags, facet) => {
          const thing = {
            namespace: "x",
            name: "y",
            tags: Object.fromEntries(tags.map((tag) => [`tidemark.${tag.key}`, tag.value])),
            facet,
          };
          expect(resolver.dataset(thing).expectations.kind).toBe("dataset");
          expect(resolver.job(thing).expectations.kind).toBe("job");
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("things of which the same is said share one answer", () => {
  const resolver = resolverOf('datasets: [{match: "**", freshness: 07:00}]\n');
  const [a, b] = ["a", "b"].map(
    (name) => resolver.dataset({ namespace: "x", name, tags: { other: name } }).expectations.freshness,
  );
  expect(a).toBe(b);
  expect(
    resolver.dataset({ namespace: "x", name: "a", tags: { "tidemark.severity": "error" } }).expectations.freshness,
  ).not.toBe(a);
});

test("all names of a dataset are one thing", () => {
  const canonical = { namespace: "hive", name: "orders" };
  const joined = joinNames([
    {
      kind: "dataset",
      namespace: "s3://lake",
      name: "orders",
      canonical,
      tags: { a: "1", b: "1" },
      owners: ["x"],
      type: "",
      facet: { slo: 99 },
    },
    {
      kind: "dataset",
      ...canonical,
      canonical,
      tags: { b: "2" },
      owners: [],
      type: "TABLE",
      aliases: [{ namespace: "s3://lake", name: "orders" }],
      facet: undefined,
    },
    { kind: "job", ...canonical, canonical },
  ]);
  expect(joined).toEqual([
    {
      kind: "dataset",
      ...canonical,
      aliases: [{ namespace: "s3://lake", name: "orders" }],
      tags: { a: "1", b: "2" },
      type: "TABLE",
      owners: ["x"],
      facet: { slo: 99 },
    },
    { kind: "job", ...canonical, aliases: [], tags: {}, type: "", owners: [], facet: undefined },
  ]);
});
