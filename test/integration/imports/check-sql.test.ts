import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { Client } from "pg";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
      ["SELECT 1, 2", "1 rows of 2 columns"],
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
