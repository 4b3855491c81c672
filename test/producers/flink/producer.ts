import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { WhyAnswer } from "#query/graph/why.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import { fetchClasspath } from "../harness/maven.ts";
import type { Workplace } from "../harness/workplace.ts";

export const flink: Producer = {
  name: "flink",
  runs: "local Flink 2 with openlineage-flink: a stream into a topic that goes on, and one that is cancelled",
  needs: ["java", "mvn"],
  from: { registry: "Maven Central", version: "2.1.3" },
  prepare: build,
  async run({ cache, collector, program }) {
    const classpath = `${join(cache, "target/classes")}:${await readFile(join(cache, "classpath"), "utf8")}`;
    for (const [name, ...how] of [["orders"], ["refunds", "cancel"]] as const) {
      const { port } = await freePort(8081);
      await program("java", ["-cp", classpath, "shop.Orders", collector.url, String(port), name, ...how]);
    }
  },
  checks: (workplace) => [
    { title: "a stream runs: RUNNING, of processing type STREAMING", holds: () => running(workplace) },
    { title: "checkpoints are told, and change nothing", holds: () => checkpoints(workplace) },
    { title: "lineage from topic to topic", holds: () => lineage(workplace) },
    { title: "what it writes is known, and not late", holds: () => written(workplace) },
    { title: "one that was cancelled: ABORT", holds: () => cancelled(workplace) },
  ],
};

/** In the cache, where Maven's files stay between runs. */
async function build({ cache }: Installation, withinMs: number): Promise<void> {
  await cp(import.meta.dirname, cache, { recursive: true });
  await fetchClasspath({ cwd: cache, withinMs }, "org.apache.maven.plugins:maven-compiler-plugin:3.13.0:compile");
}

async function runOf({ ask }: Workplace, job: string): Promise<RunItem | undefined> {
  const { items } = await ask<Page<RunItem>>("runs", { job: `flink/${job}` });
  assert.equal(items.length, 1);
  return items[0];
}

async function running(workplace: Workplace): Promise<void> {
  const run = await runOf(workplace, "orders");
  assert.deepEqual(
    [run?.state, run?.processingType, run?.integration, run?.engine, run?.endedAt],
    ["RUNNING", "STREAMING", "FLINK", "flink", null],
  );
  assert.notEqual(run?.startedAt, null);
}

async function checkpoints({ rows }: Workplace): Promise<void> {
  const [told] = await rows<{ readonly events: number }>(`SELECT count() AS events FROM tidemark.events FINAL
    WHERE job_name = 'orders' AND event_type = 'RUNNING' AND payload LIKE '%"checkpoints"%'`);
  assert.ok((told?.events ?? 0) > 0);
}

async function lineage({ rows }: Workplace): Promise<void> {
  const edges = await rows("SELECT source_name, target_name FROM tidemark.lineage WHERE job_name = 'orders'");
  assert.deepEqual(edges, [{ source_name: "clicks", target_name: "orders" }]);
}

async function written({ ask }: Workplace): Promise<void> {
  const topic = await ask<DatasetDetail>(`datasets/${encodeURIComponent("kafka://broker.example:9092")}/orders`);
  assert.deepEqual(
    topic.writers.map(({ job }) => job),
    [{ namespace: "flink", name: "orders" }],
  );
  const { cause } = await ask<WhyAnswer>("why", { dataset: "kafka://broker.example:9092/orders" });
  assert.equal(cause, null);
}

async function cancelled(workplace: Workplace): Promise<void> {
  const run = await runOf(workplace, "refunds");
  assert.equal(run?.state, "ABORT");
  assert.ok(run?.durationMs !== null && run?.durationMs !== undefined && run.durationMs > 0);
}
