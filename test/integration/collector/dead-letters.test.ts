import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startDeadLetterConsumer } from "#collector/dead-letters/dead-letter-consumer.ts";
import { deadLetterId } from "#collector/dead-letters/dead-letter-id.ts";
import { DeadLetterWriter } from "#collector/dead-letters/dead-letter-writer.ts";
import { redrive } from "#collector/dead-letters/redrive.ts";
import { EventWriter } from "#collector/writer/event-writer.ts";
import { createDirectLog } from "#collector/log/direct-log.ts";
import type { EventLog, LogMessage } from "#collector/log/log.ts";
import type { Reader } from "#collector/reader/reader.ts";
import { startLogHarness, testEvent } from "#test/support/log-harness.ts";
import type { LogHarness } from "#test/support/log-harness.ts";
import { testPipeline } from "#test/support/pipeline.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const patience = { timeout: 20_000, interval: 50 };
let db: TestStore;
let harness: LogHarness;
let writer: EventWriter;
let deadLetterWriter: DeadLetterWriter;
let consumer: ReturnType<typeof startDeadLetterConsumer>;
let reader: Reader;

interface Stored {
  readonly id: string;
  readonly reason: string;
  readonly stage: string;
  readonly source: string;
  readonly hex: string;
  readonly size: number;
  readonly open: number;
}

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(async () => {
  await db.cleanup();
});

beforeEach(async () => {
  harness = await startLogHarness();
  writer = new EventWriter({
    store: db.store,
    refuse: (letter) => harness.log.appendDeadLetter(letter),
    limits: { lingerMs: 20 },
  });
  deadLetterWriter = new DeadLetterWriter({ store: db.store });
  const { link, deadLetters: plan } = harness;
  consumer = startDeadLetterConsumer({ link, ensure: () => harness.ensure(), plan, writer: deadLetterWriter });
  reader = harness.reader({ writer });
});

afterEach(async () => {
  await reader.stop();
  await consumer.stop();
  await writer.close();
  await deadLetterWriter.close();
  await harness.stop();
  await db.store.client.command({ query: "TRUNCATE TABLE tidemark.events" });
  await db.store.client.command({ query: "TRUNCATE TABLE tidemark.dead_letters" });
});

function storedLetters(): Promise<readonly Stored[]> {
  return db.rows<Stored>(
    `SELECT dead_letter_id AS id, reason, stage, source, lower(hex(raw)) AS hex, toUInt32(raw_bytes) AS size,
      redriven_at IS NULL AS open FROM tidemark.dead_letters FINAL ORDER BY id`,
  );
}

async function eventCount(): Promise<number> {
  const [row] = await db.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM tidemark.events FINAL");
  return row?.n ?? -1;
}

test("each bad input on NATS ends among the dead letters with its bytes, and the good ones are stored", async () => {
  const deep = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
  const bad: Readonly<Record<string, Uint8Array>> = {
    not_json: Buffer.from('{"eventType": "START",'),
    not_utf8: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x22, 0x3a, 0x31, 0x7d]),
    not_an_object: Buffer.from("42"),
    too_deep: Buffer.from(deep),
    forbidden_key: Buffer.from(testEvent(1).replace("{", '{"__proto__":{"a":1},')),
    invalid_time: Buffer.from(testEvent(2).replace("2026-01-31", "yesterday")),
    invalid_job: Buffer.from(testEvent(3).replace('"namespace":', '"nmspc":')),
    invalid_run: Buffer.from(testEvent(4).replace('"run-4"', '{"id":4}')),
  };
  await Promise.all(Object.values(bad).map((body) => harness.publish(body)));
  await Promise.all([10, 11, 12].map((number) => harness.publish(testEvent(number))));

  await vi.waitFor(async () => expect(await storedLetters()).toHaveLength(8), patience);
  await vi.waitFor(async () => expect(await eventCount()).toBe(3), patience);
  for (const { id, reason, hex, size, stage, source } of await storedLetters()) {
    const sent = bad[reason];
    expect(sent, reason).toBeDefined();
    expect(hex).toBe(Buffer.from(sent ?? []).toString("hex"));
    expect(size).toBe(sent?.length);
    expect(id).toBe(deadLetterId(sent ?? Buffer.alloc(0)));
    expect(["decode", "validate"]).toContain(stage);
    expect(source).toBe("nats");
  }
  await vi.waitFor(async () => expect(await harness.log.lag()).toBe(0), patience);
});

