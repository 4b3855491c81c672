import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  RowEncoder,
  array,
  bool,
  columnDdl,
  float,
  integer,
  label,
  nested,
  nullable,
  payload,
  string,
  time,
} from "#store/columns.ts";
import type { Row, Table, TableColumns } from "#store/columns.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const sample = {
  name: "tidemark.sample",
  columns: {
    n: integer,
    text: string,
    name: label,
    bytes: payload,
    at: time,
    number: float,
    flag: bool,
    maybe: nullable(integer),
    maybe_at: nullable(time),
    maybe_number: nullable(float),
    texts: array(string),
    names: array(label),
    items: nested({ name: label, value: nullable(integer), part: float, yes: bool }),
  },
} as const satisfies Table<TableColumns>;

type Sample = Row<typeof sample.columns>;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "binary", minLength: 60, maxLength: 70 }),
  fc.string({ unit: "grapheme-ascii", minLength: 120, maxLength: 300 }),
);
const int = fc.oneof(fc.maxSafeInteger(), fc.integer());
/** DateTime64(6): the years 1900 to 2299. */
const instant = fc.integer({ min: -2_208_988_800_000_000, max: Number.MAX_SAFE_INTEGER });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

const row: fc.Arbitrary<Omit<Sample, "n">> = fc.record({
  text,
  name: text,
  bytes: fc.uint8Array({ maxLength: 300 }),
  at: instant,
  number,
  flag: fc.boolean(),
  maybe: fc.option(int),
  maybe_at: fc.option(instant),
  maybe_number: fc.option(number),
  texts: fc.array(text, { maxLength: 4 }),
  names: fc.array(text, { maxLength: 4 }),
  items: fc.array(fc.record({ name: text, value: fc.option(int), part: number, yes: fc.boolean() }), { maxLength: 4 }),
});

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
  await opened.store.engine.run(
    `CREATE TABLE ${sample.name} (${columnDdl(sample.columns)}) ENGINE = MergeTree ORDER BY n`,
  );
});
afterAll(async () => {
  await opened.cleanup();
});

/** Texts and bytes as base64, integers and times as decimal text: what JSON cannot blur. */
const readBack = `SELECT base64Encode(text) AS text, base64Encode(name) AS name, base64Encode(bytes) AS bytes,
  toString(toUnixTimestamp64Micro(at)) AS at, number, flag, toString(maybe) AS maybe,
  toString(toUnixTimestamp64Micro(maybe_at)) AS maybe_at, maybe_number,
  arrayMap(x -> base64Encode(x), texts) AS texts, arrayMap(x -> base64Encode(x), names) AS names,
  arrayMap(x -> base64Encode(x), items.name) AS item_names, arrayMap(x -> toString(x), items.value) AS item_values,
  items.part AS item_parts, items.yes AS item_flags
  FROM ${sample.name} ORDER BY n`;

function base64(value: string | Uint8Array): string {
  return Buffer.from(value).toString("base64");
}

function decimal(value: number | null): string | null {
  return value === null ? null : String(value);
}

function expected(given: Omit<Sample, "n">): unknown {
  return {
    text: base64(given.text),
    name: base64(given.name),
    bytes: base64(given.bytes),
    at: String(given.at),
    number: given.number,
    flag: given.flag,
    maybe: decimal(given.maybe),
    maybe_at: decimal(given.maybe_at),
    maybe_number: given.maybe_number,
    texts: given.texts.map(base64),
    names: given.names.map(base64),
    item_names: given.items.map(({ name }) => base64(name)),
    item_values: given.items.map(({ value }) => decimal(value)),
    item_parts: given.items.map(({ part }) => part),
    item_flags: given.items.map(({ yes }) => yes),
  };
}

test("what is encoded and inserted is what the engine has", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      await opened.store.engine.run(`TRUNCATE TABLE ${sample.name}`);
      const encoder = new RowEncoder(sample);
      for (const [n, given] of rows.entries()) encoder.add({ n, ...given });
      await opened.store.insert(encoder);
      // JSON has no negative zero; the engine's bits are the same.
      const plain: unknown = JSON.parse(JSON.stringify(rows.map(expected)));
      expect(JSON.parse(JSON.stringify(await opened.rows(readBack)))).toEqual(plain);
    }),
    { numRuns: 40 },
  );
}, 60_000);
