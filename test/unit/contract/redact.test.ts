import { describe, expect, test } from "vitest";
import type { LineageEvent } from "#agent/contract/event.ts";
import { createRedactor } from "#agent/contract/redact.ts";

const redact = createRedactor();

describe("secret keys", () => {
  test.each([
    "password",
    "db.passwd",
    "PGPASSWORD",
    "jdbc_pwd",
    "clientSecret",
    "spark.hadoop.fs.s3a.secret.key",
    "apiKey",
    "X-API-Key",
    "AWS_SECRET_ACCESS_KEY",
    "accessToken",
    "token",
    "authorization",
    "credentials",
    "privateKey",
    "fs.azure.account.key",
  ])("%s is masked", (key) => {
    expect(redact({ [key]: "s3cr3t" })).toEqual({ [key]: "[redacted]" });
  });

  test.each([
    "tokenCount",
    "max_tokens",
    "tokenizer",
    "keyspace",
    "primaryKey",
    "secretary",
    "passenger",
    "name",
    "signature",
  ])("%s is not", (key) => {
    const event = { [key]: "plain" };
    expect(redact(event)).toBe(event);
  });

  test("all that stands below is masked, whatever its type; what can hold no secret stays", () => {
    expect(
      redact({ credentials: { user: "u", pin: 1234, codes: ["a", 7n], enabled: true, note: null, empty: "" } }),
    ).toEqual({
      credentials: {
        user: "[redacted]",
        pin: "[redacted]",
        codes: ["[redacted]", "[redacted]"],
        enabled: true,
        note: null,
        empty: "",
      },
    });
  });

  test("a facet under a secret key stays a facet", () => {
    expect(redact({ my_credentials: { _producer: "p", _schemaURL: "s", user: "u" } })).toEqual({
      my_credentials: { _producer: "p", _schemaURL: "s", user: "[redacted]" },
    });
  });

  test("the value of a pair is masked for its name or key", () => {
    const environmentVariables = [
      { name: "DB_PASSWORD", value: "x" },
      { name: "HOME", value: "/root" },
    ];
    const parameters = [{ key: "api.token", name: "The way in", value: "x" }];
    expect(redact({ environmentVariables, parameters })).toEqual({
      environmentVariables: [{ name: "DB_PASSWORD", value: "[redacted]" }, environmentVariables[1]],
      parameters: [{ key: "api.token", name: "The way in", value: "[redacted]" }],
    });
  });

  test("own patterns are words, whatever their case and separators", () => {
    const own = createRedactor({ keys: ["Customer-Email", " "] });
    const event = { billing: { customerEmail: "a@b.c", customer_email_hash: "x", customerEmails: "kept" } };
    expect(own(event)).toEqual({
      billing: { customerEmail: "[redacted]", customer_email_hash: "[redacted]", customerEmails: "kept" },
    });
  });

  test("a key of any length is judged by its head", () => {
    const key = `password_${"x".repeat(100_000)}`;
    expect(redact({ [key]: "s" })).toEqual({ [key]: "[redacted]" });
  });
});

describe("names", () => {
  test("are never masked for their key, even when a pattern asks for it", () => {
    const own = createRedactor({ keys: ["name", "namespace", "run id", "inputs", "field", "event time", "producer"] });
    const event = {
      eventTime: "2026-01-31T07:00:00Z",
      producer: "p",
      run: { runId: "r" },
      job: { namespace: "n", name: "password" },
      inputs: [{ namespace: "n", name: "secret.tokens" }],
    };
    expect(own(event)).toBe(event);
  });

  test("of columns are no keys", () => {
    const event = {
      outputs: [
        {
          facets: {
            columnLineage: { fields: { password: { inputFields: [{ namespace: "n", name: "t", field: "token" }] } } },
            dataQualityMetrics: { columnMetrics: { password: { nullCount: 3 } } },
          },
        },
      ],
    };
    expect(redact(event)).toBe(event);
  });
});

