import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "#agent/config/config.ts";
import type { Config } from "#agent/config/config.ts";
import { formatParentId, parseParentId } from "#agent/config/parent-id.ts";
import { isPrivate, spoolDirectory } from "#agent/config/spool-directory.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

interface World {
  readonly explicit?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Content of `./openlineage.yml`. */
  readonly here?: string;
  /** Content of `~/.openlineage/openlineage.yml`. */
  readonly home?: string;
}

function read({ explicit = {}, env = {}, here, home }: World): Config {
  const root = temporaryDirectory();
  const homeDirectory = join(root, "home");
  mkdirSync(join(homeDirectory, ".openlineage"), { recursive: true });
  if (here !== undefined) writeFileSync(join(root, "openlineage.yml"), here);
  if (home !== undefined) writeFileSync(join(homeDirectory, ".openlineage", "openlineage.yml"), home);
  return readConfig(explicit, { env, cwd: root, home: homeDirectory });
}

const http = (url: string, more: object = {}): object => ({ type: "http", options: { url, ...more } });

describe("sources, from the weakest", () => {
  test("nothing: the collector's own address, told in one line", () => {
    const config = read({});
    expect(config.transport).toMatchObject(http("http://127.0.0.1:5050", { endpoint: "api/v1/lineage" }));
    expect(config.problems).toEqual([expect.stringContaining("http://127.0.0.1:5050")]);
    expect(config).toMatchObject({ namespace: "default", disabled: false });
  });

  test("OPENLINEAGE_URL, _API_KEY and _ENDPOINT", () => {
    const env = { OPENLINEAGE_URL: "http://a:1", OPENLINEAGE_API_KEY: "k", OPENLINEAGE_ENDPOINT: "x/y" };
    const config = read({ env });
    expect(config.transport).toMatchObject(http("http://a:1", { apiKey: "k", endpoint: "x/y" }));
    expect(config.problems).toEqual([]);
  });

  const home = "transport:\n  type: http\n  url: http://home:1\n";
  const here = "transport:\n  type: http\n  url: http://here:1\n";
  const env = { OPENLINEAGE_URL: "http://simple:1" };

  test("the file in the home directory is stronger than OPENLINEAGE_URL", () => {
    expect(read({ env, home }).transport).toMatchObject(http("http://home:1"));
  });

  test("the file in the working directory is stronger than that", () => {
    expect(read({ env, home, here }).transport).toMatchObject(http("http://here:1"));
  });

  test("the file that OPENLINEAGE_CONFIG names is stronger than that", () => {
    const path = join(temporaryDirectory(), "named.yml");
    writeFileSync(path, "transport: {type: http, url: 'http://named:1'}");
    expect(read({ env: { ...env, OPENLINEAGE_CONFIG: path }, home, here }).transport).toMatchObject(
      http("http://named:1"),
    );
  });

  test("OPENLINEAGE__ variables are stronger than any file, and complete it", () => {
    const nested = {
      OPENLINEAGE__TRANSPORT__URL: "http://nested:1",
      OPENLINEAGE__TRANSPORT__AUTH__API_KEY: "123456789012345678901",
    };
    const config = read({ env: { ...env, ...nested }, here: `${here}  compression: gzip\n` });
    expect(config.transport).toMatchObject(
      http("http://nested:1", { compression: "gzip", apiKey: "123456789012345678901" }),
    );
  });

  test("what the program says is the strongest, and another type starts anew", () => {
    const config = read({ env, here, explicit: { transport: { type: "nats", url: "nats://n:1" } } });
    expect(config.transport).toMatchObject({ type: "nats", options: { url: "nats://n:1" } });
    const again = read({ here: `${here}  compression: gzip\n`, env: { OPENLINEAGE__TRANSPORT__TYPE: "nats" } });
    expect(again.transport).toMatchObject({ type: "nats", options: { url: "nats://127.0.0.1:4222" } });
  });
});

