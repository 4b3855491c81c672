import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { Delivery } from "#collector/reader/delivery.ts";
import { Outstanding } from "#collector/reader/outstanding.ts";

const replies: string[] = [];

function delivery(bytes: number, reply = "$JS.ACK.S.C.1.7.7.1769842800123456789.0"): Delivery {
  const connection: Pick<NatsConnection, "publish" | "isClosed" | "isDraining"> = {
    isClosed: () => false,
    isDraining: () => false,
    publish: (_subject, payload) => void replies.push(Buffer.from(payload ?? "").toString()),
  };
  const message: Pick<Msg, "data"> = { data: new Uint8Array(bytes) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it uses nothing else of them
  return new Delivery(connection as NatsConnection, message as Msg, reply);
}

beforeEach(() => {
  replies.length = 0;
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("the reply subject tells the time and the count, with and without a domain", () => {
  const old = delivery(1, "$JS.ACK.S.C.3.7.9.1769842800123456789.5");
  const recent = delivery(1, "$JS.ACK.hub.ACCOUNT.S.C.3.7.9.1769842800123456789.5.random");
  for (const { deliveryCount, receivedAt } of [old, recent]) {
    expect({ deliveryCount, receivedAt }).toEqual({ deliveryCount: 3, receivedAt: 1769842800123456 });
  }
});

test("room is waited for, and comes with acknowledgements", async () => {
  const outstanding = new Outstanding({ messages: 10, bytes: 1000 }, 30_000);
  const held = [delivery(400), delivery(400)];
  for (const one of held) outstanding.add(one);
  expect(outstanding.room).toEqual({ messages: 8, bytes: 200 });
  let roomy = false;
  const waiting = outstanding.roomFor({ messages: 1, bytes: 300 }).then(() => (roomy = true));
  await Promise.resolve();
  expect(roomy).toBe(false);
  for (const one of held.slice(1)) outstanding.ack(one);
  await waiting;
  // More than half is never waited for.
  await outstanding.roomFor({ messages: 100, bytes: 100_000 });
  expect(replies).toEqual(["+ACK"]);
});

test("what is held long is claimed anew, and given back at the end", () => {
  const outstanding = new Outstanding({ messages: 10, bytes: 1000 }, 30_000);
  outstanding.add(delivery(1));
  vi.advanceTimersByTime(14_000);
  expect(replies).toEqual(["+WPI"]);
  vi.advanceTimersByTime(30_000);
  expect(replies.length).toBeGreaterThanOrEqual(3);
  replies.length = 0;
  const second = delivery(1);
  outstanding.add(second);
  outstanding.giveBack(second, 250);
  outstanding.close();
  expect(replies).toEqual(['-NAK {"delay":250000000}', '-NAK {"delay":0}']);
  vi.advanceTimersByTime(60_000);
  expect(replies).toHaveLength(2);
});
