import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tidemark } from "#test/support/command.ts";
import { facetBase, runEvent } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";
import { afterwards, lake, pipelineEvents, warehouse } from "./pipelines.ts";

let questions: Questions;
beforeAll(async () => {
  questions = await startQuestions();
  await questions.send(pipelineEvents);
  await vi.waitFor(
    async () => {
      const { body } = await questions.ask("lineage", { dataset: "hive://meta/customers_view" });
      expect(body.dataset.name).toBe("shop.staging.customers");
    },
    { timeout: 60_000, interval: 200 },
  );
});
afterAll(async () => {
  await questions.collector.close();
});

/** What is printed, by lines; it must have worked, and without colours. How long ago something was is left out. */
async function lines(...argv: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await tidemark(argv, { TIDEMARK_URL: questions.collector.url });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain("\u001B");
  return stdout
    .replaceAll(/written \d+ \S+(?: \d+ \S+)? ago/g, "written AGO")
    .trimEnd()
    .split("\n");
}

test("lineage is drawn as a tree, with state and freshness, repetitions and cycles marked", async () => {
  expect(await lines("lineage", "shop.mart.daily", "--since", "2026-02-01")).toEqual([
    `${warehouse}/shop.mart.daily  COMPLETE  written AGO`,
    "Made from",
    `├─ ${warehouse}/shop.staging.customers  COMPLETE  written AGO  by mart_daily`,
    `│  └─ ${lake}/raw/customers  COMPLETE  written AGO  by stage_customers`,
    `└─ ${warehouse}/shop.staging.orders  COMPLETE  written AGO  by mart_daily`,
    `   ├─ ${lake}/raw/feedback  COMPLETE  written AGO  by stage_orders`,
    `   │  └─ ${warehouse}/shop.mart.daily  COMPLETE  written AGO  by feedback  ↻ cycle`,
    `   └─ ${lake}/raw/orders  FAIL  written AGO  by stage_orders`,
    "Goes into",
    `└─ ${lake}/raw/feedback  COMPLETE  written AGO  by feedback`,
    `   └─ ${warehouse}/shop.staging.orders  COMPLETE  written AGO  by stage_orders`,
    `      └─ ${warehouse}/shop.mart.daily  COMPLETE  written AGO  by mart_daily  ↻ cycle`,
  ]);
  const short = await lines("lineage", "mart.daily", "--direction", "upstream", "--depth", "1");
  expect(short.slice(1)).toEqual([
    `├─ ${warehouse}/shop.staging.customers  COMPLETE  written AGO  by mart_daily`,
    `└─ ${warehouse}/shop.staging.orders  COMPLETE  written AGO  by mart_daily`,
    "… 3 more one step further: --depth goes further",
  ]);
  const json = await lines("lineage", "mart.daily", "--json");
  expect(json).toHaveLength(1);
  expect(JSON.parse(json[0] ?? "")).toMatchObject({ dataset: { name: "shop.mart.daily" } });
});

