import { expect, test } from "vitest";
import { deadLetterRow, refuse } from "#collector/dead-letters/dead-letter-row.ts";
import { DeadLetterWriter } from "#collector/dead-letters/dead-letter-writer.ts";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import type { RowEncoder, TableColumns } from "#store/columns.ts";

class CountingStore {
  readonly inserts: number[] = [];
  failures = 0;
  gate: Promise<void> = Promise.resolve();

  async insert<C extends TableColumns>(rows: RowEncoder<C>): Promise<void> {
    await this.gate;
    if (this.failures-- > 0) throw new Error("down");
    this.inserts.push(rows.rows);
  }
}

function row(text: string): DeadLetterRow {
  const raw = Buffer.from(text);
  const letter = { raw, reason: "not_json", stage: "decode", detail: "", source: "http", receivedAt: new Date() };
  return deadLetterRow(refuse(letter, new Date()));
}

test("what comes during an insert goes with the next one", async () => {
  const store = new CountingStore();
  const open = Promise.withResolvers<void>();
  store.gate = open.promise;
  const writer = new DeadLetterWriter({ store });
  const first = writer.write([row("a")]);
  await Promise.resolve();
  const others = Array.from({ length: 100 }, (_, i) => writer.write([row(String(i))]));
  open.resolve();
  await Promise.all([first, ...others]);
  expect(store.inserts.reduce((sum, rows) => sum + rows)).toBe(101);
  expect(store.inserts.length).toBeLessThanOrEqual(2);
  await writer.close();
});

test("a failed insert is tried again, and told", async () => {
  const store = new CountingStore();
  store.failures = 2;
  const told: unknown[] = [];
  const writer = new DeadLetterWriter({ store, longestWaitMs: 5, onFailure: (error) => told.push(error) });
  await writer.write([row("a")]);
  expect(store.inserts).toEqual([1]);
  expect(told).toHaveLength(2);
  await writer.close();
});

test("room ends at its bytes; closing gives up what the store does not take", async () => {
  const store = new CountingStore();
  store.failures = Infinity;
  const writer = new DeadLetterWriter({ store, longestWaitMs: 5 });
  const large = row("x".repeat(17 * 1024 * 1024));
  const write = writer.write([large]);
  let ready = false;
  const waiting = writer.ready().then(() => (ready = true));
  await Promise.resolve();
  expect(ready).toBe(false);
  const given = expect(write).rejects.toThrow();
  await writer.close(20);
  await given;
  await waiting;
  await expect(writer.write([large])).rejects.toThrow(/closed/);
});
