import { connect } from "@nats-io/transport-node";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Lease } from "#alerts/watcher/lease.ts";
import { openNatsLease } from "#alerts/watcher/nats-lease.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";

const ttlMs = 900;

let server: TestNatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

let key = "";
let number = 0;
const connections: NatsConnection[] = [];
beforeEach(() => {
  key = `watcher-${number++}`;
});
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

interface Member {
  readonly lease: Lease;
  readonly connection: NatsConnection;
  /** When it got the lease and when it lost it, by the clock of this process. */
  readonly changes: { readonly isHeld: boolean; readonly at: number }[];
}

async function member(): Promise<Member> {
  const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  connections.push(connection);
  const changes: Member["changes"] = [];
  const lease = await openNatsLease({
    connection,
    bucket: "TEST_LEASES",
    key,
    replicas: 1,
    ttlMs,
    onChange: (isHeld) => changes.push({ isHeld, at: performance.now() }),
    onProblem: () => undefined,
  });
  return { lease, connection, changes };
}

test("one of several has it, and keeps it by renewing it", async () => {
  const [first, second] = [await member(), await member()];
  const tenure = first.lease.held;
  expect(tenure).toBeDefined();
  const until = performance.now() + 2.5 * ttlMs;
  await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(until), { timeout: 10 * ttlMs });
  expect(first.lease.held).toBe(tenure);
  expect(tenure?.signal.aborted).toBe(false);
  expect(second.lease.held).toBeUndefined();
  await Promise.all([first.lease.close(), second.lease.close()]);
});

test("who gives it up lets another have it without waiting for its end", async () => {
  const [first, second] = [await member(), await member()];
  const { signal } = first.lease.held ?? {};
  await first.lease.close();
  expect(signal?.aborted).toBe(true);
  expect(first.lease.held).toBeUndefined();
  await vi.waitFor(() => expect(second.lease.held).toBeDefined(), { timeout: 2 * ttlMs });
  await second.lease.close();
});

test("who is cut off from NATS stops before another can begin", async () => {
  const [first, second] = [await member(), await member()];
  expect(first.lease.held).toBeDefined();
  await first.connection.close();
  await vi.waitFor(() => expect(second.lease.held).toBeDefined(), { timeout: 4 * ttlMs });
  const lost = first.changes.find(({ isHeld }) => !isHeld)?.at ?? Infinity;
  const begun = second.changes.find(({ isHeld }) => isHeld)?.at ?? 0;
  expect(lost).toBeLessThan(begun);
  await Promise.all([first.lease.close(), second.lease.close()]);
});

test("it outlives a restart of NATS", async () => {
  const { lease, changes } = await member();
  await server.restart();
  await vi.waitFor(() => expect(lease.held).toBeDefined(), { timeout: 20 * ttlMs });
  const last = changes.at(-1)?.isHeld;
  expect(last).toBe(true);
  await lease.close();
});

test("who may not have the bucket is told so, and starts all the same without the lease", async () => {
  const connection = await connect({ servers: server.url });
  connections.push(connection);
  const problems: unknown[] = [];
  const lease = await openNatsLease({
    connection,
    bucket: "no name of a bucket",
    key,
    replicas: 1,
    ttlMs,
    onProblem: (error) => problems.push(error),
  });
  expect([lease.held, problems.length]).toEqual([undefined, 1]);
  await lease.close();
});
