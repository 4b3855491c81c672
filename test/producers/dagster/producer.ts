import assert from "node:assert/strict";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "#query/list.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

/** Assets tell of themselves as they are stored; runs and steps are told by a sensor: each in a namespace of its own. */
export const dagster: Producer = {
  name: "dagster",
  runs: "Dagster with dagster-openlineage, its storage and its sensor: partitioned assets, one of which fails, and checks",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "dagster-openlineage" },
  async run({ directory, program }) {
    const home = join(directory, "home");
    await mkdir(home);
    await copyFile(join(directory, "dagster.yaml"), join(home, "dagster.yaml"));
    const env = { DAGSTER_HOME: home, DAGSTER_EVENTS: join(home, "history") };
    const materialize = (selected: string, code: number): Promise<string> =>
      program(
        "dagster",
        ["asset", "materialize", "-f", "orders.py", "--select", selected, "--partition", "2026-01-31"],
        {
          env,
          code,
        },
      );
    await materialize("raw_orders,revenue", 0);
    await materialize("broken", 1);
    await program("python", ["sensor.py"], { env: { ...env, OPENLINEAGE_NAMESPACE: "dagster-sensor" } });
  },
  checks: (workplace) => [
    {
      title: "a run of each asset, for the day of its partition; one run id in two jobs",
      holds: () => assets(workplace),
    },
    { title: "the failed asset", holds: () => failed(workplace) },
    { title: "asset checks: a quality result each, with its severity", holds: () => checks(workplace) },
    { title: "an asset's schema, and lineage of columns and so of assets", holds: () => lineage(workplace) },
    { title: "an asset that failed was not written", holds: () => written(workplace) },
    { title: "from the sensor: runs, and their steps under them", holds: () => steps(workplace) },
  ],
};

async function runsOf({ ask }: Workplace, namespace: string): Promise<readonly RunItem[]> {
  return (await ask<Page<RunItem>>("runs", { namespace })).items;
}

async function assets(workplace: Workplace): Promise<void> {
  const runs = await runsOf(workplace, "dagster");
  const [raw, revenue] = ["raw_orders", "revenue"].map((name) => runs.find(({ job }) => job.name === name));
  for (const run of [raw, revenue]) {
    assert.deepEqual([run?.state, run?.nominalStart], ["COMPLETE", "2026-01-31T00:00:00.000000Z"]);
    assert.ok(run?.durationMs !== null && run?.durationMs !== undefined && run.durationMs > 0);
  }
  assert.equal(raw?.runId, revenue?.runId);
}

async function failed(workplace: Workplace): Promise<void> {
  const run = (await runsOf(workplace, "dagster")).find(({ job }) => job.name === "broken");
  assert.equal(run?.state, "FAIL");
  // Dagster's storage sees that the asset was planned and not made; the cause is in Dagster.
  assert.match(run?.error ?? "", /run failed before materialization/);
}

async function checks({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { namespace: "dagster" });
  assert.deepEqual(
    items
      .map(({ dataset, assertion, success, severity }) => [dataset?.name, assertion, success, severity].join(" "))
      .toSorted(),
    ["revenue revenue_is_complete false WARN", "revenue revenue_is_positive true ERROR"],
  );
}

async function lineage({ ask, rows }: Workplace): Promise<void> {
  const raw = await ask<DatasetDetail>("datasets/dagster/raw_orders");
  assert.deepEqual(
    raw.schema?.fields.map(({ path, type }) => `${path} ${type}`),
    ["id int", "total double"],
  );
  const columns = await rows(
    "SELECT source_name, source_field, target_name, target_field FROM tidemark.column_lineage",
  );
  assert.deepEqual(columns, [
    { source_name: "raw_orders", source_field: "total", target_name: "revenue", target_field: "revenue" },
  ]);
  const edges = await rows("SELECT source_name, target_name, job_name FROM tidemark.lineage");
  assert.deepEqual(edges, [{ source_name: "raw_orders", target_name: "revenue", job_name: "revenue" }]);
}

async function written({ ask }: Workplace): Promise<void> {
  const revenue = await ask<DatasetDetail>("datasets/dagster/revenue");
  const broken = await ask<DatasetDetail>("datasets/dagster/broken");
  assert.notEqual(revenue.lastWrittenAt, null);
  assert.equal(broken.lastWrittenAt, null);
}

async function steps(workplace: Workplace): Promise<void> {
  const runs = await runsOf(workplace, "dagster-sensor");
  const told = runs.map(({ job, state, parent }) => `${job.name} ${state} ${parent?.job.name ?? ""}`);
  assert.deepEqual(told.toSorted(), [
    "__ASSET_JOB COMPLETE ",
    "__ASSET_JOB FAIL ",
    "__ASSET_JOB.broken FAIL __ASSET_JOB",
    "__ASSET_JOB.raw_orders COMPLETE __ASSET_JOB",
    "__ASSET_JOB.revenue COMPLETE __ASSET_JOB",
    "__ASSET_JOB.revenue_revenue_is_complete COMPLETE __ASSET_JOB",
    "__ASSET_JOB.revenue_revenue_is_positive COMPLETE __ASSET_JOB",
  ]);
}
