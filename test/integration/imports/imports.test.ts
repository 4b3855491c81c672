import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import type { CommandResult } from "#test/support/command.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/imports");

let collector: TestCollector;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tidemark-imports-"));
  collector = await startTestCollector({ env: { TIDEMARK_NATS: "off" } });
});
afterAll(async () => {
  await collector.close();
  rmSync(home, { recursive: true, force: true });
});

const run = (...argv: readonly string[]): Promise<CommandResult> =>
  tidemark(argv, { TIDEMARK_URL: collector.url, HOME: home });

/** Patient: a machine under load must not look like a collector that is away. */
const runImport = (...argv: readonly string[]): Promise<CommandResult> => run("import", ...argv, "--timeout", "120");

/** The answer of a command once it says what is waited for: what was taken is stored a moment later. */
async function asked(...argv: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(...argv);
  return stdout + stderr;
}

describe("tidemark import dbt", () => {
  test("its runs, lineage, tests and columns are there, and a second import adds nothing", async () => {
    const target = join(fixtures, "dbt/target");
    const first = await runImport("dbt", target, "--json");
    expect(first).toMatchObject({ code: 0, stderr: "run_results.json: 1 of 13 nodes were skipped by dbt\n" });
    expect(JSON.parse(first.stdout)).toEqual({ events: 29, confirmed: 29, refused: 0, filtered: 0, unconfirmed: 0 });
    await expect.poll(async () => (await collector.status()).store.events, { timeout: 30_000 }).toBe(29);

    const again = await runImport("dbt", target);
    expect(again).toMatchObject({ code: 0, stdout: "29 events: 29 confirmed\n" });

    expect(await asked("lineage", "shop.main.orders", "--direction", "upstream")).toContain("shop.main.raw_orders");
    expect(await asked("quality", "--failed")).toMatch(/accepted_values_statuses/);
    expect(await asked("schema", "shop.main.orders")).toContain("DECIMAL(38,2)");
    expect(await asked("runs", "--state", "FAIL")).toContain("shop.main.shop.broken.build.run");
    expect((await collector.status()).store.events).toBe(29);
  });

  test("--dry-run prints events and sends none; options go to the tool named", async () => {
    const { code, stdout } = await run("import", "dbt", join(fixtures, "dbt/target"), "--dry-run");
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(29);
  });

  test("without a profile it says what to say", async () => {
    const { code, stderr } = await run("import", "dbt", join(fixtures, "dbt/target"), "--profiles-dir", home);
    expect(code).toBe(1);
    expect(stderr).toContain("no profiles.yml in it");
    expect(await run("import", "dbt", home)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("manifest.json"),
    });
  });
});

describe("tidemark import gx and soda", () => {
  test("results of both are there by the dataset's own name", async () => {
    const gx = await runImport("gx", join(fixtures, "gx"), "--dataset", "postgres://db:5432/shop.public.orders");
    expect(gx).toMatchObject({ code: 0, stdout: "2 events: 2 confirmed\n" });
    const at = ["--dataset-namespace", "postgres://db:5432", "--table-prefix", "shop.public"];
    expect(await runImport("soda", join(fixtures, "soda/scan.json"), ...at)).toMatchObject({ code: 0, stderr: "" });
    await expect
      .poll(() => asked("quality", "--dataset", "postgres://db:5432/shop.public.orders"), { timeout: 30_000 })
      .toMatch(/expect_column_max_to_be_between[^]*every order has a customer|every order[^]*expect_column_max/);
  });

  test("one broken file does not keep the others back", async () => {
    const both = [join(fixtures, "gx/validation.json"), join(fixtures, "gx-checkpoint.json")];
    const { code, stdout, stderr } = await runImport("gx", ...both);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "2 events: 2 confirmed\n" });
    expect(stderr).toContain("gx-checkpoint.json: a summary of a checkpoint");
  });
});

describe("tidemark import deequ", () => {
  const table = "postgres://db:5432/shop.public.carts";

  test("checks and metrics of a verification, and a repository", async () => {
    const imported = await runImport("deequ", join(fixtures, "deequ"), "--dataset", table);
    expect(imported).toMatchObject({ code: 0, stdout: "6 events: 6 confirmed\n", stderr: "" });
    await expect.poll(() => asked("quality", "--dataset", table), { timeout: 30_000 }).toMatch(/orders: Uniqueness/);
    const failed = await asked("quality", "--dataset", table, "--failed");
    expect(failed).toContain("Completeness(total)");
    expect(failed).toContain("nice to have: Minimum(total)");
    expect(failed).not.toContain("Completeness(id)");
    const response = await fetch(`${collector.url}/api/v1/metrics?dataset=${encodeURIComponent(table)}&limit=100`);
    const { items }: { items: readonly { column: string; metric: string; value: number }[] } = JSON.parse(
      await response.text(),
    );
    const told = new Set(items.map(({ column, metric, value }) => `${column ?? ""}.${metric} ${value}`));
    for (const each of [".rowCount 3", "total.nullCount 1", "total.min 2.5", "id.nullCount 0"])
      expect(told).toContain(each);
  });

  test("without a table it says what to say", async () => {
    const { code, stderr } = await run("import", "deequ", join(fixtures, "deequ/checks.json"));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("name it by --dataset") });
  });
});
