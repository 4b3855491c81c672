import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { JobDetail } from "#query/things/job.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

export const airflow: Producer = {
  name: "airflow",
  runs: "Airflow 3 with its OpenLineage provider: a task that is tried again, mapped tasks, a task and a DAG that fail",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "apache-airflow-providers-openlineage" },
  async run({ directory, program }) {
    const env = {
      AIRFLOW_HOME: join(directory, "home"),
      AIRFLOW__CORE__DAGS_FOLDER: join(directory, "dags"),
      AIRFLOW__CORE__LOAD_EXAMPLES: "False",
      AIRFLOW__OPENLINEAGE__NAMESPACE: "airflow",
    };
    await program("airflow", ["db", "migrate"], { env });
    await program("airflow", ["dags", "test", "orders", "2026-01-31"], { env });
    // The DAG fails, so its test does.
    await program("airflow", ["dags", "test", "refunds", "2026-01-31"], { env, code: 1 });
  },
  checks: (workplace) => [
    { title: "DAG runs: COMPLETE and FAIL, for the time they are for", holds: () => dagRuns(workplace) },
    {
      title: "a retry: two runs of one task, attempt 1 FAIL with its error, attempt 2 COMPLETE",
      holds: () => retry(workplace),
    },
    { title: "mapped tasks: a run each", holds: () => mapped(workplace) },
    { title: "a task's parent and root is its DAG's run", holds: () => parents(workplace) },
    { title: "the failed task, with its error; the task after it did not run", holds: () => failure(workplace) },
    { title: "a task that skips itself: COMPLETE, as the provider sends it", holds: () => skipped(workplace) },
    { title: "owners, tags, description, type of DAG and task", holds: () => described(workplace) },
    { title: "inlets and outlets, also of an Asset, are lineage", holds: () => datasets(workplace) },
    { title: "what only the COMPLETE attempt wrote counts as written", holds: () => written(workplace) },
  ],
};

const nominal = "2026-01-31T00:00:00.000000Z";

async function runsOf({ ask }: Workplace, name: string): Promise<readonly RunItem[]> {
  const { items } = await ask<Page<RunItem>>("runs", { job: `airflow/${name}` });
  return items.toSorted((a, b) => (a.firstEventAt ?? "").localeCompare(b.firstEventAt ?? ""));
}

async function dagRuns(workplace: Workplace): Promise<void> {
  const [orders, refunds] = [await runsOf(workplace, "orders"), await runsOf(workplace, "refunds")];
  assert.deepEqual(
    [...orders, ...refunds].map((run) => [run.state, run.jobType, run.nominalStart, run.engine, run.engineVersion]),
    [
      ["COMPLETE", "DAG", nominal, "Airflow", "3.3.2"],
      ["FAIL", "DAG", nominal, "Airflow", "3.3.2"],
    ],
  );
}

async function retry(workplace: Workplace): Promise<void> {
  const runs = await runsOf(workplace, "orders.extract");
  assert.deepEqual(
    runs.map(({ attempt, state, error, jobType, nominalStart }) => [attempt, state, error, jobType, nominalStart]),
    [
      [1, "FAIL", "the database went away", "TASK", nominal],
      [2, "COMPLETE", null, "TASK", nominal],
    ],
  );
  for (const { durationMs } of runs) assert.ok(durationMs !== null && durationMs > 0);
}

async function mapped(workplace: Workplace): Promise<void> {
  const runs = await runsOf(workplace, "orders.load");
  assert.deepEqual(
    runs.map(({ state }) => state),
    ["COMPLETE", "COMPLETE"],
  );
  assert.notEqual(runs[0]?.runId, runs[1]?.runId);
}

async function parents(workplace: Workplace): Promise<void> {
  const [dag] = await runsOf(workplace, "orders");
  const expected = { job: { namespace: "airflow", name: "orders" }, runId: dag?.runId };
  const { items } = await workplace.ask<Page<RunItem>>("runs", { parentRunId: dag?.runId ?? "" });
  assert.equal(items.length, 5);
  for (const { parent, root } of items) assert.deepEqual({ parent, root }, { parent: expected, root: expected });
  const job = await workplace.ask<JobDetail>("jobs/airflow/orders.load");
  assert.deepEqual(job.parent, { namespace: "airflow", name: "orders" });
}

async function failure(workplace: Workplace): Promise<void> {
  const [check] = await runsOf(workplace, "refunds.check");
  assert.deepEqual([check?.state, check?.error], ["FAIL", "42 refunds without an order"]);
  const { items } = await workplace.ask<Page<unknown>>("jobs", { name: "refunds.publish" });
  assert.deepEqual(items, []);
}

async function skipped(workplace: Workplace): Promise<void> {
  const runs = await runsOf(workplace, "refunds.archive");
  assert.deepEqual(
    runs.map(({ state }) => state),
    ["COMPLETE"],
  );
}

async function described({ ask }: Workplace): Promise<void> {
  const dag = await ask<JobDetail>("jobs/airflow/orders");
  assert.deepEqual(
    [dag.jobType, dag.integration, dag.owners.map(({ name }) => name).toSorted(), Object.keys(dag.tags).toSorted()],
    ["DAG", "AIRFLOW", ["team-marts", "team-orders"], ["nightly", "tier:gold"]],
  );
  assert.match(dag.description ?? "", /day by day/);
  const task = await ask<JobDetail>("jobs/airflow/orders.load");
  assert.deepEqual([task.jobType, task.owners], ["TASK", [{ name: "team-marts", type: null }]]);
  const report = await ask<JobDetail>("jobs/airflow/orders.report");
  assert.match(JSON.stringify(report.facets["sourceCode"]), /echo all regions/);
}

async function datasets({ rows }: Workplace): Promise<void> {
  const edges = await rows(`SELECT source_name, target_name, job_name FROM tidemark.lineage ORDER BY job_name`);
  assert.deepEqual(edges, [
    { source_name: "shop.public.orders", target_name: "staged/orders", job_name: "orders.extract" },
    { source_name: "staged/orders", target_name: "/marts/orders", job_name: "orders.load" },
  ]);
}

async function written(workplace: Workplace): Promise<void> {
  const [, second] = await runsOf(workplace, "orders.extract");
  const dataset = await workplace.ask<DatasetDetail>(
    `datasets/${encodeURIComponent("s3://lake.example")}/${encodeURIComponent("staged/orders")}`,
  );
  assert.equal(dataset.lastWrittenAt, second?.endedAt);
  assert.deepEqual(
    dataset.readers.map(({ job }) => job.name),
    ["orders.load"],
  );
}
