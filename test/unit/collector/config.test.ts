import { describe, expect, test } from "vitest";
import { parseCommandLineConfig, parseConfig } from "#collector/config/config.ts";
import type { Config } from "#collector/config/config.ts";

function noFile(path: string): string {
  throw new Error(`ENOENT: ${path}`);
}

function configOf(env: Readonly<Record<string, string>>, readText = noFile): Config {
  const parsed = parseConfig(env, readText);
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("\n"));
  return parsed.config;
}

function problemsOf(env: Readonly<Record<string, string>>, readText = noFile): readonly string[] {
  const parsed = parseConfig(env, readText);
  return parsed.kind === "invalid" ? parsed.problems : [];
}

describe("configuration", () => {
  test("an empty environment is the embedded collector on loopback", () => {
    expect(configOf({})).toMatchObject({
      host: "127.0.0.1",
      port: 5050,
      clickhousePort: 8123,
      dataDirectory: "./.tidemark",
      nats: "auto",
      natsUrl: undefined,
      clickhouseUrl: undefined,
      apiKeys: [],
      maxEventBytes: 16_000_000,
      allowBackdating: false,
    });
  });

  test("an empty variable is one left out", () => {
    expect(configOf({ TIDEMARK_PORT: "", TIDEMARK_NATS_URL: " " })).toMatchObject({ port: 5050, natsUrl: undefined });
  });

  test.each([
    ["16MB", 16_000_000],
    ["16 MiB", 16_777_216],
    ["1.5k", 1500],
    ["2048", 2048],
    ["2048B", 2048],
    ["1GiB", 1_073_741_824],
  ])("reads the size %s", (text, bytes) => {
    expect(configOf({ TIDEMARK_MAX_EVENT_BYTES: text }).maxEventBytes).toBe(bytes);
  });

  test("names every wrong variable at once, one line each", () => {
    const problems = problemsOf({
      TIDEMARK_PORT: "80800",
      TIDEMARK_NATS: "perhaps",
      TIDEMARK_NATS_SUBJECT: "a.*",
      TIDEMARK_CLICKHOUSE_URL: "clickhouse:8123",
      TIDEMARK_MAX_EVENT_BYTES: "12 parsecs",
      TIDEMARK_ALLOW_BACKDATING: "yes",
    });
    expect(problems.map((line) => line.split(":")[0])).toEqual([
      "TIDEMARK_PORT",
      "TIDEMARK_ALLOW_BACKDATING",
      "TIDEMARK_MAX_EVENT_BYTES",
      "TIDEMARK_NATS",
      "TIDEMARK_NATS_SUBJECT",
      "TIDEMARK_CLICKHOUSE_URL",
    ]);
    expect(problems[0]).toBe('TIDEMARK_PORT: expected a port, 0 to 65535 (0 picks a free one), got "80800"');
    for (const line of problems) expect(line).not.toContain("\n");
  });

  test("never repeats a password", () => {
    const [problem] = problemsOf({ TIDEMARK_CLICKHOUSE_URL: "ftp://me:hunter2@host" });
    expect(problem).toContain("TIDEMARK_CLICKHOUSE_URL");
    expect(problem).not.toContain("hunter2");
  });

  test("reads API keys from the environment or a file", () => {
    const expected = [
      { name: "airflow", key: "k-12345678" },
      { name: "dbt", key: "with:colon-1" },
    ];
    expect(configOf({ TIDEMARK_API_KEYS: "airflow:k-12345678, dbt:with:colon-1" }).apiKeys).toEqual(expected);
    const file = "# who sends\nairflow:k-12345678\n\ndbt:with:colon-1\n";
    expect(configOf({ TIDEMARK_API_KEYS_FILE: "/keys" }, () => file).apiKeys).toEqual(expected);
  });

  test("a wrong key is named by its place, not by its text", () => {
    const [problem, ...others] = problemsOf({ TIDEMARK_API_KEYS: "airflow:k-12345678,s3cr3t" });
    expect(problem).toContain("entry 2");
    expect(problem).not.toContain("s3cr3t");
    expect(others).toEqual([]);
  });

  test("a file that cannot be read is a problem of its variable", () => {
    expect(problemsOf({ TIDEMARK_API_KEYS_FILE: "/none" })).toEqual([
      "TIDEMARK_API_KEYS_FILE: cannot be read: ENOENT: /none",
    ]);
  });

  test("refuses to be open to other machines without keys, unless told to", () => {
    expect(problemsOf({ TIDEMARK_HOST: "0.0.0.0" })[0]).toContain("TIDEMARK_API_KEYS");
    expect(problemsOf({ TIDEMARK_HOST: "0.0.0.0", TIDEMARK_ALLOW_ANONYMOUS: "true" })).toEqual([]);
    expect(problemsOf({ TIDEMARK_HOST: "0.0.0.0", TIDEMARK_API_KEYS: "a:12345678" })).toEqual([]);
    expect(problemsOf({ TIDEMARK_HOST: "::1" })).toEqual([]);
  });

  test("warns of an unknown variable, with the nearest name", () => {
    const parsed = parseConfig({ TIDEMARK_CLICKHOSE_URL: "http://x", OTHER: "1", TIDEMARK_URL: "http://y" }, noFile);
    expect(parsed).toMatchObject({
      kind: "ok",
      warnings: ["TIDEMARK_CLICKHOSE_URL is not a variable of Tidemark; did you mean TIDEMARK_CLICKHOUSE_URL?"],
    });
  });

  test("the command line's own variables", () => {
    expect(parseCommandLineConfig({})).toEqual({ url: "http://127.0.0.1:5050", apiKey: undefined, problems: [] });
    // One environment starts a collector and finds it.
    expect(parseCommandLineConfig({ TIDEMARK_PORT: "5999" }).url).toBe("http://127.0.0.1:5999");
    expect(parseCommandLineConfig({ TIDEMARK_PORT: "5999", TIDEMARK_URL: "http://there:1" }).url).toBe(
      "http://there:1",
    );
    expect(parseCommandLineConfig({ TIDEMARK_URL: "nonsense" }).problems).toHaveLength(1);
  });
});