describe("keys in every style", () => {
  test.each([
    [
      "Python",
      "transport:\n  type: http\n  url: http://a:1\n  timeout: 2.5\n  auth:\n    type: api_key\n    api_key: k\n  custom_headers:\n    X-My_Team: data\n",
    ],
    [
      "Java",
      "transport:\n  type: http\n  url: http://a:1\n  timeoutInMillis: 2500\n  auth:\n    type: api_key\n    apiKey: k\n  headers:\n    X-My_Team: data\n",
    ],
  ])("%s", (_, here) => {
    expect(read({ here }).transport).toMatchObject(
      http("http://a:1", { apiKey: "k", timeoutMs: 2500, headers: { "X-My_Team": "data" } }),
    );
  });

  test("JSON in a variable, and a variable for a whole section", () => {
    const env = {
      OPENLINEAGE__TRANSPORT: '{"type": "http", "url": "http://a:1"}',
      OPENLINEAGE__TRANSPORT__URL: "http://not-this:1",
    };
    expect(read({ env }).transport).toMatchObject(http("http://a:1"));
  });
});

test("every option of the nats transport", () => {
  const here = `transport:
  type: nats
  url: nats://a:1,nats://b:1
  subject: lineage
  jetstream: "false"
  publishTimeout: 3
  connectTimeout: 1500
  msgIdHeader: false
  user: u
  password: 12345
  token: t
  nkeysSeed: s
  credsFile: /c
  tlsCaFile: /ca
  tlsCertFile: /cert
  tlsKeyFile: /key
  batch: 50
  in_flight: 8
  headers: {X-Team: data}
`;
  expect(read({ here }).transport).toEqual({
    type: "nats",
    options: {
      url: "nats://a:1,nats://b:1",
      subject: "lineage",
      jetstream: false,
      publishTimeoutMs: 3000,
      connectTimeoutMs: 1500,
      msgIdHeader: false,
      user: "u",
      password: "12345",
      token: "t",
      nkeysSeed: "s",
      credsFile: "/c",
      tlsCaFile: "/ca",
      tlsCertFile: "/cert",
      tlsKeyFile: "/key",
      batch: 50,
      inFlight: 8,
      headers: { "X-Team": "data" },
    },
  });
});

test.each([
  ["a map", "transports:\n    a: {type: console}\n    b: {type: http, url: 'http://b:1'}"],
  ["a list", "transports:\n    - {type: console}\n    - {type: http, url: 'http://b:1'}"],
])("a composite of %s", (_, transports) => {
  const here = `transport:\n  type: composite\n  continue_on_failure: false\n  ${transports}\n`;
  expect(read({ here }).transport).toMatchObject({
    type: "composite",
    options: { continueOnFailure: false, continueOnSuccess: true },
    transports: [{ type: "console" }, { type: "http", options: { url: "http://b:1" } }],
  });
});

test("a composite sorted by priority, from variables", () => {
  const env = {
    OPENLINEAGE__TRANSPORT__TYPE: "composite",
    OPENLINEAGE__TRANSPORT__SORT_TRANSPORTS: "true",
    OPENLINEAGE__TRANSPORT__TRANSPORTS__FIRST__TYPE: "console",
    OPENLINEAGE__TRANSPORT__TRANSPORTS__SECOND__TYPE: "noop",
    OPENLINEAGE__TRANSPORT__TRANSPORTS__SECOND__PRIORITY: "5",
  };
  expect(read({ env }).transport).toMatchObject({ transports: [{ type: "noop" }, { type: "console" }] });
});

test.each([
  ["log_file_path: /x", { path: "/x", append: false }],
  ["log_file_path: /x\n  append: true", { path: "/x", append: true }],
  ["location: /x", { path: "/x", append: true }],
])("a file transport with %s", (option, options) => {
  expect(read({ here: `transport:\n  type: file\n  ${option}\n` }).transport).toEqual({ type: "file", options });
});

test.each([
  ["transport:\n  type: kafka\n", "kafka"],
  ["transport:\n  type: http\n", "needs a url"],
  ["transport:\n  type: http\n  url: not a url\n", "needs a url"],
  ["transport:\n  type: file\n", "log_file_path"],
  ["transport:\n  type: composite\n", "no transports"],
  ["transport: 5\n", "transport is not a section"],
  ["transport: [\n", "configuration file cannot be used"],
])("%o is told, and the default is used", (here, problem) => {
  const config = read({ here });
  expect(config.transport).toMatchObject(http("http://127.0.0.1:5050"));
  expect(config.problems.join("\n")).toContain(problem);
});