test("a bad line of a packed message harms no other line; bytes sent again make no second letter", async () => {
  const lines = [testEvent(1), "not json", testEvent(2), "not json"].join("\n");
  await harness.publish(lines, { "Content-Type": "application/x-ndjson" });
  await harness.publish("not json");
  await vi.waitFor(async () => expect(await eventCount()).toBe(2), patience);
  await vi.waitFor(async () => expect(await harness.log.lag()).toBe(0), patience);
  await vi.waitFor(async () => expect(await storedLetters()).toHaveLength(1), patience);
});

test("a flood of bad messages is written in few inserts and loses none", async () => {
  await reader.stop();
  const bodies = Array.from({ length: 3000 }, (_, i) => `bad ${i}`);
  await Promise.all(bodies.map((body) => harness.publish(body)));
  reader = harness.reader({ writer });
  await vi.waitFor(async () => expect(await storedLetters()).toHaveLength(3000), patience);
  await vi.waitFor(async () => expect(await harness.log.lag()).toBe(0), patience);
});

test("redriven: what is good by now is stored, what is bad still comes back as open", async () => {
  const good = Buffer.from(testEvent(7));
  const letter = { reason: "invalid_job", stage: "validate", detail: "", source: "http", receivedAt: new Date() };
  await harness.log.appendDeadLetter({ ...letter, raw: good });
  await harness.log.appendDeadLetter({ ...letter, raw: Buffer.from("still bad") });
  await harness.log.appendDeadLetter({ ...letter, raw: Buffer.from([0xff, 0x00, 0xfe]), reason: "not_utf8" });
  await vi.waitFor(async () => expect(await storedLetters()).toHaveLength(3), patience);

  const ports = { store: db.store, log: harness.log, writer: deadLetterWriter };
  expect(await redrive(ports, { reason: "invalid_job" })).toEqual({
    redriven: 2,
    impossible: 0,
    left: 0,
    cause: undefined,
  });

  await vi.waitFor(async () => expect(await eventCount()).toBe(1), patience);
  const open = async () => new Map((await storedLetters()).map((stored) => [stored.hex, stored.open]));
  await vi.waitFor(async () => {
    const now = await open();
    expect(now.get(good.toString("hex"))).toBe(0);
    expect(now.get(Buffer.from("still bad").toString("hex"))).toBe(1);
    expect(now.get("ff00fe")).toBe(1);
  }, patience);
  const reasons = new Map((await storedLetters()).map(({ hex, reason }) => [hex, reason]));
  expect(reasons.get(Buffer.from("still bad").toString("hex"))).toBe("not_json");

  // By id it goes again, even though it was redriven.
  expect(await redrive(ports, { ids: [deadLetterId(good)] })).toMatchObject({ redriven: 1 });
  expect(await redrive(ports, { receivedBefore: new Date(0) })).toMatchObject({ redriven: 0 });
});

test("a letter of which only a part was kept is not redriven; one the log does not take stays open", async () => {
  const letter = { reason: "not_json", stage: "decode", detail: "", source: "http", receivedAt: new Date() };
  await harness.log.appendDeadLetter({ ...letter, raw: Buffer.alloc(9_000_000, "x") });
  await harness.log.appendDeadLetter({ ...letter, raw: Buffer.from("a") });
  await vi.waitFor(async () => expect(await storedLetters()).toHaveLength(2), patience);
  const down: Pick<EventLog, "append"> = { append: () => Promise.resolve({ kind: "retry", cause: new Error("down") }) };
  const report = await redrive({ store: db.store, log: down, writer: deadLetterWriter }, {});
  expect(report).toEqual({ redriven: 0, impossible: 1, left: 1, cause: "down" });
  expect((await storedLetters()).every(({ open }) => open === 1)).toBe(true);
});

function messageOf(body: string): LogMessage {
  return { body: Buffer.from(body), messageId: "", headers: {} };
}

test("without NATS the log is the store: events, dead letters and redrive go the same way", async () => {
  const log = createDirectLog({ pipeline: testPipeline(), writer, deadLetters: deadLetterWriter });
  expect(await log.append(messageOf(testEvent(1)))).toEqual({ kind: "stored", duplicate: false });
  expect(await eventCount()).toBe(1);
  expect(await log.append(messageOf("bad"))).toEqual({ kind: "stored", duplicate: false });
  expect(await storedLetters()).toMatchObject([{ reason: "not_json", source: "http", open: 1 }]);
  const ports = { store: db.store, log, writer: deadLetterWriter };
  expect(await redrive(ports, {})).toMatchObject({ redriven: 1 });
  // Refused once more, so open once more.
  expect(await storedLetters()).toMatchObject([{ reason: "not_json", open: 1 }]);
  await log.close();
});
