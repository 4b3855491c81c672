import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectNats } from "#collector/log/nats-connection.ts";
import { startPrivateNatsServer } from "#collector/log/private-nats-server.ts";
import type { NatsServerNotice, PrivateNatsServer } from "#collector/log/private-nats-server.ts";
import { processIdentity } from "#collector/log/process-identity.ts";
import { natsServerBinary } from "#test/support/nats-server.ts";

let directory: string;
const running: PrivateNatsServer[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-private-"));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  await rm(directory, { recursive: true, force: true });
});

async function start(onNotice?: (notice: NatsServerNotice) => void): Promise<PrivateNatsServer> {
  const binary = await natsServerBinary();
  const server = await startPrivateNatsServer({ binary, directory, ...(onNotice === undefined ? {} : { onNotice }) });
  running.push(server);
  return server;
}

test("it starts again on the same port when it is killed, and a client finds it", async () => {
  const notices: NatsServerNotice[] = [];
  const server = await start((notice) => {
    if (notice.kind !== "no_sync") notices.push(notice);
  });
  const link = await connectNats({ url: server.url, name: "test" });
  const { pid } = server;

  process.kill(pid, "SIGKILL");

  await vi.waitFor(() => expect(notices.map(({ kind }) => kind)).toEqual(["died", "restarted"]), 10_000);
  await vi.waitFor(() => expect(link.up).toBe(true), 10_000);
  await link.connection.flush();
  expect(server.pid).not.toBe(pid);
  await link.close();
});

test("it keeps its port over a restart of the collector, and ends with it", async () => {
  const first = await start();
  await first.close();
  expect(await processIdentity(first.pid)).toBeUndefined();
  const second = await start();
  expect(second.url).toBe(first.url);
});

test("a directory in use is refused", async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(/in use/);
  expect(await processIdentity(first.pid)).toBeDefined();
});

test("what a killed collector left behind is ended, and its port taken over", async () => {
  const { path } = await natsServerBinary();
  const owner = fork(fileURLToPath(new URL("private-nats-server.owner.ts", import.meta.url)), [path, directory]);
  const left = await new Promise<unknown>((resolve) => owner.once("message", resolve));
  const { pid, url } = z.object({ pid: z.number(), url: z.string() }).parse(left);
  await expect(start()).rejects.toThrow(/in use by the process/);
  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect(await processIdentity(pid)).toBeDefined();

  const server = await start();

  expect(await processIdentity(pid)).toBeUndefined();
  expect(server.url).toBe(url);
});
