import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectNats } from "#collector/log/nats-connection.ts";
import type { Pipeline } from "#collector/pipeline.ts";
import type { ReadBatch } from "#collector/reader/reader-options.ts";
import { MemorySink, startLogHarness, testEvent } from "#test/support/log-harness.ts";
import type { LogHarness } from "#test/support/log-harness.ts";
import { testPipeline } from "#test/support/pipeline.ts";

let harness: LogHarness;
const patience = { timeout: 20_000, interval: 20 };

beforeEach(async () => {
  harness = await startLogHarness();
});

afterEach(async () => {
  await harness.stop();
});

async function publishMany(count: number, from = 0): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => harness.publish(testEvent(from + i, 2000))));
}

function acknowledged(): Promise<unknown> {
  return vi.waitFor(async () => expect(await harness.log.lag()).toBe(0), patience);
}

test("events published before and after the start are stored, then acknowledged", async () => {
  const sink = new MemorySink();
  await publishMany(500);
  const batches: ReadBatch[] = [];
  const reader = harness.reader({ writer: sink, hooks: { onBatch: (batch) => batches.push(batch) } });
  await publishMany(500, 500);
  await acknowledged();
  expect(sink.eventIds.size).toBe(1000);
  expect(sink.rows).toHaveLength(1000);
  expect(batches.reduce((sum, { messages }) => sum + messages, 0)).toBe(1000);
  // Written in groups: a promise a message would show here.
  expect(batches.length).toBeLessThan(500);
  await reader.stop();
});

test("received_at is the stream's time, the source is that of the header", async () => {
  const sink = new MemorySink();
  await harness.publish(testEvent(1));
  await harness.publish(testEvent(2), { "Tidemark-Source": "http" });
  const stored = await harness.manager.streams.getMessage(harness.events.stream, { seq: 1 });
  const reader = harness.reader({ writer: sink });
  await acknowledged();
  expect(sink.rows.map(({ source }) => source)).toEqual(["nats", "http"]);
  expect(Math.floor((sink.rows[0]?.received_at ?? 0) / 1000)).toBe(stored?.time.getTime());
  await reader.stop();
});

test("packed messages, and trace contexts", async () => {
  const sink = new MemorySink();
  const traces: string[] = [];
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const reader = harness.reader({
    writer: sink,
    hooks: { onTrace: (context) => traces.push(context.traceparent) },
  });
  const lines = Array.from({ length: 64 }, (_, i) => testEvent(i)).join("\n");
  await harness.publish(lines, { "Content-Type": "application/x-ndjson", traceparent });
  await harness.publish(`[${testEvent(64)},${testEvent(65)}]`);
  await acknowledged();
  expect(sink.eventIds.size).toBe(66);
  expect(traces).toEqual([traceparent]);
  await reader.stop();
});

test("while the store is down nothing is lost, acknowledged or piled up; then all is stored", async () => {
  const sink = new MemorySink();
  sink.goDown();
  const limits = { messages: 200, bytes: 16 * 1024 * 1024 };
  const reader = harness.reader({ writer: sink, limits });
  sink.comeUp();
  await publishMany(100);
  await acknowledged();

  sink.goDown();
  await publishMany(1000, 100);
  // Longer than ack_wait (2 s): what is held must be claimed anew, not come a second time.
  await vi.waitFor(() => expect(sink.held).toBeGreaterThan(0), patience);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await harness.log.lag()).toBe(1000);
  expect(sink.mostHeld).toBeLessThanOrEqual(limits.messages);
  const info = await harness.manager.consumers.info(harness.events.stream, harness.events.durable);
  expect(info.num_redelivered).toBe(0);

  sink.comeUp();
  await acknowledged();
  expect(sink.rows).toHaveLength(1100);
  expect(sink.eventIds.size).toBe(1100);
  await reader.stop();
});

test("kill -9 of nats-server in the middle: it goes on by itself and stores all", async () => {
  const sink = new MemorySink();
  const reader = harness.reader({ writer: sink });
  for (let round = 0; round < 3; round++) {
    // A server that has just started takes connections before its streams; a client sends again.
    const events = Array.from({ length: 1000 }, (_, i) => testEvent(round * 1000 + i, 2000));
    await Promise.all(events.map((event) => vi.waitFor(() => harness.publish(event), patience)));
    await harness.server.kill();
    await harness.server.restart();
    await vi.waitFor(() => expect(harness.link.up).toBe(true), patience);
  }
  await vi.waitFor(() => expect(sink.eventIds.size).toBe(3000), patience);
  await acknowledged();
  await reader.stop();
});

