import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isAtLeast } from "#collector/log/find-nats-server.ts";
import { connectNats } from "#collector/log/nats-connection.ts";
import { createNatsLog } from "#collector/log/nats-log.ts";
import { deadLettersPlan, eventsPlan } from "#collector/log/stream-plan.ts";
import { ensureStream } from "#collector/log/streams.ts";
import { startReader } from "#collector/reader/reader.ts";
import { MemorySink, testEvent } from "#test/support/log-harness.ts";
import { natsServerBinary } from "#test/support/nats-server.ts";
import { testPipeline } from "#test/support/pipeline.ts";

const names = ["nats", "nats-2", "nats-3"];
const deployed = fileURLToPath(new URL("../../../../deploy/nats/", import.meta.url));
const patience = { timeout: 40_000, interval: 50 };
let directory: string;
let nodes: { readonly url: string; readonly process: ChildProcess }[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-cluster-"));
  nodes = [];
});

afterEach(async () => {
  await Promise.all(
    nodes.map(async ({ process }) => {
      if (process.exitCode !== null || process.signalCode !== null) return;
      process.kill("SIGKILL");
      await once(process, "exit");
    }),
  );
  await rm(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The deployed files, with this machine's ports and directories in place of the containers'. */
async function startCluster(binary: string): Promise<void> {
  const routes = await Promise.all(names.map(freePort));
  for (const [index, name] of names.entries()) {
    const [port, monitoring] = await Promise.all([freePort(), freePort()]);
    const local = (text: string) =>
      text
        .replace('"common.conf"', `"${name}-common.conf"`)
        .replace("0.0.0.0:4222", `127.0.0.1:${port}`)
        .replace("127.0.0.1:8222", `127.0.0.1:${monitoring}`)
        .replace('"/data"', JSON.stringify(join(directory, name)))
        .replace("0.0.0.0:6222", `127.0.0.1:${routes[index]}`)
        .replaceAll(
          /nats:\/\/(nats(?:-\d)?):6222/g,
          (_all, peer: string) => `nats://127.0.0.1:${routes[names.indexOf(peer)]}`,
        );
    await writeFile(
      join(directory, `${name}-common.conf`),
      local(await readFile(join(deployed, "common.conf"), "utf8")),
    );
    const file = join(directory, `${name}.conf`);
    await writeFile(file, local(await readFile(join(deployed, "cluster.conf"), "utf8")));
    const process = spawn(binary, ["-c", file], { env: { NATS_NAME: name }, stdio: "ignore" });
    nodes.push({ url: `nats://127.0.0.1:${port}`, process });
  }
}

test("the deployed files are valid, and a cluster of three loses a server and no event", async (context) => {
  const binary = await natsServerBinary();
  context.skip(!isAtLeast(binary, 2, 10), "sync_interval always needs nats-server 2.10");
  for (const file of ["single.conf", "cluster.conf"]) {
    const check = spawn(binary.path, ["-t", "-c", join(deployed, file)], { env: { NATS_NAME: "x" }, stdio: "ignore" });
    expect(await once(check, "exit"), file).toEqual([0, null]);
  }

  await startCluster(binary.path);
  const link = await connectNats({ url: nodes.map(({ url }) => url).join(","), name: "test" });
  const manager = await vi.waitFor(() => jetstreamManager(link.connection), patience);
  // Acknowledgements can be lost with the leader: those messages come again after this time.
  const small = { replicas: 3, maxBytes: 64 * 1024 * 1024, ackWaitMs: 2000 };
  const [events, deadLetters] = [
    { ...eventsPlan, ...small },
    { ...deadLettersPlan, ...small },
  ];
  const ensure = async () => {
    await ensureStream(manager, events);
    await ensureStream(manager, deadLetters);
  };
  // The cluster first elects a leader.
  await vi.waitFor(ensure, patience);
  const log = createNatsLog({ link, manager, events, deadLetters });
  const sink = new MemorySink();
  const reader = startReader({ link, plan: events, ensure, pipeline: testPipeline(), writer: sink, log });

  const append = (number: number) =>
    vi.waitFor(async () => {
      const outcome = await log.append({
        body: Buffer.from(testEvent(number)),
        messageId: String(number),
        headers: {},
      });
      expect(outcome.kind).toBe("stored");
    }, patience);
  await Promise.all(Array.from({ length: 200 }, (_, i) => append(i)));
  const { cluster } = await manager.streams.info(events.stream);
  const leader = names.indexOf(cluster?.leader ?? "");
  nodes[leader]?.process.kill("SIGKILL");
  await Promise.all(Array.from({ length: 200 }, (_, i) => append(200 + i)));

  await vi.waitFor(() => expect(sink.eventIds.size).toBe(400), patience);
  await vi.waitFor(async () => expect(await log.lag()).toBe(0), patience);
  await reader.stop();
  await log.close();
  await link.close();
}, 90_000);
