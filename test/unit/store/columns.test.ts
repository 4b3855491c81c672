import { expect, test } from "vitest";
import { RowEncoder, columnDdl, flatColumns } from "#store/columns.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import { events } from "#store/tables/events.ts";

const letter: DeadLetterRow = {
  dead_letter_id: "a",
  received_at: 1,
  source: "http",
  stage: "decode",
  reason: "not_json",
  detail: "",
  raw_bytes: 1,
  raw: Buffer.from("x"),
  redriven_at: null,
  updated_at: 1,
};

test("a nested column is an array a field", () => {
  expect(columnDdl(events.columns)).toContain("`datasets.rows` Array(Nullable(Int64))");
  expect(flatColumns(events.columns).filter(({ name }) => name.startsWith("costs."))).toHaveLength(5);
});

test("an encoder counts its rows and starts again", () => {
  const encoder = new RowEncoder(deadLetters);
  encoder.add(letter);
  encoder.add(letter);
  expect(encoder.rows).toBe(2);
  const bytes = encoder.byteLength;
  encoder.reset();
  expect([encoder.rows, encoder.byteLength]).toEqual([0, 0]);
  encoder.add(letter);
  expect(encoder.byteLength).toBe(bytes / 2);
});

test("a row that cannot be written leaves no trace", () => {
  const encoder = new RowEncoder(deadLetters);
  encoder.add(letter);
  const before = Buffer.from(encoder.bytes);
  expect(() => encoder.add({ ...letter, updated_at: 0.5 })).toThrow(/not an integer/);
  expect(encoder.rows).toBe(1);
  expect(encoder.bytes.equals(before)).toBe(true);
});
