import { DuckDBInstance } from "@duckdb/node-api";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { Client } from "pg";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askDuckDb } from "#cli/ask-duckdb.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import type { CommandResult } from "#test/support/command.ts";
import { postgresPrograms, startTestPostgres } from "#test/support/postgres-server.ts";
import type { TestPostgres } from "#test/support/postgres-server.ts";

let collector: TestCollector;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tidemark-check-sql-"));
  collector = await startTestCollector({ env: { TIDEMARK_NATS: "off" } });
});
afterAll(async () => {
  await collector.close();
  rmSync(home, { recursive: true, force: true });
});

const check = (connect: string, query: string, expected: string, ...rest: readonly string[]): Promise<CommandResult> =>
  tidemark(["check-sql", "--connect", connect, "--query", query, "--expect", expected, ...rest], {
    TIDEMARK_URL: collector.url,
    HOME: home,
  });

describe("ClickHouse", () => {
  test("a check that holds, one that does not, and one that only warns", async () => {
    const url = collector.clickhouseUrl;
    const query = "SELECT count() FROM numbers(5)";
    const held = await check(
      url,
      query,
      "between 1 and 5",
      "--name",
      "a few",
      "--dataset",
      "clickhouse://ch:8123/shop.t",
    );
    expect(held).toMatchObject({ code: 0, stderr: "", stdout: "✓ a few: found 5, expected between 1 and 5\n" });
    const failed = await check(url, query, "= 0", "--no-send");
    expect(failed).toMatchObject({ code: 1, stderr: "tidemark: the check failed\n" });
    expect(failed.stdout).toBe(`✗ ${query}: found 5, expected = 0\n`);
    const warned = await check(url, query, "< 5", "--no-send", "--severity", "warn", "--json");
    expect(warned.code).toBe(0);
    expect(JSON.parse(warned.stdout)).toMatchObject({ success: false, actual: 5, expected: "< 5", severity: "warn" });
    await expect
      .poll(async () => (await tidemark(["quality"], { TIDEMARK_URL: collector.url })).stdout, { timeout: 30_000 })
      .toContain("a few");
  });

  test("what cannot be asked is told, and is no result of the check", async () => {
    const url = collector.clickhouseUrl;
    expect((await check(url, "SELECT 1", "many", "--no-send")).code).toBe(2);
    expect((await check("mysql://db", "SELECT 1", "= 1", "--no-send")).code).toBe(2);
    for (const [query, words] of [
      ["SELECT nothing", "could not be asked"],
      ["SELECT 1, 2", "a row of 2 columns"],
      ["SELECT number FROM numbers(2)", "several rows"],
      ["SELECT 1 WHERE 0", "no row"],
      ["SELECT 'x'", "find a number"],
    ] as const)
      expect(await check(url, query, "= 1", "--no-send")).toMatchObject({
        code: 1,
        stdout: "",
        stderr: expect.stringContaining(words),
      });
  });
});

async function shown({ url }: TestPostgres, query: string, expected: string): Promise<string> {
  return (await check(url, query, expected, "--no-send", "--name", "n")).stdout;
}

const without = postgresPrograms === undefined ? " (skipped: no Postgres here, apt-get install postgresql)" : "";

