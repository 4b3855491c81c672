import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { EventWriter } from "#collector/writer/event-writer.ts";
import { connectNats } from "#collector/log/nats-connection.ts";
import type { NatsLink } from "#collector/log/nats-connection.ts";
import type { Reader } from "#collector/reader/reader.ts";
import type { RowEncoder, TableColumns } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { startLogHarness, testEvent } from "#test/support/log-harness.ts";
import type { LogHarness } from "#test/support/log-harness.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const patience = { timeout: 40_000, interval: 50 };
let db: TestStore;
let harness: LogHarness;

beforeAll(async () => {
  db = await openTestStore();
  harness = await startLogHarness();
});

afterAll(async () => {
  await harness.stop();
  await db.cleanup();
});

/** A store that fails before or after it has taken the rows; the writer cannot tell which. */
class FaultyStore implements Pick<Store, "insert"> {
  down = false;
  faults = 0;
  #inserts = 0;

  async insert<C extends TableColumns>(rows: RowEncoder<C>): Promise<void> {
    const turn = this.#inserts++ % 4;
    if (this.down || turn === 1) {
      this.faults++;
      throw new Error("connection refused");
    }
    await db.store.insert(rows);
    if (turn !== 2) return;
    this.faults++;
    throw new Error("the answer was lost");
  }
}

interface Collector {
  readonly reader: Reader;
  readonly writer: EventWriter;
  readonly link: NatsLink;
}

async function startCollector(store: Pick<Store, "insert">): Promise<Collector> {
  const link = await connectNats({ url: harness.server.url, name: "collector" });
  const refuse = harness.log.appendDeadLetter.bind(harness.log);
  const limits = { lingerMs: 20, batchRows: 500, pauseMs: 200, longestDelayMs: 300 };
  const writer = new EventWriter({ store, refuse, limits });
  const reader = harness.reader({ writer, link, limits: { messages: 2000, bytes: 4_000_000 } });
  return { reader, writer, link };
}

async function stopCollector({ reader, writer, link }: Collector, timeoutMs: number): Promise<void> {
  await reader.stop(timeoutMs);
  await writer.close();
  await link.close();
}

async function stored(): Promise<number> {
  const [row] = await db.rows<{ n: number }>("SELECT toUInt32(uniqExact(event_id)) AS n FROM tidemark.events");
  return row?.n ?? -1;
}

test("duplicates, lost answers, a store that fails, servers killed, collectors stopped: each event once", async () => {
  const total = 6000;
  const store = new FaultyStore();
  const stays = await startCollector(store);
  let comesAndGoes = await startCollector(store);

  for (let round = 0; round < 3; round++) {
    const numbers = Array.from({ length: total / 3 }, (_, i) => (round * total) / 3 + i);
    // Each is sent twice without a message id, as by a producer that lost the answer.
    await Promise.all(
      numbers
        .flatMap((number) => [testEvent(number, 500), testEvent(number, 500)])
        .map((text) => harness.publish(text)),
    );
    store.down = true;
    await harness.server.kill();
    // Nothing was waited for: some of its messages are stored, some are being stored, some are not.
    await stopCollector(comesAndGoes, 50);
    store.down = false;
    await harness.server.restart();
    await vi.waitFor(() => expect(harness.link.up).toBe(true), patience);
    comesAndGoes = await startCollector(store);
  }

  await vi.waitFor(async () => expect(await harness.log.lag()).toBe(0), patience);
  expect(await stored()).toBe(total);
  const [row] = await db.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM tidemark.events FINAL");
  expect(row?.n).toBe(total);
  const [copies] = await db.rows<{ n: number }>("SELECT toUInt32(count(DISTINCT run_id)) AS n FROM tidemark.events");
  expect(copies?.n).toBe(total);
  expect(store.faults).toBeGreaterThan(5);
  await stopCollector(stays, 1000);
  await stopCollector(comesAndGoes, 1000);
}, 120_000);
