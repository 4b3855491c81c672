import { afterAll, beforeAll, expect, test } from "vitest";
import type { Delivered, Destination } from "#bridges/destination.ts";
import { openBridgeDestination } from "#cli/bridge-destination.ts";
import type { DeadLetterPage } from "#collector/gateway/dead-letter-desk.ts";
import { Shutdown } from "#collector/shutdown.ts";
import { createLogger } from "#collector/telemetry/logger.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";
import { runEvent } from "#test/support/openlineage-event.ts";

let nats: TestNatsServer;
let collector: TestCollector;
const shutdown = new Shutdown((name, error) => expect.fail(`${name}: ${String(error)}`));
beforeAll(async () => {
  nats = await startNatsServer({ maxPayloadBytes: 1024 * 1024 });
  collector = await startTestCollector({ env: { TIDEMARK_NATS_URL: nats.url } });
});
afterAll(async () => {
  await shutdown.run();
  await collector.close();
  await nats.stop();
});

async function open(url: string | undefined, env: Readonly<Record<string, string>> = {}): Promise<Destination> {
  const logger = createLogger({ level: "silent", format: "json", destination: process.stderr, colors: false });
  return (await openBridgeDestination({ env, url, source: "kafka", logger }, shutdown)).destination;
}

const event = (n: number, facets = {}): Buffer => Buffer.from(JSON.stringify(runEvent(n, facets)));
const kindsOf = (delivered: readonly Delivered[]): readonly string[] => delivered.map(({ kind }) => kind);

/** `reason, source` of each. */
async function deadLetters(): Promise<readonly string[]> {
  const response = await fetch(`${collector.url}/api/v1/dead-letters`);
  const { items }: DeadLetterPage = JSON.parse(await response.text());
  return items.map(({ reason, source }) => `${reason}, ${source}`).toSorted();
}

test("NATS: bytes as they came, the same one twice is one, what is no event becomes a dead letter", async () => {
  const { deliver } = await open(nats.url);
  const noText = Uint8Array.of(0xff, 0x00, 0xfe);
  const heavy = event(2, { "spark.logicalPlan": { plan: "x".repeat(2 * 1024 * 1024) } });
  const huge = Buffer.alloc(2 * 1024 * 1024, "y");
  const delivered = await Promise.all([event(1), event(1), noText, heavy, huge].map(deliver));
  expect(kindsOf(delivered)).toEqual(["stored", "stored", "stored", "stored", "refused"]);
  await expect.poll(async () => (await collector.status()).store.events, { timeout: 30_000 }).toBe(2);
  await expect.poll(deadLetters, { timeout: 30_000 }).toHaveLength(2);
  expect(await deadLetters()).toEqual(["not_utf8, nats", "too_large, kafka"]);
});

test("a gateway: the same, and its refusals are told apart from what may be mended", async () => {
  const { deliver } = await open(undefined, { TIDEMARK_URL: collector.url });
  const delivered = await Promise.all([event(3), Buffer.from("no event")].map(deliver));
  expect(delivered).toEqual([{ kind: "stored" }, { kind: "refused", reason: "not_json" }]);
  await expect.poll(async () => (await collector.status()).store.events, { timeout: 30_000 }).toBe(3);

  const elsewhere = await open(`${collector.url}/elsewhere`);
  expect(await elsewhere.deliver(event(4))).toMatchObject({ kind: "retry", cause: expect.stringContaining("404") });
  const nobody = await open("http://127.0.0.1:1");
  expect(await nobody.deliver(event(4))).toMatchObject({
    kind: "retry",
    cause: expect.stringMatching(/ECONNREFUSED|bad port/),
  });
});

test("an address of another kind is a mistake in the call", async () => {
  await expect(open("kafka://127.0.0.1")).rejects.toMatchObject({ exitCode: 2 });
});