describe.skipIf(postgresPrograms === undefined)(`a real Postgres${without}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres(postgresPrograms ?? "");
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(
      "CREATE TABLE orders (id bigint, total numeric); INSERT INTO orders VALUES (1, 10.5), (2, NULL)",
    );
    await client.end();
  });
  afterAll(async () => postgres.close());

  test("bigint, numeric, boolean and null", async () => {
    expect(await shown(postgres, "SELECT count(*) FROM orders", "2")).toBe("✓ n: found 2, expected = 2\n");
    expect(await shown(postgres, "SELECT max(total) FROM orders", "<= 10.5")).toBe(
      "✓ n: found 10.5, expected <= 10.5\n",
    );
    expect(await shown(postgres, "SELECT total FROM orders WHERE id = 2", ">= 0")).toBe(
      "✗ n: found null, expected >= 0\n",
    );
  });

  test("it changes nothing, also behind a semicolon", async () => {
    for (const query of ["DELETE FROM orders RETURNING id", "SELECT 1; COMMIT; DELETE FROM orders"]) {
      const refused = await check(postgres.url, query, "= 1", "--no-send");
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("could not be asked") });
    }
    expect((await check(postgres.url, "SELECT count(*) FROM orders", "= 2", "--no-send")).code).toBe(0);
  });

  test("nobody listens", async () => {
    const refused = await check("postgres://postgres@127.0.0.1:1/x", "SELECT 1", "= 1", "--no-send");
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("ECONNREFUSED") });
  });
});

describe("DuckDB", () => {
  let path: string;
  let url: string;
  beforeAll(async () => {
    path = join(home, "shop.duckdb");
    url = `duckdb://${path}`;
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(
      "CREATE TABLE orders AS SELECT 9007199254740992 AS id, 10.5::DECIMAL(10, 2) AS total UNION ALL SELECT 2, NULL",
    );
    connection.closeSync();
    instance.closeSync();
  });

  test.each([
    ["SELECT count(*) FROM orders", "✓ n: found 2, expected = 2\n", "2"],
    ["SELECT max(id) FROM orders", "✓ n: found 9007199254740992, expected = 9007199254740992\n", "9007199254740992"],
    ["SELECT max(total) FROM orders", "✓ n: found 10.5, expected <= 10.5\n", "<= 10.5"],
    ["SELECT total FROM orders WHERE id = 2", "✗ n: found null, expected >= 0\n", ">= 0"],
    ["WITH a AS (SELECT true) FROM a", "✓ n: found 1, expected = 1\n", "1"],
  ])("%s", async (query, stdout, expected) => {
    expect((await check(url, query, expected, "--no-send", "--name", "n")).stdout).toBe(stdout);
  });

  test("it changes nothing, of the database or beside it, and sees what is in memory or in files alone", async () => {
    for (const query of [
      "DELETE FROM orders",
      "SELECT 1; DELETE FROM orders",
      `COPY orders TO '${home}/out.csv'`,
      `ATTACH '${home}/other.duckdb'`,
    ])
      expect(await check(url, query, "= 1", "--no-send")).toMatchObject({
        code: 1,
        stderr: "tidemark: the database could not be asked: it takes one SELECT, and nothing beside it\n",
      });
    expect(readdirSync(home).filter((name) => name.includes("duckdb") || name.includes("csv"))).toEqual([
      "shop.duckdb",
    ]);
    writeFileSync(join(home, "orders.csv"), "id\n1\n2\n");
    const query = `SELECT count(*) FROM '${home}/orders.csv'`;
    for (const memory of ["duckdb::memory:", "duckdb://:memory:"])
      expect(await check(memory, query, "2", "--no-send")).toMatchObject({ code: 0 });
  });

  test("what cannot be opened, or takes too much, is told", async () => {
    writeFileSync(join(home, "junk.duckdb"), "no database".repeat(2000));
    for (const [connect, query, words] of [
      [`duckdb://${home}/none.duckdb`, "SELECT 1", "database does not exist"],
      [`duckdb://${home}/junk.duckdb`, "SELECT 1", "not a valid DuckDB database file"],
      [url, "SELECT nothing", 'Referenced column "nothing" was not found'],
      [url, "SELECT id FROM orders", "several rows"],
      [url, "SELECT count(DISTINCT a.range) FROM range(1000000000) a", "Out of Memory"],
    ] as const)
      expect(await check(connect, query, "= 1", "--no-send")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(words),
      });
    await expect(askDuckDb(url, "SELECT count(*) FROM range(100000000000)", 0.1)).rejects.toThrow("longer than 0.1 s");
  });

  test("while another process writes, it says which", async () => {
    const script = `const { DuckDBInstance } = await import("@duckdb/node-api");
      globalThis.held = await DuckDBInstance.create(process.argv[1]);
      console.log("open"); process.stdin.resume();`;
    const writer = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(writer.stdout, "data");
    const refused = await check(url, "SELECT count(*) FROM orders", "2", "--no-send");
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`open for writing in process ${writer.pid},`),
    });
    writer.kill();
    await once(writer, "close");
    expect(await check(url, "SELECT count(*) FROM orders", "2", "--no-send")).toMatchObject({ code: 0 });
  });

  test("the result is at the dataset as dbt names it", async () => {
    const dataset = `duckdb://${path}/shop.main.orders`;
    await check(url, "SELECT count(*) FROM orders", "2", "--name", "of a file", "--dataset", dataset);
    const asked = async (): Promise<string> =>
      (await tidemark(["quality", "--dataset", dataset, "--json"], { TIDEMARK_URL: collector.url })).stdout;
    await expect.poll(asked, { timeout: 30_000 }).toContain(`"namespace":"duckdb://${path}","name":"shop.main.orders"`);
  });
});
