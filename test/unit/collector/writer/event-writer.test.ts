import { afterEach, describe, expect, test, vi } from "vitest";
import { EventWriter, EventWriterClosed } from "#collector/writer/event-writer.ts";
import type { EventWriterHooks, EventWriterLimits } from "#collector/writer/event-writer-options.ts";
import type { DeadLetter } from "#collector/log/log.ts";
import type { EventRow } from "#store/tables/events.ts";
import { eventOfSize, runEvent } from "#test/support/events.ts";
import { FaultyStore } from "#test/support/faulty-store.ts";
import { rowOf } from "#test/support/pipeline.ts";

const row = rowOf(runEvent());
/** Quick enough for a test, in the proportions of the real ones. */
const quick = { lingerMs: 5, failures: 3, pauseMs: 20, firstDelayMs: 1, longestDelayMs: 5 };
const writers: EventWriter[] = [];

afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.close()));
});

function open(
  store: FaultyStore,
  limits: Partial<EventWriterLimits> = {},
  hooks: EventWriterHooks = {},
  refuse: (letter: DeadLetter) => Promise<void> = () => Promise.reject(new Error("nothing is refused here")),
): EventWriter {
  const writer = new EventWriter({ store, refuse, hooks, limits: { ...quick, ...limits } });
  writers.push(writer);
  return writer;
}

function rowsNamed(...names: readonly string[]): readonly EventRow[] {
  return names.map((name) => rowOf(runEvent({ job: { namespace: "n", name } })));
}

describe("group commit", () => {
  test("gathers writes into one insert, and resolves them when it is durable", async () => {
    const store = new FaultyStore();
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const writer = open(store);
    let durable = 0;
    const writes = [1, 2, 3].map(async (count) => {
      await writer.write(Array.from({ length: count }, () => row));
      durable++;
    });
    await expect.poll(() => store.underWay).toBe(1);
    expect(durable).toBe(0);
    expect(writer.bufferedRows).toBe(6);
    gate.resolve();
    await Promise.all(writes);
    expect(store.inserted.map(({ rows }) => rows)).toEqual([6]);
    expect(writer).toMatchObject({ bufferedRows: 0, bufferedBytes: 0, state: "closed" });
  });

  test("nothing to write is durable at once", async () => {
    await open(new FaultyStore()).write([]);
  });

  test("a full batch does not wait", async () => {
    const byRows = new FaultyStore();
    await open(byRows, { lingerMs: 60_000, batchRows: 3 }).write([row, row, row]);
    const byBytes = new FaultyStore();
    await open(byBytes, { lingerMs: 60_000, batchBytes: 1000 }).write([row, row, row]);
    expect([byRows.rows, byBytes.rows]).toEqual([3, 3]);
  });

  test("the longer an insert takes, the longer a batch that is not full waits, up to a limit", async () => {
    const store = new FaultyStore();
    const writer = open(store, { lingerMs: 5, lingerInserts: 3, longestLingerMs: 300 });
    const took = async (insertMs: number): Promise<number> => {
      store.gate = new Promise((resolve) => setTimeout(resolve, insertMs));
      await writer.write([row]);
      store.gate = undefined;
      const started = performance.now();
      await writer.write([row]);
      return performance.now() - started;
    };
    expect(await took(60)).toBeGreaterThan(120);
    const capped = await took(200);
    expect(capped).toBeGreaterThan(290);
    expect(capped).toBeLessThan(550);
  });

  test("so many inserts at once and no more; meanwhile what is due keeps growing", async () => {
    const store = new FaultyStore();
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const writer = open(store, { inserts: 2, batchRows: 2 });
    const writes = Array.from({ length: 4 }, () => writer.write([row, row]));
    const small = [writer.write([row])];
    await expect.poll(() => store.attempts).toBe(2);
    // Longer than the linger: the open batch is due, and has to wait.
    await new Promise((resolve) => setTimeout(resolve, quick.lingerMs * 4));
    expect(store.attempts).toBe(2);
    gate.resolve();
    await Promise.all([...writes, ...small]);
    expect(store.mostUnderWay).toBe(2);
    expect(store.inserted.map(({ rows }) => rows)).toEqual([2, 2, 2, 2, 1]);
  });

  test("buffers are used again, and each insert holds its own rows only", async () => {
    const store = new FaultyStore();
    const writer = open(store, { lingerMs: 1 });
    for (const name of ["first", "second", "third"]) await writer.write(rowsNamed(name));
    expect(store.inserted.map(({ bytes }) => /first|second|third/.exec(bytes.toString())?.[0])).toEqual([
      "first",
      "second",
      "third",
    ]);
  });

  test("tells what it inserted", async () => {
    const onInsert = vi.fn<NonNullable<EventWriterHooks["onInsert"]>>();
    await open(new FaultyStore(), {}, { onInsert }).write([row, row]);
    expect(onInsert.mock.calls).toEqual([[{ rows: 2, bytes: expect.any(Number), seconds: expect.any(Number) }]]);
    expect(onInsert.mock.calls[0]?.[0].bytes).toBeGreaterThan(2 * row.payload.length);
  });
});

