import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { until } from "#test/support/load.ts";
import { startBridge } from "../harness/bridge.ts";
import type { RunningBridge } from "../harness/bridge.ts";
import { carriedOnce, stored } from "../harness/carried.ts";
import { startEmulatedAws } from "../harness/emulated-aws.ts";
import type { EmulatedAws } from "../harness/emulated-aws.ts";
import { fetchClasspath } from "../harness/maven.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

const runs = { before: 2000, during: 500, after: 500 };
const allRuns = runs.before + runs.during + runs.after;
const noise = [
  "this is no event",
  "ÿ\0þ",
  "ó\x89\x9aÂx\x41\x52\x90\x76\x95\x94\x46\x0e\x2e\x48\x59\x22\x90\x4f\x34\x5d",
];

export const kinesis: Producer = {
  name: "kinesis",
  runs: "the Java client's Kinesis transport, moto, `tidemark bridge kinesis`: killed, shards split and merged, taken over",
  needs: ["python3", "java", "mvn"],
  from: { registry: "PyPI", distribution: "moto" },
  prepare: fetchTransport,
  refused: noise.length,
  async run(workplace) {
    const aws = await startEmulatedAws(workplace);
    try {
      await carry(workplace, aws);
    } finally {
      await aws.kill();
    }
  },
  checks: (workplace) => carriedOnce(workplace, { namespace: "kinesis", runs: allRuns, noise }),
};

async function fetchTransport({ cache }: Installation, withinMs: number): Promise<void> {
  await cp(join(import.meta.dirname, "pom.xml"), join(cache, "pom.xml"));
  await fetchClasspath({ cwd: cache, withinMs });
}

const carriedWithinMs = 120_000;

/** A bridge is killed on its way, the stream is resharded, and who has taken over is killed before another. */
async function carry(workplace: Workplace, aws: EmulatedAws): Promise<void> {
  const { program, cache, directory } = workplace;
  const classpath = await readFile(join(cache, "classpath"), "utf8");
  const stream = (what: string): Promise<string> => program("python", ["stream.py", what], { env: aws.env });
  const emit = (first: number, count: number): Promise<string> =>
    program("java", ["-cp", classpath, "Pipeline.java", ...[aws.port, first, count].map(String), directory], {
      env: aws.env,
    });
  const bridge = (): RunningBridge =>
    startBridge(workplace, { broker: "kinesis", args: ["--stream", "openlineage"], env: aws.env });

  await stream("create");
  await emit(0, runs.before);
  await stream("noise");
  const killed = bridge();
  await killed.forwarded;
  await killed.kill();
  assert.ok((await stored(workplace)) < 2 * runs.before, "the bridge was killed too late to prove anything");

  await stream("reshard");
  await emit(runs.before, runs.during);
  const two = [bridge(), bridge()];
  try {
    const first = await Promise.any(two.map(async (each) => each.forwarded.then(() => each)));
    await first.kill();
    await emit(runs.before + runs.during, runs.after);
    await until(async () => (await stored(workplace)) >= 2 * allRuns, carriedWithinMs);
    await Promise.all(two.filter((each) => each !== first).map(({ close }) => close()));
  } catch (error) {
    throw new Error(two.map(({ log }) => log()).join("\n\n"), { cause: error });
  } finally {
    await Promise.all(two.map(({ kill }) => kill()));
  }
  assert.deepEqual(await positions(workplace), JSON.parse(await stream("last")));
  const { records, packed } = JSON.parse(await stream("packed"));
  assert.ok(packed > 0 && packed < records, `${packed} of ${records} records hold several events`);
}

/** How far the bridge is, by shard. */
async function positions({ collector }: Workplace): Promise<Readonly<Record<string, string>>> {
  assert.ok(collector.natsUrl !== undefined);
  const connection = await connect({ servers: collector.natsUrl });
  try {
    const kv = await new Kvm(connection).open("TIDEMARK_BRIDGES");
    const told: Record<string, string> = {};
    for await (const key of await kv.keys()) told[key.split(".").at(-1) ?? ""] = (await kv.get(key))?.string() ?? "";
    return told;
  } finally {
    await connection.close();
  }
}
