import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import { until } from "#test/support/load.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";
import { buildJaeger, startJaeger } from "./jaeger.ts";
import type { JaegerTrace } from "./jaeger.ts";

const runId = "0194b8a4-7f00-7000-8000-0000000000cc";
const service = "shop-etl";
const jobs = ["nightly", "nightly.extract", "nightly.load", "nightly.report"];

export const openTelemetry: Producer = {
  name: "opentelemetry",
  runs: "spans of OpenTelemetry's SDK for Python in, runs out as one trace into Jaeger: two processes, a task that fails",
  needs: ["python3", "go"],
  from: { registry: "PyPI", distribution: "opentelemetry-sdk" },
  prepare: buildJaeger,
  settings: async () => ({ TIDEMARK_TRACES_URL: `http://127.0.0.1:${(await freePort(4318)).port}` }),
  async run(workplace) {
    const { directory, program, settings } = workplace;
    const otlpPort = new URL(settings["TIDEMARK_TRACES_URL"] ?? "").port;
    const jaeger = await startJaeger(workplace, directory, otlpPort);
    try {
      await program("python", ["pipeline.py", runId, "nightly"]);
      await program("python", ["pipeline.py", runId, "report"]);
      await until(
        async () => (await jaeger.traces(service)).flatMap(({ spans }) => spans).length >= jobs.length,
        60_000,
      );
      await writeFile(join(directory, "traces.json"), JSON.stringify(await jaeger.traces(service)));
    } finally {
      await jaeger.close();
    }
  },
  checks: (workplace) => [
    { title: "a span with a job is a run: state, error, parent", holds: () => runs(workplace) },
    { title: "datasets of spans, also of a query's below, are lineage", holds: () => lineage(workplace) },
    { title: "one trace in Jaeger, by the id of the root's run; each run a span", holds: () => oneTrace(workplace) },
    { title: "the parent run's span is the parent, also of another process", holds: () => parents(workplace) },
    { title: "the failed run's span is an error, and says why", holds: () => failed(workplace) },
  ],
};

async function runs({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { namespace: service });
  const told = items.map(({ job, state, jobType, error, parent }) =>
    [job.name, state, jobType, error, parent?.runId].join("; "),
  );
  assert.deepEqual(told.toSorted(), [
    "nightly.extract; COMPLETE; TASK; ; " + runId,
    "nightly.load; FAIL; TASK; no space left; " + runId,
    "nightly.report; COMPLETE; TASK; ; " + runId,
    "nightly; COMPLETE; DAG; ; ",
  ]);
}

async function lineage({ rows }: Workplace): Promise<void> {
  const edges = await rows("SELECT source_namespace, source_name, target_name, job_name FROM tidemark.lineage");
  assert.deepEqual(edges, [
    {
      source_namespace: "postgres://db:5432",
      source_name: "shop.public.orders",
      target_name: "staged/orders",
      job_name: "nightly.extract",
    },
  ]);
}

async function trace({ directory }: Workplace): Promise<JaegerTrace> {
  const found: readonly JaegerTrace[] = JSON.parse(await readFile(join(directory, "traces.json"), "utf8"));
  const [only, ...others] = found;
  assert.deepEqual(others, []);
  if (only === undefined) throw new Error("Jaeger has no trace");
  return only;
}

async function oneTrace(workplace: Workplace): Promise<void> {
  const { traceID, spans, processes } = await trace(workplace);
  assert.equal(traceID, runId.replaceAll("-", ""));
  assert.deepEqual(spans.map(({ operationName }) => operationName).toSorted(), jobs);
  for (const { processID } of spans) assert.equal(processes[processID]?.serviceName, service);
}

async function parents(workplace: Workplace): Promise<void> {
  const { traceID, spans } = await trace(workplace);
  const root = spans.find(({ operationName }) => operationName === "nightly");
  assert.deepEqual(root?.references, []);
  for (const { operationName, references } of spans.filter((span) => span !== root))
    assert.deepEqual(
      [operationName, references],
      [operationName, [{ refType: "CHILD_OF", traceID, spanID: root.spanID }]],
    );
}

async function failed(workplace: Workplace): Promise<void> {
  const { spans } = await trace(workplace);
  const load = spans.find(({ operationName }) => operationName === "nightly.load");
  const tags = new Map(load?.tags.map(({ key, value }) => [key, value]));
  assert.deepEqual(
    ["error", "otel.status_description", "openlineage.run.state"].map((key) => tags.get(key)),
    [true, "no space left", "FAIL"],
  );
}