describe("a store that is down", () => {
  test("loses nothing, is left alone, and is used again when it is back", async () => {
    const store = new FaultyStore();
    store.outage = new Error("connect ECONNREFUSED");
    const states: string[] = [];
    const onFailure = vi.fn<(error: Error) => void>();
    const writer = open(store, {}, { onFailure, onState: (state) => states.push(state) });
    const writes = [writer.write([row, row])];
    await expect.poll(() => states.filter((state) => state === "half-open").length).toBeGreaterThan(2);
    expect(writer.state).not.toBe("closed");
    writes.push(writer.write([row]));
    store.outage = undefined;
    await Promise.all(writes);
    expect(store.rows).toBe(3);
    expect(writer.state).toBe("closed");
    expect(states[0]).toBe("open");
    expect(states.at(-1)).toBe("closed");
    expect(onFailure.mock.lastCall?.[0].message).toBe("connect ECONNREFUSED");
  });

  test("while it is left alone, batches do not knock", async () => {
    const store = new FaultyStore();
    store.outage = new Error("down");
    const writer = open(store, { pauseMs: 60_000, inserts: 2, batchRows: 1 });
    for (let i = 0; i < 10; i++) void writer.write([row]).catch(() => undefined);
    await expect.poll(() => writer.state).toBe("open");
    const { attempts } = store;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(store.attempts).toBe(attempts);
    expect(attempts).toBeLessThanOrEqual(quick.failures + 1);
  });

  test("fills no more memory than allowed, as long as its users wait for room", async () => {
    const store = new FaultyStore();
    store.outage = new Error("down");
    const limits = { bufferedBytes: 200_000, batchBytes: 50_000 };
    const writer = open(store, limits);
    const rows = Array.from({ length: 5 }, (_, index) => rowOf(eventOfSize(2048, index)));
    const writes: Promise<void>[] = [];
    let most = 0;
    const produce = async (): Promise<void> => {
      for (let i = 0; i < 300; i++) {
        await writer.ready();
        writes.push(writer.write(rows));
        most = Math.max(most, writer.bufferedBytes);
      }
    };
    const produced = produce();
    await expect.poll(() => writer.hasRoom).toBe(false);
    const waiting = writes.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(writes).toHaveLength(waiting);
    store.outage = undefined;
    await produced;
    await Promise.all(writes);
    expect(store.rows).toBe(1500);
    expect(most).toBeLessThan(limits.bufferedBytes + 5 * 4096);
  });
});