test("a deleted consumer, then a deleted stream, are made again", async () => {
  const sink = new MemorySink();
  const problems: string[] = [];
  const reader = harness.reader({ writer: sink, hooks: { onProblem: (cause) => problems.push(cause) } });
  await publishMany(10);
  await acknowledged();

  await harness.manager.consumers.delete(harness.events.stream, harness.events.durable);
  await vi.waitFor(() => expect(problems.join()).toMatch(/consumer deleted/i), patience);
  await publishMany(10, 10);
  await vi.waitFor(() => expect(sink.eventIds.size).toBe(20), patience);

  await harness.manager.streams.delete(harness.events.stream);
  await vi.waitFor(() => harness.publish(testEvent(20)), patience);
  await vi.waitFor(() => expect(sink.eventIds.size).toBe(21), patience);
  await reader.stop();
});

test("two collectors share the consumer, each message to one of them but for what a slow machine is sent again", async () => {
  const [left, right] = [new MemorySink(), new MemorySink()];
  const second = await connectNats({ url: harness.server.url, name: "second" });
  const limits = { messages: 200, bytes: 1024 * 1024 };
  const readers = [harness.reader({ writer: left, limits }), harness.reader({ writer: right, limits, link: second })];
  await publishMany(4000);
  await acknowledged();
  expect(left.rows.length + right.rows.length).toBeLessThan(4400);
  expect(new Set([...left.eventIds, ...right.eventIds]).size).toBe(4000);
  expect(Math.min(left.rows.length, right.rows.length)).toBeGreaterThan(400);
  await Promise.all(readers.map((reader) => reader.stop()));
  await second.close();
});

test("a stop waits for what is being stored and gives back the rest at once", async () => {
  const sink = new MemorySink();
  const first = harness.reader({ writer: sink });
  await publishMany(100);
  await acknowledged();
  sink.goDown();
  await publishMany(100, 100);
  await vi.waitFor(() => expect(first.outstandingMessages).toBe(100), patience);
  await first.stop(100);
  expect(first.outstandingMessages).toBe(0);

  const other = new MemorySink();
  const second = harness.reader({ writer: other });
  await vi.waitFor(() => expect(other.eventIds.size).toBe(100), { timeout: 1500, interval: 20 });
  await acknowledged();
  await second.stop();
});

test("a message on which the collector crashes becomes a dead letter and stops no other", async () => {
  const sink = new MemorySink();
  const good = testPipeline();
  const pipeline: Pipeline = {
    process(message) {
      if (Buffer.from(message.body).includes("run-13")) throw new Error("bug");
      return good.process(message);
    },
  };
  const reader = harness.reader({ writer: sink, pipeline });
  await Promise.all([12, 13, 14].map((number) => harness.publish(testEvent(number))));
  await vi.waitFor(() => expect(sink.eventIds.size).toBe(2), patience);
  const dead = await vi.waitFor(
    async () => {
      const message = await harness.manager.streams.getMessage(harness.deadLetters.stream, {
        last_by_subj: harness.deadLetters.subject,
      });
      expect(message).not.toBeNull();
      return message;
    },
    { timeout: 28_000, interval: 50 },
  );
  expect(dead?.string()).toBe(testEvent(13));
  expect(dead?.header.get("Tidemark-Reason")).toBe("unexpected");
  await acknowledged();
  await reader.stop();
}, 40_000);

test("rows that cannot be written stop only their own message", async () => {
  const sink = new MemorySink();
  let refusals = 0;
  const writer = {
    ready: () => sink.ready(),
    write(rows: Parameters<MemorySink["write"]>[0]) {
      if (rows.some(({ run_id }) => run_id === "run-13") && ++refusals <= 3) throw new Error("cannot be encoded");
      return sink.write(rows);
    },
  };
  await Promise.all([12, 13, 14].map((number) => harness.publish(testEvent(number))));
  const reader = harness.reader({ writer });
  await vi.waitFor(() => expect(sink.eventIds.size).toBe(3), patience);
  expect(refusals).toBeGreaterThan(3);
  await acknowledged();
  await reader.stop();
});