test("lineage that nobody tells is read from SQL, and marked", async () => {
  const query = "INSERT INTO sales.totals SELECT sum(amount) AS total FROM sales.lines; CALL refresh()";
  const sql = { ...facetBase("SQLJobFacet"), query, dialect: "postgres" };
  await questions.send([runEvent({ job: { namespace: "cron", name: "totals", facets: { sql } } })]);
  await vi.waitFor(
    async () => {
      const { body } = await questions.ask("jobs/totals");
      expect(body.sql.lineage).not.toBeNull();
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(await lines("lineage", "sales.totals")).toEqual([
    "cron/sales.totals  COMPLETE",
    "Made from",
    "└─ cron/sales.lines  by totals (inferred)",
    "Goes into",
    "└─ nothing that is known",
  ]);
  expect(await lines("lineage", "sales.totals", "--columns", "--direction", "upstream")).toEqual([
    "cron/sales.totals.total",
    "└─ cron/sales.lines.amount  AGGREGATION (inferred)",
  ]);
  expect(await lines("lineage", "sales.totals", "--format", "dot")).toContain(
    '  n1 -> n0 [label="totals (inferred)", style=dashed];',
  );
  expect(await lines("jobs", "totals")).toContainEqual(
    expect.stringMatching(/^SQL +read as postgresql; CALL: what it reads and writes cannot be told from its text$/),
  );
});

test("lineage of columns", async () => {
  expect(await lines("lineage", "shop.mart.daily.contact", "--direction", "upstream")).toEqual([
    `${warehouse}/shop.mart.daily.contact`,
    `└─ ${warehouse}/shop.staging.orders.email  IDENTITY`,
    `   ├─ ${lake}/raw/orders.country  indirect  FILTER`,
    `   └─ ${lake}/raw/orders.email  masked  TRANSFORMATION masking`,
  ]);
  const every = await lines("lineage", "shop.staging.orders", "--columns", "--direction", "upstream");
  expect(every).toEqual([
    `${warehouse}/shop.staging.orders.*`,
    `└─ ${lake}/raw/orders.country  indirect  FILTER`,
    `${warehouse}/shop.staging.orders.email`,
    `└─ ${lake}/raw/orders.email  masked  TRANSFORMATION masking`,
    `${warehouse}/shop.staging.orders.order_id`,
    `└─ ${lake}/raw/orders.id  IDENTITY`,
  ]);
});

test("lineage as Mermaid and DOT", async () => {
  const options = ["lineage", "shop.staging.orders", "--direction", "upstream", "--depth", "1", "--format"] as const;
  const mermaid = await lines(...options, "mermaid");
  expect(mermaid[0]).toBe("flowchart LR");
  expect(mermaid).toContain('  n1 -->|"stage_orders"| n0');
  expect(mermaid).toContain(`  n2["s3://lake/raw/orders<br/>FAIL, written AGO"]:::failed`);
  const dot = await lines(...options, "dot");
  expect(dot[0]).toBe("digraph lineage {");
  expect(dot).toContain('  n1 -> n0 [label="stage_orders"];');
  expect(dot.at(-1)).toBe("}");
});

test("impact: by steps, whom to tell", async () => {
  const shown = await lines("impact", "shop.staging.orders", "--since", "2026-02-01");
  expect(shown.slice(0, 3)).toEqual([
    `${warehouse}/shop.staging.orders`,
    "Hurts 2 datasets and 1 consumer, by 3 jobs.",
    "",
  ]);
  expect(shown[3]).toMatch(/^STEPS +WHAT +NAME +LAST RUN +LAST DONE +OWNERS$/);
  expect(shown.slice(4, 7)).toEqual([
    expect.stringMatching(/^ +1 +dataset +\S+\/shop.mart.daily +COMPLETE +2026-04-08T03:00:00Z +team:bi$/),
    expect.stringMatching(/^ +2 +dataset +\S+\/raw\/feedback +COMPLETE +2026-04-08T04:00:00Z$/),
    expect.stringMatching(/^ +2 +consumer +looker\/dashboard +COMPLETE +2026-04-08T05:00:00Z +team:sales$/),
  ]);
  expect(shown.slice(7, 9)).toEqual(["", "Owners"]);
  const column = await lines("impact", "raw/orders.email");
  expect(column.join("\n")).toMatch(/contact \(masked\)/);
  expect(column).toContain(`${warehouse}/shop.mart.legacy`);
  expect(await lines("impact", "shop.mart.legacy")).toEqual([
    `${warehouse}/shop.mart.legacy`,
    "Nothing that is known is made from it.",
  ]);
});

test("why: the chain with its times", async () => {
  const shown = await lines("why", "shop.mart.daily", "--as-of", afterwards);
  expect(shown.slice(0, 8)).toEqual([
    `${warehouse}/shop.mart.daily: the trouble begins with ${lake}/raw/orders`,
    "",
    `${lake}/raw/orders`,
    "│  airflow/ingest fails since 2026-04-09T01:00:00Z, last 2026-04-10T01:00:00Z: connection refused",
    "│  late since 2026-04-09T13:00:00Z, last written 2026-04-08T01:00:00Z; usually at least every 1 d",
    `└─ ${warehouse}/shop.staging.orders`,
    "   │  late since 2026-04-09T14:00:00Z, last written 2026-04-08T02:00:00Z; usually at least every 1 d",
    `   └─ ${warehouse}/shop.mart.daily`,
  ]);
  expect(shown).toContain("Also in trouble upstream");
  expect(shown).toContain("   schema changed 2026-04-09T02:00:00Z to version 2 by airflow/stage_customers");
  expect(shown.at(-1)).toBe("Looked at 6 datasets, itself included.");
});

test("names that mean nothing or several are told", async () => {
  const several = await tidemark(["lineage", "orders"], { TIDEMARK_URL: questions.collector.url });
  expect(several).toMatchObject({
    code: 1,
    stderr: `tidemark: several have this name; say which:\n  ${warehouse}/shop.staging.orders\n  ${lake}/raw/orders\n`,
  });
  const none = await tidemark(["why", "shop.mart.dialy"], { TIDEMARK_URL: questions.collector.url });
  expect(none).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`did you mean:\n  ${warehouse}/shop.mart.daily`),
  });
});
