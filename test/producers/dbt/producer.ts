import assert from "node:assert/strict";
import type { Page } from "#query/list.ts";
import type { MetricItem } from "#query/lists/metrics.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { JobDetail } from "#query/things/job.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

/**
 * `dbt-ol` tells of a build from its artifacts afterwards, or from its log as it goes; what plain dbt leaves is imported: each in a
 * namespace of its own.
 */
export const dbt: Producer = {
  name: "dbt",
  runs: "dbt-ol build on DuckDB, from artifacts and from the log, and `tidemark import dbt`: models, one of which fails, tests, two of which do, freshness",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "openlineage-dbt" },
  async run({ program, tidemark }) {
    await program("dbt", ["seed"]);
    // Types of columns and column lineage come from the catalog and the compiled SQL.
    await program("dbt", ["docs", "generate"]);
    await program("dbt-ol", ["build"], { env: { OPENLINEAGE_NAMESPACE: "dbt" }, code: 1 });
    await program("dbt-ol", ["--consume-structured-logs", "build"], {
      env: { OPENLINEAGE_NAMESPACE: "dbt-live" },
      code: 1,
    });
    await program("dbt", ["source", "freshness"], { code: 1 });
    await program("dbt", ["build"], { code: 1 });
    for (let time = 0; time < 2; time++) await tidemark(["import", "dbt", "target", "--namespace", "dbt-import"]);
  },
  checks: (workplace) => [
    { title: "the build and each model: state, time, parent", holds: () => models(workplace, "dbt") },
    { title: "tests: a quality result each, with severity, expected and actual", holds: () => tests(workplace, "dbt") },
    { title: "lineage of models, also from a seed", holds: () => lineage(workplace, "dbt") },
    { title: "lineage of columns", holds: () => columns(workplace, "dbt") },
    { title: "schema, description, owner of a model; SQL of its job; tags", holds: () => described(workplace) },
    { title: "from the log: model, seed and test runs under the build", holds: () => liveRuns(workplace) },
    { title: "from the log: the failed model's error", holds: () => liveError(workplace) },
    { title: "from the log: the same quality results", holds: () => tests(workplace, "dbt-live") },
    { title: "imported: the same runs, by the same names", holds: () => models(workplace, "dbt-import") },
    { title: "imported: the same quality results", holds: () => tests(workplace, "dbt-import") },
    { title: "imported: the same lineage, of tables", holds: () => lineage(workplace, "dbt-import") },
    { title: "imported: lineage of columns, from the compiled SQL", holds: () => columns(workplace, "dbt-import") },
    { title: "imported: when sources were loaded, and whether that is recent enough", holds: () => sources(workplace) },
    { title: "imported: an import that is repeated adds nothing", holds: () => importedOnce(workplace) },
  ],
};

const duckdb = "duckdb://shop.duckdb";

async function runsIn({ ask }: Workplace, namespace: string): Promise<ReadonlyMap<string, RunItem>> {
  const { items } = await ask<Page<RunItem>>("runs", { namespace, limit: "200" });
  return new Map(items.map((run) => [run.job.name, run]));
}

async function models(workplace: Workplace, namespace: string): Promise<void> {
  const runs = await runsIn(workplace, namespace);
  const build = runs.get("dbt-run-shop");
  assert.deepEqual([build?.state, build?.engine, build?.engineVersion], ["FAIL", "dbt", "1.11.16"]);
  const states = { stg_orders: "COMPLETE", fct_revenue: "COMPLETE", broken: "FAIL" };
  for (const [model, state] of Object.entries(states)) {
    const run = runs.get(`shop.main.shop.${model}.build.run`);
    assert.deepEqual([model, run?.state, run?.jobType, run?.parent?.runId], [model, state, "MODEL", build?.runId]);
    assert.ok(run?.durationMs !== null && run?.durationMs !== undefined && run.durationMs > 0);
  }
}

async function tests({ ask }: Workplace, namespace: string): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { limit: "100" });
  const said = items.filter(({ job, assertion }) => job?.namespace === namespace && assertion !== "freshness");
  assert.deepEqual(
    said
      .map(({ name, dataset, column, success, severity, expected, actual }) =>
        [name, dataset?.name, column, success ? "pass" : "fail", severity, expected, actual].join(" "),
      )
      .toSorted(),
    [
      "accepted_values_stg_orders_status__paid__open shop.main.stg_orders status fail warn 0 1",
      "no_revenue_is_eight shop.main.fct_revenue revenue fail error 0 1",
      "not_null_fct_revenue_customer shop.main.fct_revenue customer pass error 0 0",
      "not_null_stg_orders_order_id shop.main.stg_orders order_id pass error 0 0",
      "unique_stg_orders_order_id shop.main.stg_orders order_id pass error 0 0",
    ],
  );
}

