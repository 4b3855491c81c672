import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EventWriter } from "#collector/writer/event-writer.ts";
import type { EventWriterLimits } from "#collector/writer/event-writer-options.ts";
import type { DeadLetter } from "#collector/log/log.ts";
import type { EventRow } from "#store/tables/events.ts";
import { eventOfSize, runEvent } from "#test/support/events.ts";
import { FaultyStore } from "#test/support/faulty-store.ts";
import { rowOf } from "#test/support/pipeline.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let engine: TestStore;

beforeAll(async () => {
  engine = await openTestStore();
});

afterAll(async () => {
  await engine.cleanup();
});

async function storedEvents(source: string): Promise<number> {
  const query = "SELECT count()::UInt32 AS events FROM tidemark.events FINAL WHERE producer = {source: String}";
  const [counted] = await engine.rows<{ events: number }>(query, { source });
  return counted?.events ?? 0;
}

/** Rows told apart from other tests' by their producer. */
function rowsOf(source: string, count: number): readonly EventRow[] {
  return Array.from({ length: count }, (_, index) => rowOf({ ...eventOfSize(2048, index), producer: source }));
}

function open(store: FaultyStore, limits: Partial<EventWriterLimits>, letters: DeadLetter[] = []): EventWriter {
  return new EventWriter({
    store,
    refuse: (letter) => Promise.resolve(void letters.push(letter)),
    limits: { lingerMs: 20, pauseMs: 50, firstDelayMs: 5, longestDelayMs: 20, ...limits },
  });
}

async function writeAll(writer: EventWriter, rows: readonly EventRow[], size: number): Promise<void> {
  const writes: Promise<void>[] = [];
  for (let from = 0; from < rows.length; from += size) {
    await writer.ready();
    writes.push(writer.write(rows.slice(from, from + size)));
  }
  await Promise.all(writes);
}

describe("into a real engine", () => {
  test("every row is there once, and as it was", async () => {
    const rows = rowsOf("test:whole", 3000);
    const writer = open(new FaultyStore(engine.store), { batchRows: 1000 });
    await writeAll(writer, [...rows, ...rows.slice(0, 500)], 37);
    await writer.close();
    expect(await storedEvents("test:whole")).toBe(3000);
    const stored = await engine.rows<{ payload: string; run_id: string; events: string }>(
      "SELECT payload, run_id FROM tidemark.events FINAL WHERE event_id = {id: String}",
      { id: rows[7]?.event_id },
    );
    expect(stored).toEqual([{ payload: Buffer.from(rows[7]?.payload ?? []).toString(), run_id: rows[7]?.run_id }]);
  });

  test("an outage in the middle loses nothing and fills no memory", async () => {
    const store = new FaultyStore(engine.store);
    const limits = { batchBytes: 300_000, bufferedBytes: 1_000_000 };
    const writer = open(store, limits);
    const rows = rowsOf("test:outage", 3000);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, writer.bufferedBytes)), 1);
    const written = writeAll(writer, rows, 50);
    await expect.poll(() => store.rows).toBeGreaterThan(0);
    store.outage = new Error("down");
    await expect.poll(() => writer.state).toBe("open");
    await expect.poll(() => writer.hasRoom).toBe(false);
    store.outage = undefined;
    await written;
    clearInterval(watch);
    await writer.close();
    expect(await storedEvents("test:outage")).toBe(3000);
    expect(most).toBeLessThan(limits.bufferedBytes + 50 * 4096);
  });

  test("a row that breaks a constraint of the table becomes a dead letter, its neighbours do not", async () => {
    const constraint = "ALTER TABLE tidemark.events ADD CONSTRAINT no_poison CHECK job_name != 'poison'";
    await engine.store.client.command({ query: constraint });
    const letters: DeadLetter[] = [];
    const writer = open(new FaultyStore(engine.store), {}, letters);
    const poison = rowOf(runEvent({ producer: "test:poison", job: { namespace: "n", name: "poison" } }));
    const rows = rowsOf("test:poison", 100).toSpliced(31, 0, poison);
    await writeAll(writer, rows, 10);
    await writer.close();
    await engine.store.client.command({ query: "ALTER TABLE tidemark.events DROP CONSTRAINT no_poison" });
    expect(letters).toMatchObject([{ raw: Uint8Array.from(poison.payload), detail: "VIOLATED_CONSTRAINT" }]);
    expect(await storedEvents("test:poison")).toBe(100);
  });
});
