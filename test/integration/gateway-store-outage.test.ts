import { afterAll, beforeAll, expect, test } from "vitest";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import type { EmbeddedStore } from "#store/engines/embedded.ts";
import { startClickHouseServer } from "#test/support/clickhouse-server.ts";
import type { ClickHouseServer } from "#test/support/clickhouse-server.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import { runEvent } from "#test/support/gateway.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A collector that writes to a ClickHouse server, which fails for a while. */

let directory: string;
let engine: EmbeddedStore;
let server: ClickHouseServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-outage-"));
  engine = await openEmbeddedStore({ path: directory });
  server = await startClickHouseServer(engine.engine);
});
afterAll(async () => {
  await server.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

function post({ url }: TestCollector, index: number): Promise<Response> {
  const body = JSON.stringify(runEvent({ run: { runId: `${process.pid}-${index}` } }));
  return fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
}

async function ready({ url }: TestCollector): Promise<unknown> {
  return (await fetch(`${url}/health/ready`)).json();
}

async function failedInserts({ url }: TestCollector): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^tidemark_store_insert_failures_total\S* (\d+)/m.exec(metrics)?.[1] ?? 0);
}

test("over NATS events are accepted while the store is down, and stored when it is back", async () => {
  const collector = await startTestCollector({ env: { TIDEMARK_CLICKHOUSE_URL: server.url } });
  expect((await collector.status()).store.kind).toBe("server");
  expect((await post(collector, 0)).status).toBe(201);
  await expect.poll(async () => (await collector.status()).store.events, { timeout: 15_000 }).toBe(1);

  server.failing = true;
  for (let index = 1; index <= 20; index++) expect((await post(collector, index)).status).toBe(201);
  await expect
    .poll(() => ready(collector), { timeout: 15_000 })
    .toEqual({ status: "degraded", dependencies: { log: "up", store: "down" }, evaluation: "off" });
  await expect.poll(async () => (await collector.status()).store.breaker, { timeout: 15_000 }).toBe("open");
  // Unknown is unknown, and what waits is told.
  expect(await collector.status()).toMatchObject({
    store: { events: null },
    deadLetters: { open: null },
    log: { lag: 20 },
  });
  const shown = await tidemark(["status", "--url", collector.url]);
  expect(shown.stdout).toMatch(/^Events stored +unknown$/m);
  expect(shown.stdout).toMatch(/^Lag +20 messages not yet in the store$/m);

  server.failing = false;
  await expect.poll(async () => (await collector.status()).store.events, { timeout: 30_000 }).toBe(21);
  await expect.poll(async () => (await collector.status()).log.lag, { timeout: 15_000 }).toBe(0);
  expect(collector.log()).toContain("the store takes events again");
  expect(await collector.close()).toBe(0);
}, 120_000);

test("a store that answers but takes no events is down, and its log says so once", async () => {
  const collector = await startTestCollector({ env: { TIDEMARK_CLICKHOUSE_URL: server.url } });
  server.failing = "inserts";
  expect((await post(collector, 200)).status).toBe(201);
  const down = { status: "degraded", dependencies: { log: "up", store: "down" } };
  await expect.poll(() => ready(collector), { timeout: 15_000 }).toMatchObject(down);
  // Three failures open the breaker; each further one is an attempt after a pause.
  await expect.poll(() => failedInserts(collector), { timeout: 30_000 }).toBeGreaterThan(4);
  expect(await ready(collector)).toMatchObject(down);
  server.failing = false;
  await expect.poll(() => ready(collector), { timeout: 30_000 }).toMatchObject({ status: "ready" });
  expect(collector.log().match(/the store takes no events/g)).toHaveLength(1);
  expect(await collector.close()).toBe(0);
}, 120_000);

test("without NATS a sender is told to try again, until the store is back", async () => {
  const collector = await startTestCollector({ env: { TIDEMARK_CLICKHOUSE_URL: server.url, TIDEMARK_NATS: "off" } });
  const before = (await collector.status()).store.events ?? 0;
  server.failing = true;
  const refused = await post(collector, 100);
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: "log_unavailable" }]);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect((await fetch(`${collector.url}/health/ready`)).status).toBe(503);
  server.failing = false;
  await expect.poll(async () => (await post(collector, 100)).status, { timeout: 30_000, interval: 500 }).toBe(201);
  await expect.poll(async () => (await collector.status()).store.events).toBe(before + 1);
  expect(await collector.close()).toBe(0);
}, 120_000);