describe("rows that the store will never take", () => {
  test("are found, and become dead letters; their neighbours are stored", async () => {
    const store = new FaultyStore();
    store.poison = "poison";
    const letters: DeadLetter[] = [];
    const onRefused = vi.fn<(letter: DeadLetter) => void>();
    const writer = open(store, {}, { onRefused }, async (letter) => void letters.push(letter));
    const names = Array.from({ length: 64 }, (_, index) =>
      index === 17 || index === 40 ? `poison-${index}` : `good-${index}`,
    );
    await Promise.all(names.map((name) => writer.write(rowsNamed(name))));
    expect(store.rows).toBe(62);
    expect(letters).toMatchObject([
      { reason: "refused_by_store", stage: "batch", detail: "VIOLATED_CONSTRAINT", source: "http" },
      { reason: "refused_by_store", stage: "batch" },
    ]);
    expect(letters.map(({ raw }) => JSON.parse(Buffer.from(raw).toString()).job.name)).toEqual([
      "poison-17",
      "poison-40",
    ]);
    expect(letters[0]?.receivedAt).toEqual(new Date(row.received_at / 1000));
    expect(onRefused).toHaveBeenCalledTimes(2);
    expect(writer.state).toBe("closed");
    expect(store.attempts).toBeLessThan(40);
  });

  test("are not acknowledged before the dead letter is durable", async () => {
    const store = new FaultyStore();
    store.poison = "poison";
    let failures = 2;
    const refuse = vi.fn<(letter: DeadLetter) => Promise<void>>(async () => {
      if (failures-- > 0) throw new Error("the log is down");
    });
    await open(store, {}, {}, refuse).write(rowsNamed("poison"));
    expect(refuse).toHaveBeenCalledTimes(3);
  });

  test("too many at once are the table's fault: the batch waits as in an outage", async () => {
    const store = new FaultyStore();
    store.poison = "n";
    const letters: DeadLetter[] = [];
    const onFailure = vi.fn<(error: Error) => void>();
    const writer = open(store, {}, { onFailure }, async (letter) => void letters.push(letter));
    const written = writer.write(Array.from({ length: 500 }, () => row));
    await expect.poll(() => onFailure.mock.calls.length).toBeGreaterThan(3);
    expect(onFailure.mock.lastCall?.[0].message).toContain("look at its table");
    expect(letters).toEqual([]);
    store.poison = undefined;
    await written;
    expect(store.rows + letters.length).toBe(500);
    expect(letters).toHaveLength(100);
  });

  test("one that cannot even be encoded is refused without its neighbours", async () => {
    const store = new FaultyStore();
    const letters: DeadLetter[] = [];
    const writer = open(store, {}, {}, async (letter) => void letters.push(letter));
    await writer.write([row, { ...row, event_time: 2 ** 60 }, row]);
    expect(store.rows).toBe(2);
    expect(letters).toMatchObject([
      { raw: row.payload, reason: "refused_by_store", detail: "it cannot be encoded: RangeError" },
    ]);
  });
});

describe("the end", () => {
  test("drain inserts at once what is there", async () => {
    const store = new FaultyStore();
    const writer = open(store, { lingerMs: 60_000 });
    const written = writer.write([row]);
    expect(await writer.drain(5_000)).toBe(true);
    await written;
    expect(store.rows).toBe(1);
  });

  test("drain says when the store did not take it in time; close then tells the writers", async () => {
    const store = new FaultyStore();
    store.outage = new Error("down");
    const writer = open(store, { lingerMs: 60_000 });
    const written = writer.write([row]);
    expect(await writer.drain(20)).toBe(false);
    await writer.close();
    await expect(written).rejects.toBeInstanceOf(EventWriterClosed);
  });

  test("close waits for the insert under way, and starts none", async () => {
    const store = new FaultyStore();
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const writer = open(store, { batchRows: 1, inserts: 1 });
    const writes = [writer.write([row]), writer.write([row])];
    const told = Promise.allSettled(writes);
    await expect.poll(() => store.underWay).toBe(1);
    let closed = false;
    const closing = writer.close().then(() => (closed = true));
    expect((await told).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(closed).toBe(false);
    gate.resolve();
    await closing;
    expect(store.attempts).toBe(1);
  });

  test("a pause that ends after close attempts nothing", async () => {
    const store = new FaultyStore();
    store.outage = new Error("down");
    const writer = open(store, { firstDelayMs: 20, longestDelayMs: 30, failures: 1000 });
    const written = writer.write([row]);
    await expect.poll(() => store.attempts).toBeGreaterThan(0);
    await writer.close();
    await expect(written).rejects.toBeInstanceOf(EventWriterClosed);
    const { attempts } = store;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(store.attempts).toBe(attempts);
  });

  test("a closed writer takes nothing, and keeps nobody waiting for room", async () => {
    const store = new FaultyStore();
    store.outage = new Error("down");
    const writer = open(store, { bufferedBytes: 1 });
    const written = writer.write([row]);
    const room = writer.ready();
    await writer.close();
    await room;
    await expect(written).rejects.toBeInstanceOf(EventWriterClosed);
    await expect(writer.write([row])).rejects.toBeInstanceOf(EventWriterClosed);
  });
});
