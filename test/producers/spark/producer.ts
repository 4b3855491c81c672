import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { RunDetail } from "#query/things/run.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import { copyArtifact } from "../harness/maven.ts";
import type { Workplace } from "../harness/workplace.ts";

/** The newest that Maven Central had; it works with Spark 4. */
const listener = "openlineage-spark_2.13";
const listenerVersion = "1.53.0";

const parent = { namespace: "airflow", name: "nightly.orders", runId: "0194b8a4-7f00-7000-8000-0000000000aa" };
const root = { namespace: "airflow", name: "nightly", runId: "0194b8a4-7f00-7000-8000-0000000000bb" };

export const spark: Producer = {
  name: "spark",
  runs: `local Spark 4 with ${listener} ${listenerVersion} and the logical plan on: files joined into files, a job that fails, a plan of over 1 MB`,
  needs: ["python3", "java", "mvn"],
  from: { registry: "PyPI", distribution: "pyspark" },
  prepare: fetchListener,
  async run({ bin, cache, collector, directory, program }) {
    const conf = {
      "spark.extraListeners": "io.openlineage.spark.agent.OpenLineageSparkListener",
      "spark.openlineage.transport.type": "http",
      "spark.openlineage.transport.url": collector.url,
      "spark.openlineage.namespace": "spark",
      "spark.openlineage.parentJobNamespace": parent.namespace,
      "spark.openlineage.parentJobName": parent.name,
      "spark.openlineage.parentRunId": parent.runId,
      "spark.openlineage.rootParentJobNamespace": root.namespace,
      "spark.openlineage.rootParentJobName": root.name,
      "spark.openlineage.rootParentRunId": root.runId,
      "spark.openlineage.facets.spark.logicalPlan.disabled": "false",
      "spark.ui.enabled": "false",
      "spark.driver.host": "127.0.0.1",
      "spark.driver.bindAddress": "127.0.0.1",
      "spark.sql.shuffle.partitions": "1",
    };
    const settings = Object.entries(conf).flatMap(([key, value]) => ["--conf", `${key}=${value}`]);
    const jar = join(cache, "jars", `${listener}-${listenerVersion}.jar`);
    await program(
      "spark-submit",
      ["--master", "local[1]", "--jars", jar, ...settings, "orders.py", join(directory, "lake")],
      {
        env: { PYSPARK_PYTHON: join(bin, "python"), ...javaHome() },
      },
    );
  },
  checks: (workplace) => [
    { title: "the application: state, time, engine, the run that started it", holds: () => application(workplace) },
    { title: "its jobs: state, and the application as parent", holds: () => jobs(workplace) },
    { title: "FAIL is not covered by the COMPLETE after it, and has its message", holds: () => failed(workplace) },
    { title: "inputs, outputs and their statistics", holds: () => statistics(workplace) },
    { title: "lineage of datasets", holds: () => lineage(workplace) },
    { title: "lineage of columns: how each is made, and which decide", holds: () => columns(workplace) },
    { title: "schemas with types, the change of the table", holds: () => schemas(workplace) },
    { title: "an event of over 1 MB is taken, its lineage whole", holds: () => large(workplace) },
  ],
};

function fetchListener({ cache }: Installation, withinMs: number): Promise<void> {
  return copyArtifact(`io.openlineage:${listener}:${listenerVersion}`, join(cache, "jars"), { cwd: cache, withinMs });
}

function javaHome(): Readonly<Record<string, string>> {
  const home = process.env["JAVA_HOME"] ?? "";
  return home === "" ? {} : { JAVA_HOME: home };
}

async function runOf({ ask }: Workplace, name: string): Promise<RunDetail> {
  const { items } = await ask<Page<RunItem>>("runs", { job: `spark/${name}` });
  assert.equal(items.length, 1, `runs of ${name}`);
  return ask(`runs/${items[0]?.runId}`, { job: `spark/${name}` });
}

const insert = "orders.execute_insert_into_hadoop_fs_relation_command";

async function application(workplace: Workplace): Promise<void> {
  const run = await runOf(workplace, "orders");
  assert.deepEqual(
    [run.state, run.integration, run.jobType, run.engine, run.engineVersion],
    ["COMPLETE", "SPARK", "APPLICATION", "spark", "4.3.0"],
  );
  assert.ok(run.durationMs !== null && run.durationMs > 0);
  assert.deepEqual(run.parent, { job: { namespace: parent.namespace, name: parent.name }, runId: parent.runId });
  assert.deepEqual(run.root, { job: { namespace: root.namespace, name: root.name }, runId: root.runId });
}

