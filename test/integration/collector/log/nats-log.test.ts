import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AppendOutcome, LogMessage } from "#collector/log/log.ts";
import { createNatsLog } from "#collector/log/nats-log.ts";
import { startLogHarness } from "#test/support/log-harness.ts";
import type { LogHarness } from "#test/support/log-harness.ts";

let harness: LogHarness;

beforeEach(async () => {
  harness = await startLogHarness();
});

afterEach(async () => {
  await harness.stop();
});

function message(messageId: string, body: string | Uint8Array = "{}"): LogMessage {
  return { messageId, body: Buffer.from(body), headers: {} };
}

test("a message is stored with its headers; the same id again is a duplicate", async () => {
  const first = {
    ...message("a", '{"a":1}'),
    headers: { traceparent: "00-1-2-01", "Content-Type": "application/json" },
  };
  expect(await harness.log.append(first)).toEqual({ kind: "stored", duplicate: false });
  expect(await harness.log.append(first)).toEqual({ kind: "stored", duplicate: true });
  expect(await harness.log.lag()).toBe(1);
  const stored = await harness.manager.streams.getMessage(harness.events.stream, { seq: 1 });
  expect(stored?.string()).toBe('{"a":1}');
  expect(stored?.header.get("traceparent")).toBe("00-1-2-01");
  expect(stored?.header.get("Nats-Msg-Id")).toBe("a");
  expect(stored?.header.get("Tidemark-Source")).toBe("http");
});

test("a message larger than the server takes is told as such", async () => {
  const largest = harness.log.maxMessageBytes;
  expect(largest).toBeGreaterThan(8_000_000);
  expect(await harness.log.append(message("fits", Buffer.alloc(largest)))).toMatchObject({ kind: "stored" });
  const bytes = largest + 1;
  expect(await harness.log.append(message("not", Buffer.alloc(bytes)))).toEqual({ kind: "too_large", bytes });
});

test("an id or a header that NATS cannot carry is no exception", async () => {
  expect(await harness.log.append(message("a\r\nb"))).toMatchObject({ kind: "retry" });
});

test("a full stream pushes back, and takes again what is sent once there is room", async () => {
  await harness.manager.streams.update(harness.events.stream, { max_bytes: 10_000 });
  const outcomes: AppendOutcome[] = [];
  for (let i = 0; i < 20; i++) outcomes.push(await harness.log.append(message(String(i), Buffer.alloc(1000))));
  const taken = outcomes.filter(({ kind }) => kind === "stored").length;
  expect(taken).toBeGreaterThan(5);
  expect(outcomes[19]).toMatchObject({ kind: "retry", cause: { message: expect.stringMatching(/maximum bytes/) } });
  const { state } = await harness.manager.streams.info(harness.events.stream);
  expect(state.messages).toBe(taken);
  await harness.manager.streams.update(harness.events.stream, { max_bytes: 100_000 });
  expect(await harness.log.append(message("19", Buffer.alloc(1000)))).toEqual({ kind: "stored", duplicate: false });
});

test("too many in flight: told at once, and the others are stored", async () => {
  const log = createNatsLog({ ...harness, maxInFlight: { messages: 10, bytes: 1_000_000 } });
  const outcomes = await Promise.all(Array.from({ length: 30 }, (_, i) => log.append(message(String(i)))));
  expect(outcomes.filter(({ kind }) => kind === "stored")).toHaveLength(10);
  expect(outcomes[29]).toMatchObject({ kind: "retry", cause: { message: expect.stringMatching(/too many/) } });
  await log.close();
  expect(await log.append(message("late"))).toMatchObject({ kind: "retry" });
});

test("without a server: retry within the time, an unknown lag, and no message twice afterwards", async () => {
  const log = createNatsLog({ ...harness, publishTimeoutMs: 500 });
  process.kill(harness.server.pid, "SIGSTOP");
  // On a busy machine its threads run on for a moment.
  await expect.poll(async () => stateOf(harness.server.pid)).toBe("T");
  expect(await log.append(message("a"))).toMatchObject({ kind: "retry" });
  process.kill(harness.server.pid, "SIGCONT");
  // The server has it all the same: sent again, it is a duplicate.
  await vi.waitFor(async () => expect(await log.append(message("a"))).toEqual({ kind: "stored", duplicate: true }));

  await harness.server.kill();
  await vi.waitFor(() => expect(harness.link.up).toBe(false));
  const started = performance.now();
  expect(await log.append(message("b"))).toMatchObject({ kind: "retry" });
  expect(performance.now() - started).toBeLessThan(100);
  expect(await log.lag()).toBeNull();
  await expect(
    log.appendDeadLetter({
      raw: Buffer.from("x"),
      reason: "not_json",
      stage: "decode",
      detail: "",
      source: "http",
      receivedAt: new Date(),
    }),
  ).rejects.toThrow(/not connected/);

  await harness.server.restart();
  await vi.waitFor(() => expect(harness.link.up).toBe(true), 10_000);
  expect(await log.append(message("b"))).toEqual({ kind: "stored", duplicate: false });
});

test("every message confirmed before kill -9 is there after it", async () => {
  const confirmed = new Set<string>();
  let next = 0;
  const enough = new AbortController();
  const publishers = Array.from({ length: 50 }, async () => {
    while (!enough.signal.aborted) {
      const id = String(next++);
      const outcome = await harness.log.append(message(id, JSON.stringify({ id })));
      if (outcome.kind === "stored") confirmed.add(id);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  for (let round = 0; round < 3; round++) {
    const before = confirmed.size;
    await vi.waitFor(() => expect(confirmed.size).toBeGreaterThan(before + 300), 10_000);
    await harness.server.kill();
    await harness.server.restart();
    await vi.waitFor(() => expect(harness.link.up).toBe(true), 10_000);
  }
  enough.abort();
  await Promise.all(publishers);

  const found = new Set<string>();
  const consumer = await harness.manager.jetstream().consumers.get(harness.events.stream, harness.events.durable);
  const { num_pending } = await consumer.info();
  for await (const received of await consumer.fetch({ max_messages: num_pending, expires: 5000 })) {
    found.add(received.json<{ id: string }>().id);
  }
  expect([...confirmed].filter((id) => !found.has(id))).toEqual([]);
  expect(confirmed.size).toBeGreaterThan(900);
});

test("a dead letter carries its bytes, its reason and its true size", async () => {
  const receivedAt = new Date("2026-01-31T07:00:00Z");
  const raw = Buffer.concat([Buffer.from([0xff, 0x00, 0x0d, 0x0a]), Buffer.alloc(9_000_000, "x")]);
  await harness.log.appendDeadLetter({
    raw,
    reason: "not_utf8",
    stage: "decode",
    detail: "at\r\nbyte 0",
    source: "http",
    receivedAt,
  });
  const stored = await harness.manager.streams.getMessage(harness.deadLetters.stream, { seq: 1 });
  expect(stored?.data.length).toBeLessThan(8_400_000);
  expect(Buffer.compare(stored?.data ?? Buffer.alloc(0), raw.subarray(0, stored?.data.length))).toBe(0);
  const header = (name: string) => stored?.header.get(name);
  expect(header("Tidemark-Raw-Bytes")).toBe(String(raw.length));
  expect(header("Tidemark-Reason")).toBe("not_utf8");
  expect(header("Tidemark-Detail")).toBe("at byte 0");
  expect(header("Tidemark-Received-At")).toBe("2026-01-31T07:00:00.000Z");
});

/** As `ps` shows it: `T` for a stopped process. Linux only. */
async function stateOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}
