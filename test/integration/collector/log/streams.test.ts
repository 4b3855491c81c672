import { jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectNats } from "#collector/log/nats-connection.ts";
import type { NatsLink } from "#collector/log/nats-connection.ts";
import { eventsPlan } from "#collector/log/stream-plan.ts";
import { ensureStream } from "#collector/log/streams.ts";
import { trimStream } from "#collector/log/stream-trimmer.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";

let server: TestNatsServer;
let link: NatsLink;
let manager: JetStreamManager;
const plan = { ...eventsPlan, maxBytes: 1024 * 1024 };

beforeAll(async () => {
  server = await startNatsServer();
  link = await connectNats({ url: server.url, name: "test" });
  manager = await jetstreamManager(link.connection);
});

afterAll(async () => {
  await link.close();
  await server.stop();
});

beforeEach(async () => {
  for await (const { config } of manager.streams.list()) await manager.streams.delete(config.name);
});

test("the stream and its consumer are made as planned, by several collectors at once", async () => {
  const all = await Promise.all([1, 2, 3].map(() => ensureStream(manager, plan)));
  const asPlanned = { differences: [], ackWaitMs: 30_000 };
  expect(all).toEqual([asPlanned, asPlanned, asPlanned]);
  const { config } = await manager.streams.info("TIDEMARK_EVENTS");
  expect(config).toMatchObject({
    storage: "file",
    retention: "limits",
    discard: "new",
    duplicate_window: nanos(120_000),
  });
  const consumer = await manager.consumers.info("TIDEMARK_EVENTS", "tidemark-collector");
  expect(consumer.config).toMatchObject({ ack_policy: "explicit", max_deliver: -1, max_ack_pending: 131_072 });
});

test("what an operator has set up stays, and its differences are told", async () => {
  await manager.streams.add({
    name: "TIDEMARK_EVENTS",
    subjects: ["openlineage.>"],
    discard: "old",
    max_bytes: plan.maxBytes,
  });
  await manager.consumers.add("TIDEMARK_EVENTS", {
    durable_name: plan.durable,
    filter_subject: plan.subject,
    ack_policy: "explicit",
    ack_wait: nanos(5000),
    max_ack_pending: plan.maxAckPending,
  });
  const { differences: told, ackWaitMs } = await ensureStream(manager, plan);
  expect(ackWaitMs).toBe(5000);
  expect(told).toContainEqual({ where: "stream TIDEMARK_EVENTS", field: "discard", planned: '"new"', actual: '"old"' });
  expect(told.map(({ field }) => field)).toEqual(["subjects", "discard", "max_age", "ack_wait"]);
  const { config } = await manager.streams.info("TIDEMARK_EVENTS");
  expect(config).toMatchObject({ subjects: ["openlineage.>"], discard: "old" });
});

test("a subject that belongs to another stream is an error that names it", async () => {
  await manager.streams.add({ name: "THEIRS", subjects: ["openlineage.*"] });
  await expect(ensureStream(manager, plan)).rejects.toThrow(/belongs to the stream THEIRS/);
});

test("a plan too large for the disk is halved until it fits, and that is told", async () => {
  const { differences: told } = await ensureStream(manager, { ...plan, maxBytes: 2 ** 50 });
  expect(told.map(({ field }) => field)).toEqual(["max_bytes"]);
});

test("a full stream is trimmed of what is acknowledged, and of nothing else", async () => {
  await ensureStream(manager, plan);
  const body = new Uint8Array(10_000);
  for (let i = 0; i < 90; i++) await link.connection.request(plan.subject, body);
  expect(await trimStream(manager, plan.stream)).toBe(0);

  const consumer = await manager.jetstream().consumers.get(plan.stream, plan.durable);
  const messages = await consumer.fetch({ max_messages: 10, expires: 1000 });
  for await (const message of messages) await message.ackAck();
  expect(await trimStream(manager, plan.stream)).toBe(10);

  const rest = await consumer.fetch({ max_messages: 80, expires: 1000 });
  for await (const message of rest) await message.ackAck();
  const trimmed = await trimStream(manager, plan.stream);
  expect(trimmed).toBeGreaterThan(10);
  const { state } = await manager.streams.info(plan.stream);
  expect(state.bytes).toBeLessThanOrEqual(plan.maxBytes * 0.5);
  expect(state.bytes).toBeGreaterThan(plan.maxBytes * 0.4);
});

test("an operator's full stream is never trimmed", async () => {
  await manager.streams.add({ name: plan.stream, subjects: [plan.subject], max_bytes: 20_000, discard: "new" });
  await link.connection.request(plan.subject, new Uint8Array(15_000));
  const consumer = await manager.consumers.add(plan.stream, { durable_name: "d", ack_policy: "none" });
  expect(consumer.num_pending).toBe(1);
  expect(await trimStream(manager, plan.stream)).toBe(0);
});
