import { connect } from "@nats-io/transport-node";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openNatsPositions } from "#bridges/kinesis/positions.ts";
import type { BridgeNats } from "#cli/bridge-destination.ts";
import { takeTurn } from "#cli/bridge-turn.ts";
import { createLogger } from "#collector/telemetry/logger.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";
import { tidemark } from "#test/support/command.ts";

let server: TestNatsServer;
let connection: NatsConnection;
let nats: BridgeNats;
beforeAll(async () => {
  server = await startNatsServer();
  connection = await connect({ servers: server.url });
  nats = { connection, replicas: 1 };
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

const logger = createLogger({ level: "silent", format: "json", destination: process.stderr, colors: false });

const open = (group: string) => openNatsPositions({ ...nats, prefix: `kinesis.eu-central-1.1.orders.1.${group}` });

test("how far each shard was read is kept, for each reader apart", async () => {
  const positions = await open("tidemark");
  expect(await positions.of("shardId-000000000000")).toBeUndefined();
  await positions.set("shardId-000000000000", {
    kind: "after",
    sequenceNumber: "49590338271490256608559692538361571095",
  });
  await positions.set("shardId-000000000001", { kind: "end" });
  const again = await open("tidemark");
  expect(await again.of("shardId-000000000000")).toMatchObject({
    sequenceNumber: "49590338271490256608559692538361571095",
  });
  expect(await again.of("shardId-000000000001")).toEqual({ kind: "end" });
  expect(await (await open("other")).of("shardId-000000000000")).toBeUndefined();
});

test("one bridge reads a stream, and another takes over when it has ended", async () => {
  const never = new AbortController();
  const options = { nats, key: "kinesis.orders", logger, signal: never.signal };
  const first = await takeTurn(options);
  let isTaken = false;
  const second = takeTurn(options).then((turn) => {
    isTaken = true;
    return turn;
  });
  const elsewhere = await takeTurn({ ...options, key: "kinesis.refunds" });
  expect([isTaken, first.signal.aborted]).toEqual([false, false]);
  await first.close();
  expect(first.signal.aborted).toBe(true);
  await Promise.all([(await second).close(), elsewhere.close()]);
}, 60_000);

test("who waits for its turn can be told to stop", async () => {
  const stop = new AbortController();
  const options = { nats, key: "kinesis.carts", logger };
  const first = await takeTurn({ ...options, signal: new AbortController().signal });
  const waiting = takeTurn({ ...options, signal: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toThrow();
  await first.close();
});

test.each([
  [["kinesis", "--stream", "a/b"], "--stream is the name of a stream"],
  [["kinesis", "--stream", "orders", "--group", "a.b"], "--group is of letters"],
  [["kinesis", "--stream", "orders", "--url", "http://127.0.0.1:1"], "kept in NATS: set TIDEMARK_NATS_URL"],
  [["kinesis"], "'--stream <stream>' not specified"],
  [["pubsub", "--subscription", "projects/shop/topics/orders"], "--subscription is a name, or"],
  [["kafka", "--brokers", "kafka", "--topic", "t"], "--brokers is host:port"],
])("tidemark bridge %o is a mistake in the call", async (argv, words) => {
  expect(await tidemark(["bridge", ...argv])).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});
