import { expect, test } from "vitest";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import { createDirectLog } from "#collector/log/direct-log.ts";
import type { DirectLogOptions } from "#collector/log/direct-log.ts";
import type { LogMessage } from "#collector/log/log.ts";
import { MemorySink, testEvent } from "#test/support/log-harness.ts";
import { testPipeline } from "#test/support/pipeline.ts";

function setUp(changes: Partial<DirectLogOptions> = {}) {
  const sink = new MemorySink();
  const letters: DeadLetterRow[] = [];
  const deadLetters = { write: async (rows: readonly DeadLetterRow[]) => void letters.push(...rows) };
  const log = createDirectLog({ pipeline: testPipeline(), writer: sink, deadLetters, ...changes });
  return { log, sink, letters };
}

function message(body: string, headers: Readonly<Record<string, string>> = {}): LogMessage {
  return { body: Buffer.from(body), messageId: "", headers };
}

test("an append is in the store when it is confirmed; what is refused is a dead letter", async () => {
  const { log, sink, letters } = setUp();
  const lines = `${testEvent(1)}\nnot json\n${testEvent(2)}`;
  const packed = message(lines, { "Content-Type": "application/x-ndjson" });
  expect(await log.append(packed)).toEqual({ kind: "stored", duplicate: false });
  expect(sink.rows).toHaveLength(2);
  expect(letters).toMatchObject([{ reason: "not_json", raw: Buffer.from("not json"), redriven_at: null }]);
  expect(await log.lag()).toBe(0);
});

test("a store that is down is told in time", async () => {
  const { log, sink } = setUp({ appendTimeoutMs: 50 });
  sink.goDown();
  expect(await log.append(message(testEvent(1)))).toMatchObject({ kind: "retry" });
  const letter = {
    raw: Buffer.from("x"),
    reason: "not_json",
    stage: "decode",
    detail: "",
    source: "http",
    receivedAt: new Date(),
  };
  const { log: stuck } = setUp({ appendTimeoutMs: 50, deadLetters: { write: () => new Promise(() => undefined) } });
  await expect(stuck.appendDeadLetter(letter)).rejects.toThrow(/in time/);
});

test("too many, too large, closed", async () => {
  const { log, sink } = setUp({ maxInFlight: { messages: 1, bytes: 1000 }, maxMessageBytes: 5000 });
  sink.goDown();
  const first = log.append(message(testEvent(1)));
  expect(await log.append(message(testEvent(2)))).toMatchObject({ kind: "retry" });
  expect(await log.append(message("x".repeat(5001)))).toEqual({ kind: "too_large", bytes: 5001 });
  expect(await log.lag()).toBe(1);
  const closed = log.close();
  sink.comeUp();
  await closed;
  expect(await first).toMatchObject({ kind: "stored" });
  expect(await log.append(message(testEvent(3)))).toMatchObject({ kind: "retry" });
});