describe("texts", () => {
  test.each([
    ["postgres://user:p%40ss@db:5432/shop", "postgres://user:[redacted]@db:5432/shop"],
    ["postgres://user:p@ss@db:5432", "postgres://user:[redacted]@db:5432"],
    ["redis://:pass@host", "redis://:[redacted]@host"],
    ["see https://a:b@x.y/z and https://c:d@x.y", "see https://a:[redacted]@x.y/z and https://c:[redacted]@x.y"],
    ["jdbc:oracle:thin:scott/tiger@//db:1521/svc", "jdbc:oracle:thin:scott/[redacted]@//db:1521/svc"],
    ["jdbc:postgresql://db/x?user=u&password=p&ssl=true", "jdbc:postgresql://db/x?user=u&password=[redacted]&ssl=true"],
    ["Server=db;User Id=u;Password=p;", "Server=db;User Id=u;Password=[redacted];"],
    ["AccountName=a;AccountKey=abc==;End=x", "AccountName=a;AccountKey=[redacted];End=x"],
    ["https://h/c?sv=1&sig=abc%3D", "https://h/c?sv=1&sig=[redacted]"],
    ["Authorization: Bearer abcdefghijklmnop.qrs", "Authorization: Bearer [redacted]"],
  ])("%s", (text, masked) => {
    expect(redact({ text })).toEqual({ text: masked });
    expect(redact(masked)).toBe(masked);
  });

  test.each([
    "abfss://container@account.dfs.core.windows.net",
    "git@github.com:org/repo.git",
    "https://host:8080/path@v1",
    "s3://bucket/dt=2026-01-31/token=abc/part.parquet",
    "SELECT * FROM a JOIN b ON a.id = b.id WHERE x = 'y@z'",
    "jdbc:oracle:thin:@//db:1521/svc",
    "the bearer of the ring",
  ])("%s is left alone", (text) => {
    expect(redact(text)).toBe(text);
  });

  test("in namespaces are masked the same everywhere", () => {
    const namespace = "postgres://user:pass@db:5432";
    const redacted = redact({
      inputs: [{ namespace, name: "t" }],
      outputs: [
        { facets: { columnLineage: { fields: { a: { inputFields: [{ namespace, name: "t", field: "a" }] } } } } },
      ],
    });
    expect(JSON.stringify(redacted).match(/postgres:\/\/user:\[redacted\]@db:5432/g)).toHaveLength(2);
  });
});

describe("tagged columns", () => {
  const base = { _producer: "p", _schemaURL: "s" };
  const tags = {
    ...base,
    tags: [
      { key: "PII", value: "true", field: "Email" },
      { key: "classification", value: "Highly Confidential", field: "salary" },
      { key: "pii", value: "false", field: "id" },
      { key: "pii", value: "true" },
      { key: "team", value: "growth", field: "city" },
    ],
  };
  const columns = ["email", "salary", "id", "city"];
  const assertions = columns.map((column) => {
    return { assertion: "in_set", success: false, column, expected: "a", actual: "b", params: { set: ["c", 1] } };
  });
  const columnMetrics = Object.fromEntries(
    columns.map((column) => [column, { nullCount: 1, min: 1, max: 9, quantiles: { "0.5": 5 } }]),
  );
  const event: LineageEvent = {
    eventTime: "2026-01-31T07:00:00Z",
    producer: "p",
    schemaURL: "s",
    job: { namespace: "n", name: "j" },
    inputs: [
      {
        namespace: "n",
        name: "t",
        facets: { tags, dataQualityMetrics: { ...base, columnMetrics } },
        inputFacets: { dataQualityAssertions: { ...base, assertions } },
      },
    ],
  };

  test("lose the values that checks and metrics tell", () => {
    const input = redact(event).inputs?.[0];
    const checks = input?.inputFacets?.dataQualityAssertions?.assertions;
    expect(checks?.map(({ expected, actual }) => [expected, actual])).toEqual([
      ["[redacted]", "[redacted]"],
      ["[redacted]", "[redacted]"],
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(checks?.[0]?.params).toEqual({ set: ["[redacted]", "[redacted]"] });
    expect(input?.facets?.dataQualityMetrics?.columnMetrics).toEqual({
      ...columnMetrics,
      email: { nullCount: 1 },
      salary: { nullCount: 1 },
    });
  });

  test("own tags are added", () => {
    const own = createRedactor({ tags: ["growth"] });
    expect(own(event).inputs?.[0]?.facets?.dataQualityMetrics?.columnMetrics["city"]).toEqual({ nullCount: 1 });
  });

  test("the argument is not changed", () => {
    const before = structuredClone(event);
    redact(event);
    expect(event).toEqual(before);
  });
});

function nest(text: string): unknown {
  return JSON.parse(`${'{"a":['.repeat(50_000)}"${text}"${"]}".repeat(50_000)}`);
}

test("what contains itself is cut, in no time", () => {
  const facet: Record<string, unknown> = { a: 1 };
  Object.assign(facet, { self: facet, again: [facet, facet], password: { facet, other: facet } });
  expect(JSON.stringify(redact({ facet }))).toContain('"self":"[redacted]"');
});

test("what speaks for itself by toJSON is judged by what it says", () => {
  const event = { uri: new URL("https://u:leak@host/"), at: new Date(0), secret: new Date(0) };
  expect(redact(event)).toEqual({
    uri: "https://u:[redacted]@host/",
    at: "1970-01-01T00:00:00.000Z",
    secret: "[redacted]",
  });
});

test.each(["jdbc:oracle:a:b/", "://a:", "://", "a=b&", "a=", "x.", "bearer a", "@:/="])(
  "takes linear time for a text of %j",
  (part) => {
    const text = `@=${part.repeat(1_000_000 / part.length)}`;
    const started = performance.now();
    redact({ text, [text]: 1 });
    expect(performance.now() - started).toBeLessThan(2000);
  },
);

test("what nests too deeply is masked, and nothing overflows", () => {
  expect(JSON.stringify(redact(nest("leak")))).not.toContain("leak");
  expect(JSON.stringify(redact({ password: nest("leak") }))).not.toContain("leak");
  expect(JSON.stringify(redact({ fields: nest("leak") }))).not.toContain("leak");
});