async function jobs(workplace: Workplace): Promise<void> {
  const { runId } = await runOf(workplace, "orders");
  const states = {
    [`${insert}.lake_orders`]: "COMPLETE",
    [`${insert}.lake_customers`]: "COMPLETE",
    "orders.adaptive_spark_plan.lake_revenue": "COMPLETE",
    [`${insert}.lake_broken`]: "FAIL",
    [`${insert}.lake_wide`]: "COMPLETE",
  };
  for (const [name, state] of Object.entries(states)) {
    const run = await runOf(workplace, name);
    assert.deepEqual([name, run.state, run.jobType, run.parent?.runId], [name, state, "SQL_JOB", runId]);
    assert.equal(run.root?.runId, root.runId);
  }
}

async function failed(workplace: Workplace): Promise<void> {
  const run = await runOf(workplace, `${insert}.lake_broken`);
  const types = await workplace.rows(`SELECT DISTINCT event_type FROM tidemark.events
    WHERE run_id = '${run.runId}' AND event_type IN ('FAIL', 'COMPLETE') ORDER BY event_type`);
  assert.deepEqual(types, [{ event_type: "COMPLETE" }, { event_type: "FAIL" }]);
  assert.equal(run.state, "FAIL");
  assert.match(run.error ?? "", /total < 10/);
}

async function statistics(workplace: Workplace): Promise<void> {
  const written = await runOf(workplace, `${insert}.lake_orders`);
  const [output] = written.datasets;
  assert.deepEqual([output?.role, output?.rows, output?.files], ["output", 3, 1]);
  const joined = await runOf(workplace, "orders.adaptive_spark_plan.lake_revenue");
  assert.deepEqual(
    joined.datasets.map(({ role, dataset, rows }) => [role, dataset.name.split("/").at(-1), rows]),
    [
      ["input", "customers", null],
      ["input", "orders", null],
      ["output", "revenue", 2],
    ],
  );
  for (const { bytes, files } of joined.datasets) assert.ok(bytes !== null && bytes > 0 && files === 1);
}

async function lineage({ rows }: Workplace): Promise<void> {
  const edges =
    await rows(`SELECT splitByChar('/', source_name)[-1] AS source, splitByChar('/', target_name)[-1] AS target
    FROM tidemark.lineage ORDER BY ALL`);
  assert.deepEqual(edges, [
    { source: "customers", target: "revenue" },
    { source: "orders", target: "broken" },
    { source: "orders", target: "revenue" },
    { source: "orders", target: "wide" },
  ]);
}

async function columns({ rows }: Workplace): Promise<void> {
  const edges = await rows<{ edge: string }>(`SELECT
      concat(splitByChar('/', source_name)[-1], '.', source_field, ' ', target_field, ' ', type, ' ', subtype) AS edge
    FROM tidemark.column_lineage WHERE endsWith(target_name, '/revenue') ORDER BY edge`);
  const told = edges.map(({ edge }) => edge);
  for (const edge of [
    "customers.name name DIRECT IDENTITY",
    "orders.total revenue DIRECT AGGREGATION",
    "orders.customer_id  INDIRECT JOIN",
    "orders.total  INDIRECT FILTER",
    "customers.name  INDIRECT GROUP_BY",
  ]) {
    assert.ok(told.includes(edge), `${edge} is not among\n${told.join("\n")}`);
  }
}

async function schemas(workplace: Workplace): Promise<void> {
  const run = await runOf(workplace, "orders.adaptive_spark_plan.lake_revenue");
  const name = run.datasets.find(({ role }) => role === "output")?.dataset.name ?? "";
  const dataset = await workplace.ask<DatasetDetail>(`datasets/file/${encodeURIComponent(name)}`);
  assert.deepEqual(
    dataset.schema?.fields.map(({ path, type }) => `${path} ${type}`),
    ["name string", "revenue double"],
  );
  assert.equal(dataset.lifecycle, "OVERWRITE");
  assert.equal(dataset.lastWrittenAt, run.endedAt);
}

async function large({ rows }: Workplace): Promise<void> {
  const [event] = await rows<{ bytes: string; whole: number }>(`SELECT max(length(payload)) AS bytes,
      countIf(empty(truncated)) = count() AS whole
    FROM tidemark.events FINAL WHERE endsWith(job_name, 'lake_wide')`);
  assert.ok(Number(event?.bytes) > 1_000_000, `the largest event has ${event?.bytes} bytes`);
  assert.equal(event?.whole, 1, "something was left out of an event");
  const [edges] = await rows<{
    targets: number;
  }>(`SELECT uniqExact(target_field) AS targets FROM tidemark.column_lineage
    WHERE endsWith(target_name, '/wide') AND source_field = 'total' AND target_field LIKE 'total_%'`);
  assert.equal(edges?.targets, 990);
}
