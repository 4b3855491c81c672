import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startClickHouseServer } from "#test/support/clickhouse-server.ts";
import type { ClickHouseServer } from "#test/support/clickhouse-server.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { startHttpReceiver } from "#test/support/http-receiver.ts";
import type { HttpReceiver } from "#test/support/http-receiver.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

/** Several whole collectors on one NATS and one ClickHouse server, and one channel: a webhook. */

let store: TestStore;
let server: ClickHouseServer;
let nats: TestNatsServer;
let replicas: TestCollector[];
beforeAll(async () => {
  store = await openTestStore();
  server = await startClickHouseServer(store.store.engine);
  nats = await startNatsServer();
});
afterAll(async () => {
  await nats.stop();
  await server.close();
  await store.cleanup();
});
beforeEach(() => {
  replicas = [];
});
afterEach(async () => {
  for (const replica of replicas) await replica.kill();
});

async function start(receiver: HttpReceiver, env: Readonly<Record<string, string>>): Promise<TestCollector> {
  const expectations = join(temporaryDirectory(), "tidemark.yml");
  writeFileSync(
    expectations,
    `version: 1
defaults: { channels: hook, owner: data, freshness: off }
channels: { hook: { type: webhook, url: "${receiver.url}" } }
`,
  );
  const replica = await startTestCollector({
    dataDirectory: temporaryDirectory(),
    env: {
      TIDEMARK_NATS_URL: nats.url,
      TIDEMARK_CLICKHOUSE_URL: server.url,
      TIDEMARK_EXPECTATIONS: expectations,
      TIDEMARK_EVALUATE_EVERY: "30s",
      ...env,
    },
  });
  replicas.push(replica);
  return replica;
}

async function post(replica: TestCollector, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${replica.url}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return response.status === 201 ? undefined : response.json();
}

/** A run that fails now, of a job of which nothing was known. */
async function fail(replica: TestCollector, name: string, index: number): Promise<void> {
  const facets = { errorMessage: { ...facetBase("Any"), message: "disk full", programmingLanguage: "python" } };
  const event = { eventTime: new Date().toISOString(), job: { namespace: "etl", name } };
  await post(replica, "lineage", runEvent({ ...event, eventType: "FAIL", run: { runId: runId(index), facets } }));
}

/** All of them are asked at once, as often as it takes. */
async function judgeUntil(condition: () => void): Promise<void> {
  await vi.waitFor(
    async () => {
      await Promise.all(replicas.map((replica) => post(replica, "evaluate", {})));
      condition();
    },
    { timeout: 120_000, interval: 500 },
  );
}

/** What the receiver was told of a job. */
function told({ requests }: HttpReceiver, job: string) {
  return requests.flatMap(({ headers, body }) => {
    const { type, data }: { readonly type: string; readonly data: { readonly cause: { readonly name: string } } } =
      JSON.parse(body);
    return data.cause.name === job ? [{ type, id: headers["webhook-id"] }] : [];
  });
}

async function telling(): Promise<readonly string[]> {
  const all = await Promise.all(replicas.map((replica) => replica.status()));
  return all.map(({ evaluation }) => evaluation?.telling ?? "off");
}

/** What the log says of the webhook; when it fails standard output is told as well. */
function states(job: string) {
  return store.rows<{ readonly state: string }>(
    `SELECT state FROM tidemark.notifications WHERE channel = 'hook' AND incident_id IN (
      SELECT incident_id FROM tidemark.incidents WHERE cause_name = '${job}')`,
  );
}

test(
  "of three collectors one tells, once; killed in the midst of it, another ends what it began",
  { timeout: 300_000 },
  async () => {
    const receiver = await startHttpReceiver();
    const env = { TIDEMARK_NATS_STREAM: "THREE" };
    const first = await start(receiver, env);
    await start(receiver, env);
    await start(receiver, env);
    expect(await telling()).toEqual(["on", "standby", "standby"]);

    await fail(first, "one", 1);
    await judgeUntil(() => expect(told(receiver, "one")).toHaveLength(1));
    for (let round = 0; round < 5; round++) await judgeUntil(() => undefined);
    expect(told(receiver, "one").map(({ type }) => type)).toEqual(["incident.opened"]);

    // It has been received, and the answer never comes: who dies then cannot know.
    receiver.answer = () => undefined;
    await fail(first, "two", 2);
    await judgeUntil(() => expect(told(receiver, "two")).toHaveLength(1));
    await first.kill();
    replicas = replicas.filter((replica) => replica !== first);
    receiver.answer = () => ({ status: 200 });
    await vi.waitFor(() => expect(told(receiver, "two")).toHaveLength(2), { timeout: 60_000, interval: 250 });
    expect((await telling()).toSorted()).toEqual(["on", "standby"]);
    for (let round = 0; round < 5; round++) await judgeUntil(() => undefined);
    const [begun, again, ...more] = told(receiver, "two");
    expect(more).toEqual([]);
    // By which the receiver knows it.
    expect(again).toEqual(begun);
    expect(told(receiver, "one")).toHaveLength(1);
    expect(await states("two")).toEqual([{ state: "delivered" }]);

    // What a channel has refused until then is not lost either.
    receiver.answer = () => ({ status: 500 });
    const [second] = replicas;
    if (second === undefined) throw new Error("none is left");
    await fail(second, "three", 3);
    await judgeUntil(() => expect(told(receiver, "three").length).toBeGreaterThan(1));
    const teller = replicas[(await telling()).indexOf("on")];
    await teller?.kill();
    replicas = replicas.filter((replica) => replica !== teller);
    const before = told(receiver, "three").length;
    receiver.answer = () => ({ status: 200 });
    await vi.waitFor(() => expect(told(receiver, "three").length).toBe(before + 1), { timeout: 60_000, interval: 250 });
    await judgeUntil(() => undefined);
    await vi.waitFor(async () => expect(await states("three")).toEqual([{ state: "delivered" }]));
    expect(told(receiver, "three")).toHaveLength(before + 1);
  },
);