test.each([
  ["timeout: soon", "timeout is not a number"],
  ["auth: {type: jwt}", "only api_key"],
  ["verify: false", "NODE_EXTRA_CA_CERTS"],
  ["url: {}\n  batch: -1", "batch is not a number"],
])("an option that cannot be used is left out: %s", (option, problem) => {
  const config = read({
    here: `transport:\n  type: http\n  ${option}\n`,
    env: { OPENLINEAGE__TRANSPORT__URL: "http://a:1" },
  });
  expect(config.transport).toMatchObject(http("http://a:1"));
  expect(config.problems).toEqual([expect.stringContaining(problem)]);
});

test.each([
  ["facets:\n  disabled: [spark_unknown, spark.logicalPlan]\n", ["spark_unknown", "spark.logicalPlan"]],
  ['facets:\n  disabledFacets: "[a;b]"\n', ["a", "b"]],
  ["facets_disabled: [a]\n", ["a"]],
  ["facets:\n  a: {disabled: true}\n  b: {disabled: false}\n", ["a"]],
])("facets switched off: %o", (here, disabled) => {
  expect(read({ here, explicit: { transport: { type: "console" } } }).disabledFacets).toEqual(disabled);
});

test("tags and environment variables for every run", () => {
  const here = "tags:\n  job: {Domain_A: sales}\n  run: {tier: 1}\nfacets:\n  environment_variables: [HOME_TEAM]\n";
  expect(read({ here, explicit: { transport: { type: "console" } } })).toMatchObject({
    jobTags: { Domain_A: "sales" },
    runTags: { tier: "1" },
    environmentVariables: ["HOME_TEAM"],
    problems: [],
  });
});

test("filters that make no sense are told", () => {
  const here = "filters:\n  - {type: regex, regex: '('}\n  - {type: other}\n  - {type: exact, match: noise}\n";
  const { filters, problems } = read({ here, explicit: { transport: { type: "console" } } });
  expect(filters.map((filter) => [filter("noise"), filter("other")])).toEqual([[true, false]]);
  expect(problems).toHaveLength(2);
});

test("a wrong parent is told, redaction keys and the namespace are read", () => {
  const env = {
    OPENLINEAGE_PARENT_ID: "nonsense",
    OPENLINEAGE_NAMESPACE: "team",
    TIDEMARK_REDACT_KEYS: "customer email, iban",
    OPENLINEAGE_DISABLED: "TRUE",
  };
  expect(read({ env })).toMatchObject({
    parent: undefined,
    namespace: "team",
    redactKeys: ["customer email", "iban"],
    disabled: true,
    transport: { type: "noop" },
    problems: [expect.stringContaining("OPENLINEAGE_PARENT_ID")],
  });
});

test("a parent's id is read as it is written", () => {
  const run = { namespace: "s3://a/b", name: "dag.task", runId: "x" };
  expect(parseParentId(formatParentId(run))).toEqual(run);
  for (const text of [undefined, "", "a/b", "//", "a//c"]) expect(parseParentId(text)).toBeUndefined();
});

test("the spool is where the user keeps state, or below the temporary directory", () => {
  const home = temporaryDirectory();
  expect(spoolDirectory({ TIDEMARK_SPOOL: "/s" }, home, "/tmp")).toBe("/s");
  expect(spoolDirectory({ XDG_STATE_HOME: join(home, "state") }, home, "/tmp")).toBe(
    join(home, "state", "tidemark", "spool"),
  );
  expect(spoolDirectory({}, home, "/tmp")).toBe(join(home, ".local", "state", "tidemark", "spool"));
  expect(spoolDirectory({}, "", "/tmp")).toMatch(/^\/tmp\/tidemark-\d+\/spool$/);
  expect(spoolDirectory({}, "/proc/nobody", "/tmp")).toMatch(/^\/tmp\/tidemark-\d+\/spool$/);
  expect(isPrivate(home)).toBe(true);
});
