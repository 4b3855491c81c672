import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Consumer } from "@platformatic/kafka";
import type { DeadLetterPage } from "#collector/gateway/dead-letter-desk.ts";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import { until } from "#test/support/load.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import { fetchClasspath } from "../harness/maven.ts";
import type { Workplace } from "../harness/workplace.ts";
import { startBridge } from "./bridge.ts";
import { startBroker } from "./broker.ts";
import type { Broker } from "./broker.ts";

const runs = { before: 2000, during: 500, after: 100 };
const allRuns = runs.before + runs.during + runs.after;

export const kafka: Producer = {
  name: "kafka",
  runs: "the Python client's Kafka transport, Apache Kafka, `tidemark bridge kafka`: killed, shared by two, the broker killed",
  needs: ["python3", "java", "mvn"],
  from: { registry: "PyPI", distribution: "confluent-kafka" },
  prepare: fetchBroker,
  refused: 2,
  async run(workplace) {
    const broker = await startBroker(workplace);
    try {
      await carry(workplace, broker);
      await consume(workplace, broker);
    } finally {
      await broker.close();
    }
  },
  checks: (workplace) => [
    { title: "every event is there, and once", holds: () => eventsOnce(workplace) },
    { title: "every run has begun and ended", holds: () => runsEnded(workplace) },
    { title: "what is no event is a dead letter, byte for byte", holds: () => deadLetters(workplace) },
    {
      title: "the agent's example of a consumer: a stream from the topic into a file",
      holds: () => consumer(workplace),
    },
  ],
};

async function fetchBroker({ cache }: Installation, withinMs: number): Promise<void> {
  await cp(join(import.meta.dirname, "pom.xml"), join(cache, "pom.xml"));
  await fetchClasspath({ cwd: cache, withinMs });
}

/** A bridge is killed on its way, two share the rest, and the broker is killed under them. */
async function carry(workplace: Workplace, broker: Broker): Promise<void> {
  const emit = (first: number, count: number): Promise<string> =>
    workplace.program("python", ["pipeline.py", broker.address, String(first), String(count)]);
  await emit(0, runs.before);
  await workplace.program("python", ["noise.py", broker.address]);
  const killed = startBridge(workplace, broker);
  await killed.forwarded;
  await killed.kill();
  assert.ok((await stored(workplace)) < 2 * runs.before, "the bridge was killed too late to prove anything");

  const two = [startBridge(workplace, broker), startBridge(workplace, broker)];
  await emit(runs.before, runs.during);
  await broker.killAndRestart();
  await emit(runs.before + runs.during, runs.after);
  await until(async () => (await stored(workplace)) >= 2 * allRuns, carriedWithinMs).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${two.map((bridge) => bridge.log()).join("\n\n")}`);
  });
  await Promise.all(two.map((bridge) => bridge.close()));
  assert.equal(await lag(broker), 0n, "all is stored, and not all is confirmed to Kafka");
}

const carriedWithinMs = 120_000;

async function stored({ collector }: Workplace): Promise<number> {
  return (await collector.status()).store.events ?? 0;
}

/** Messages that are not confirmed. */
async function lag(broker: Broker): Promise<bigint> {
  const topic = "openlineage.events";
  const group = new Consumer({ clientId: "lag", groupId: "tidemark", bootstrapBrokers: [broker.address] });
  try {
    const partitions = [0, 1, 2];
    const ends = (await group.listOffsets({ topics: [topic] })).get(topic) ?? [];
    const committed = (await group.listCommittedOffsets({ topics: [{ topic, partitions }] })).get(topic) ?? [];
    return partitions.reduce((sum, partition) => sum + (ends[partition] ?? 0n) - (committed[partition] ?? 0n), 0n);
  } finally {
    await group.close(true);
  }
}

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The agent's example, until it has what `noise.py` sent. */
async function consume({ collector, directory }: Workplace, broker: Broker): Promise<void> {
  const preload = ["--import", inRepository("test/support/agent-examples.ts")];
  const child = spawn(process.execPath, [...preload, inRepository("agent/examples/kafka-consumer.ts")], {
    env: {
      PATH: process.env["PATH"],
      HOME: directory,
      OPENLINEAGE_URL: collector.url,
      OPENLINEAGE_NAMESPACE: "examples",
      KAFKA_BROKER: broker.address,
      DATA: directory,
    },
    stdio: "inherit",
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const lines = async (): Promise<number> =>
    (await readFile(join(directory, "orders.ndjson"), "utf8").catch(() => "")).split("\n").length - 1;
  await until(async () => (await lines()) === 5, carriedWithinMs);
  child.kill("SIGTERM");
  await exited;
  assert.equal(child.exitCode, 0);
}

async function eventsOnce({ rows }: Workplace): Promise<void> {
  const [counts] = await rows<{ readonly events: string; readonly different: string }>(`SELECT
    toString(count()) AS events, toString(uniqExact(run_id, event_type)) AS different
    FROM tidemark.events FINAL WHERE job_namespace = 'kafka'`);
  assert.deepEqual(counts, { events: String(2 * allRuns), different: String(2 * allRuns) });
}

async function runsEnded({ rows }: Workplace): Promise<void> {
  const states = await rows(
    `SELECT state, toString(count()) AS runs FROM tidemark.runs WHERE job_namespace = 'kafka' GROUP BY state`,
  );
  assert.deepEqual(states, [{ state: "COMPLETE", runs: String(allRuns) }]);
}

async function deadLetters({ ask, collector }: Workplace): Promise<void> {
  const { items } = await ask<DeadLetterPage>("dead-letters");
  const raw = async (id: string): Promise<string> => {
    const response = await fetch(`${collector.url}/api/v1/dead-letters/${id}/raw`);
    return Buffer.from(await response.arrayBuffer()).toString("latin1");
  };
  const bytes = await Promise.all(items.map(({ id }) => raw(id)));
  assert.deepEqual(bytes.toSorted(), ["this is no event", "ÿ\0þ"]);
}

async function consumer({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { job: "examples/orders.archive" });
  assert.deepEqual(
    items.map(({ state, processingType }) => [state, processingType]),
    [["COMPLETE", "STREAMING"]],
  );
}