async function lineage({ rows }: Workplace, namespace: string): Promise<void> {
  const edges = await rows(`SELECT DISTINCT source_name, target_name FROM tidemark.lineage
    WHERE job_namespace = '${namespace}' AND target_name != 'shop.main.broken' ORDER BY ALL`);
  assert.deepEqual(edges, [
    { source_name: "shop.main.raw_customers", target_name: "shop.main.fct_revenue" },
    { source_name: "shop.main.raw_orders", target_name: "shop.main.stg_orders" },
    { source_name: "shop.main.stg_orders", target_name: "shop.main.fct_revenue" },
  ]);
}

async function columns({ rows }: Workplace, namespace: string): Promise<void> {
  const edges = await rows(`SELECT DISTINCT source_name, source_field, target_field FROM tidemark.column_lineage
    WHERE target_name = 'shop.main.fct_revenue' AND job_namespace = '${namespace}' AND target_field != ''
    ORDER BY target_field`);
  assert.deepEqual(edges, [
    { source_name: "shop.main.raw_customers", source_field: "name", target_field: "customer" },
    { source_name: "shop.main.stg_orders", source_field: "total", target_field: "revenue" },
  ]);
}

async function described({ ask }: Workplace): Promise<void> {
  const table = await ask<DatasetDetail>(`datasets/${encodeURIComponent(duckdb)}/shop.main.fct_revenue`);
  assert.deepEqual(
    [table.description, table.owners.map(({ name }) => name), table.source?.uri],
    ["Revenue of each customer", ["team-finance"], duckdb],
  );
  assert.deepEqual(
    table.schema?.fields.map(({ path }) => path),
    ["customer", "revenue"],
  );
  const job = await ask<JobDetail>("jobs/dbt/shop.main.shop.fct_revenue.build.run");
  assert.match(job.sql?.query ?? "", /sum\(o\.total\) as revenue/);
  assert.equal(job.runs[0]?.tags["nightly"], "true");
}

async function liveRuns(workplace: Workplace): Promise<void> {
  const runs = await runsIn(workplace, "dbt-live");
  const build = runs.get("dbt-run-shop");
  assert.equal(build?.state, "FAIL");
  const states = {
    "seed.shop.raw_orders": "COMPLETE",
    "model.shop.stg_orders": "COMPLETE",
    "model.shop.fct_revenue": "COMPLETE",
    "model.shop.broken": "FAIL",
  };
  for (const [job, state] of Object.entries(states)) {
    const run = runs.get(job);
    assert.deepEqual([job, run?.state, run?.parent?.runId], [job, state, build?.runId]);
  }
  const statement = runs.get("model.shop.fct_revenue.sql.1");
  assert.deepEqual(statement?.parent?.runId, runs.get("model.shop.fct_revenue")?.runId);
}

async function liveError(workplace: Workplace): Promise<void> {
  const runs = await runsIn(workplace, "dbt-live");
  assert.match(runs.get("model.shop.broken")?.error ?? "", /no_such_column/);
}

async function sources({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { assertion: "freshness" });
  assert.deepEqual(
    items.map(({ name, dataset, success, severity, expected }) =>
      [name, dataset?.name, success ? "pass" : severity, expected].join("; "),
    ),
    [
      "customers is fresh; shop.main.raw_customers; error; <= 1 day",
      "raw_orders is fresh; shop.main.raw_orders; warn; <= 1 hour",
    ],
  );
  for (const { actual } of items) assert.match(actual ?? "", /^[1-9]\d+ s$/);
  const loaded = { dataset: `${duckdb}/shop.main.raw_orders`, metric: "lastUpdated" };
  const { items: metrics } = await ask<Page<MetricItem>>("metrics", loaded);
  assert.deepEqual(
    metrics.map(({ value }) => value),
    [Date.UTC(2026, 0, 31, 6, 30) / 1000],
  );
}

async function importedOnce({ rows }: Workplace): Promise<void> {
  const [events] =
    await rows(`SELECT uniqExact(event_id) AS kept FROM tidemark.events WHERE job_namespace = 'dbt-import'
    AND event_type = 'START'`);
  assert.deepEqual(events, { kept: 9 });
}
