import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Consumer } from "@platformatic/kafka";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import { until } from "#test/support/load.ts";
import { startBridge } from "../harness/bridge.ts";
import type { RunningBridge } from "../harness/bridge.ts";
import { carriedOnce, sendRuns, stored } from "../harness/carried.ts";
import { fetchClasspath } from "../harness/maven.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";
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
    ...carriedOnce(workplace, { namespace: "kafka", runs: allRuns, noise: ["this is no event", "ÿ\0þ"] }),
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

/** By TLS and SCRAM. */
function bridge(workplace: Workplace, broker: Broker): RunningBridge {
  return startBridge(workplace, {
    broker: "kafka",
    args: ["--brokers", broker.secured, "--topic", "openlineage.events"],
    env: {
      TIDEMARK_KAFKA_USER: "bridge",
      TIDEMARK_KAFKA_PASSWORD: "secret",
      TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-256",
      TIDEMARK_KAFKA_TLS_CA_FILE: join(workplace.directory, "cert.pem"),
    },
  });
}

/** A bridge is killed on its way, two share the rest, and the broker is killed under them. */
async function carry(workplace: Workplace, broker: Broker): Promise<void> {
  const transport = {
    type: "kafka",
    topic: "openlineage.events",
    config: { "bootstrap.servers": broker.address, "compression.type": "zstd" },
    flush: false,
  };
  const emit = (first: number, count: number): Promise<void> =>
    sendRuns(workplace, { transport, namespace: "kafka", first, runs: count });
  await emit(0, runs.before);
  await workplace.program("python", ["noise.py", broker.address]);
  const killed = bridge(workplace, broker);
  await killed.forwarded;
  await killed.kill();
  assert.ok((await stored(workplace)) < 2 * runs.before, "the bridge was killed too late to prove anything");

  const two = [bridge(workplace, broker), bridge(workplace, broker)];
  await emit(runs.before, runs.during);
  await broker.killAndRestart();
  await emit(runs.before + runs.during, runs.after);
  await until(async () => (await stored(workplace)) >= 2 * allRuns, carriedWithinMs).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${two.map(({ log }) => log()).join("\n\n")}`);
  });
  await Promise.all(two.map(({ close }) => close()));
  assert.equal(await lag(broker), 0n, "all is stored, and not all is confirmed to Kafka");
}

const carriedWithinMs = 120_000;

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

async function consumer({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { job: "examples/orders.archive" });
  assert.deepEqual(
    items.map(({ state, processingType }) => [state, processingType]),
    [["COMPLETE", "STREAMING"]],
  );
}
