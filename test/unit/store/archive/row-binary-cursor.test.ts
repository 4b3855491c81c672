import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readArchivedEvent, writeArchivedEvent } from "#store/archive/archived-event.ts";
import type { ArchivedEvent } from "#store/archive/archived-event.ts";
import { decodeRows } from "#store/archive/row-binary-cursor.ts";
import { RowBinaryWriter } from "#store/row-binary.ts";

const event: fc.Arbitrary<ArchivedEvent> = fc.record({
  eventId: fc.string(),
  receivedAt: fc.option(
    fc.maxSafeInteger().filter((at) => at !== 0),
    { nil: undefined },
  ),
  source: fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
  reception: fc.string({ maxLength: 300, size: "max" }),
  payload: fc.uint8Array({ maxLength: 300, size: "max" }),
});

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of sizes) yield bytes.subarray(at, (at += size));
  yield bytes.subarray(at);
}

async function all(chunks: AsyncIterable<Buffer>): Promise<readonly ArchivedEvent[]> {
  const events: ArchivedEvent[] = [];
  for await (const rows of decodeRows(chunks, readArchivedEvent)) events.push(...rows);
  return events;
}

test("rows are read as they were written, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event), fc.array(fc.nat(50)), async (events, sizes) => {
      const writer = new RowBinaryWriter(1);
      for (const each of events) writeArchivedEvent(writer, each);
      expect(await all(cut(writer.bytes, sizes))).toEqual(events);
    }),
  );
});

test("a stream that ends within a row is an error", async () => {
  const writer = new RowBinaryWriter();
  writeArchivedEvent(writer, { eventId: "1", receivedAt: 1, source: "", reception: "", payload: Buffer.from("{}") });
  await expect(all(cut(writer.bytes.subarray(0, -1), []))).rejects.toThrow("in the middle of one");
});
