import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import { until } from "#test/support/load.ts";
import { startBridge } from "../harness/bridge.ts";
import type { RunningBridge } from "../harness/bridge.ts";
import { carriedOnce, sendRuns, stored } from "../harness/carried.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import { runProgram } from "../harness/run-program.ts";
import { startServer } from "../harness/server-process.ts";
import type { Workplace } from "../harness/workplace.ts";

const runs = { once: 150, before: 250, during: 100 };
const allRuns = runs.once + runs.before + runs.during;
const noise = ["this is no event", "ÿ\0þ", ""];

export const pubsub: Producer = {
  name: "pubsub",
  runs: "the Python client with a transport to Pub/Sub, Google's in-memory server, `tidemark bridge pubsub`: killed, shared by two",
  needs: ["python3", "go"],
  from: { registry: "PyPI", distribution: "google-cloud-pubsub" },
  prepare: buildServer,
  refused: noise.length,
  async run(workplace) {
    const { port } = await freePort(8085);
    const server = await startServer(join(workplace.cache, "server"), [String(port)], { ...workplace, port });
    try {
      await carry(workplace, { PUBSUB_EMULATOR_HOST: `127.0.0.1:${port}`, METADATA_SERVER_DETECTION: "none" });
    } finally {
      await server.kill();
    }
  },
  checks: (workplace) => carriedOnce(workplace, { namespace: "pubsub", runs: allRuns, noise }),
};

async function buildServer({ cache }: Installation, withinMs: number): Promise<void> {
  for (const file of ["main.go", "go.mod", "go.sum"]) await cp(join(import.meta.dirname, file), join(cache, file));
  const env = { ...process.env, CGO_ENABLED: "0" };
  const options = { cwd: cache, env, timeoutMs: withinMs };
  const { code, output } = await runProgram("go", ["build", "-o", "server", "."], options);
  if (code !== 0) throw new Error(`go build: ${output.trim().split("\n").at(-1) ?? ""}`);
}

const carriedWithinMs = 120_000;

/** One subscription is delivered exactly once; of another a bridge is killed on its way, and two share the rest. */
async function carry(workplace: Workplace, env: Readonly<Record<string, string>>): Promise<void> {
  const python = (...args: readonly string[]): Promise<string> => workplace.program("python", args, { env });
  const transport = { type: "pubsub_transport.PubSubTransport", topic: "projects/shop/topics/openlineage" };
  const send = (first: number, count: number): Promise<void> =>
    sendRuns(workplace, { transport, namespace: "pubsub", first, runs: count, env });
  const bridge = (subscription: string): RunningBridge =>
    startBridge(workplace, {
      broker: "pubsub",
      args: ["--subscription", `projects/shop/subscriptions/${subscription}`],
      env,
    });

  await python("topic.py", "create");
  await send(0, runs.once);
  await python("topic.py", "noise");
  await carryWith([bridge("once")], workplace, runs.once);
  assert.equal((await python("topic.py", "left")).trim(), "0", "all is stored, and not all is confirmed to Pub/Sub");

  await send(runs.once, runs.before);
  const killed = bridge("tidemark");
  await killed.forwarded;
  await killed.kill();
  assert.ok(
    (await stored(workplace)) < 2 * (runs.once + runs.before),
    "the bridge was killed too late to prove anything",
  );
  await send(runs.once + runs.before, runs.during);
  await carryWith([bridge("tidemark"), bridge("tidemark")], workplace, allRuns);
}

/** Until the events of so many runs are stored. */
async function carryWith(bridges: readonly RunningBridge[], workplace: Workplace, wanted: number): Promise<void> {
  try {
    await until(async () => (await stored(workplace)) >= 2 * wanted, carriedWithinMs);
    await Promise.all(bridges.map(({ close }) => close()));
  } catch (error) {
    throw new Error(bridges.map(({ log }) => log()).join("\n\n"), { cause: error });
  } finally {
    await Promise.all(bridges.map(({ kill }) => kill()));
  }
}
