import assert from "node:assert/strict";
import type { Page } from "#query/list.ts";
import type { MetricItem } from "#query/lists/metrics.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

const at = ["--dataset-namespace", "duckdb://shop.duckdb", "--table-prefix", "shop.main"];

export const soda: Producer = {
  name: "soda",
  runs: "Soda Core 3 on DuckDB, `tidemark import soda`: eleven checks of two tables, seven of which do not hold, and one that raises an error",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "soda-core-duckdb" },
  async run({ program, tidemark }) {
    await program("python", ["orders.py"]);
    const scan = (checks: string, file: string, code: number): Promise<string> =>
      program("soda", ["scan", "-d", "shop", "-c", "configuration.yml", checks, "-srf", file], { code });
    await scan("checks.yml", "scan.json", 2);
    await tidemark(["import", "soda", "scan.json", ...at]);
    await tidemark(["import", "soda", "scan.json", ...at]);
    await scan("broken.yml", "broken.json", 3);
    await tidemark(["import", "soda", "broken.json", ...at, "--namespace", "soda-broken"]);
  },
  checks: (workplace) => [
    { title: "a check is a quality result: severity, expected and actual", holds: () => results(workplace) },
    { title: "what was measured: metrics of the whole tables and their columns", holds: () => metrics(workplace) },
    { title: "a scan is a run, imported twice or not", holds: () => run(workplace) },
    { title: "a scan in which a check raised an error: FAIL, with the error", holds: () => broken(workplace) },
  ],
};

async function results({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { job: "soda/soda.shop" });
  assert.deepEqual(
    items
      .map(({ dataset, name, column, assertion, success, severity, expected, actual }) =>
        [dataset?.name, name, assertion, column, success ? "pass" : severity, expected, actual].join("; "),
      )
      .toSorted(),
    [
      "shop.main.customers; duplicate_count(id) = 0; duplicate_count; id; pass; = 0; 0",
      "shop.main.customers; row_count = 1; row_count; ; pass; = 1; 1",
      "shop.main.orders; a usual day; row_count; ; error; >= 10 and <= 20; 4",
      "shop.main.orders; avg(total) > 1; avg; total; pass; > 1; 10.9375",
      "shop.main.orders; every order has its customer; reference; customer_id; error; ; 1",
      "shop.main.orders; has a currency; schema; ; error; ; ",
      "shop.main.orders; max(total) warn when > 15 fail when > 100; max; total; warn; <= 15; 20",
      "shop.main.orders; missing_count(customer_id) = 0; missing_count; customer_id; error; = 0; 1",
      "shop.main.orders; no order is too large; failed_rows; ; error; ; 1",
      "shop.main.orders; status is known; invalid_count; status; error; = 0; 1",
      "shop.main.orders; two are paid; row_count; ; pass; = 2; 2",
    ],
  );
}

async function metrics({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<MetricItem>>("metrics", { job: "soda/soda.shop" });
  const told = items.map(({ dataset, column, metric, value }) => `${dataset.name} ${column ?? ""} ${metric} ${value}`);
  assert.deepEqual(told.toSorted(), [
    "shop.main.customers  rowCount 1",
    "shop.main.orders  rowCount 4",
    "shop.main.orders customer_id nullCount 1",
    "shop.main.orders total max 20",
  ]);
}

async function run({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { job: "soda/soda.shop" });
  assert.deepEqual(
    items.map(({ state, jobType, integration, error }) => [state, jobType, integration, error]),
    [["COMPLETE", "TEST", "SODA", null]],
  );
  assert.ok(items[0]?.startedAt !== null && items[0]?.endedAt !== null);
}

async function broken({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { job: "soda-broken/soda.shop" });
  assert.deepEqual(
    items.map(({ state }) => state),
    ["FAIL"],
  );
  assert.match(items[0]?.error ?? "", /max\(status\) is not a datetime/);
  const { items: told } = await ask<Page<QualityItem>>("quality", { job: "soda-broken/soda.shop" });
  assert.deepEqual(
    told.map(({ name, success }) => [name, success]),
    [["row_count > 0", true]],
  );
}
