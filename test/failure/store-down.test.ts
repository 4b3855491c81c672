import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startClickHouseServer } from "#test/support/clickhouse-server.ts";
import type { ClickHouseServer } from "#test/support/clickhouse-server.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { startLoad, until } from "#test/support/load.ts";
import { residentBytes } from "#test/support/memory.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const events = 100_000;
const outageMs = 60_000;

let directory: string;
let store: TestStore;
let server: ClickHouseServer;
let nats: TestNatsServer;
let collector: TestCollector;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-outage-"));
  store = await openTestStore();
  server = await startClickHouseServer(store.store.engine);
  nats = await startNatsServer();
  collector = await startTestCollector({
    env: { TIDEMARK_NATS_URL: nats.url, TIDEMARK_CLICKHOUSE_URL: server.url, TIDEMARK_LOG_LEVEL: "silent" },
  });
});
afterAll(async () => {
  await collector.close();
  await nats.stop();
  await server.close();
  await store.cleanup();
  await rm(directory, { recursive: true });
});

test("a store that is down for a minute costs no event and no memory", { timeout: 600_000 }, async () => {
  const load = startLoad({ url: nats.url, spool: join(directory, "spool"), to: events, batch: 16 });
  await until(async () => (await stored()) > events / 10, 60_000);
  server.failing = true;
  const { confirmed } = await load.ended;
  expect(confirmed).toBe(events);

  // What the collector holds when its buffers are full is its share; from then on nothing is added.
  await until(async () => (await collector.status()).store.breaker === "open", 60_000);
  const samples: number[] = [];
  for (const end = Date.now() + outageMs; Date.now() < end; await delay(1000)) {
    samples.push(await residentBytes(collector.pid));
  }
  const third = Math.floor(samples.length / 3);
  expect(Math.max(...samples.slice(-third))).toBeLessThan(Math.max(...samples.slice(0, third)) + 50_000_000);
  expect(Math.max(...samples)).toBeLessThan(600_000_000);
  expect(await stored()).toBeLessThan(events);

  server.failing = false;
  await until(async () => (await collector.status()).log.lag === 0, 120_000);
  expect(await store.rows("SELECT toUInt32(count()) AS events FROM tidemark.events FINAL")).toEqual([{ events }]);
});

async function stored(): Promise<number> {
  const [row] = await store.rows<{ rows: number }>("SELECT toUInt32(count()) AS rows FROM tidemark.events");
  return row?.rows ?? 0;
}
