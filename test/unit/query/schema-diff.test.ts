import { describe, expect, test } from "vitest";
import { schemaDifference } from "#query/schema-diff.ts";
import { columnType } from "#query/schema/column-type.ts";
import { flatSchema } from "#query/schema/flat-schema.ts";
import type { SchemaField } from "#query/schema/flat-schema.ts";
import { parseTypeText } from "#query/schema/type-text.ts";

function fields(columns: Readonly<Record<string, string | null>>): readonly SchemaField[] {
  return Object.entries(columns).map(([path, type]) => ({ path, type }));
}

function classOf(before: string, after: string): string {
  return schemaDifference(fields({ x: before }), fields({ x: after })).compatibility;
}

describe("the class of a change", () => {
  test.each([
    ["nothing", { a: "int" }, { a: "int" }, "none"],
    ["the order of columns", { a: "int", b: "text" }, { b: "text", a: "int" }, "none"],
    ["a column more: old readers do not look, new ones find NULL", { a: "int" }, { a: "int", b: "text" }, "full"],
    ["a column more that may not be NULL", { a: "int" }, { a: "int", b: "text NOT NULL" }, "forward"],
    ["a column less: old readers name it", { a: "int", b: "text" }, { a: "int" }, "backward"],
    ["a wider type", { a: "int" }, { a: "bigint" }, "backward"],
    ["a narrower type", { a: "bigint" }, { a: "int" }, "forward"],
    ["another type", { a: "int" }, { a: "varchar" }, "breaking"],
    ["one wider, one narrower", { a: "int", b: "bigint" }, { a: "bigint", b: "int" }, "breaking"],
    ["one wider, one removed", { a: "int", b: "int" }, { a: "bigint" }, "backward"],
    ["one narrower, one removed", { a: "bigint", b: "int" }, { a: "int" }, "breaking"],
    ["a new name", { a: "int" }, { b: "int" }, "backward"],
    ["a type that was not said", { a: null }, { a: "int" }, "none"],
    ["a type that is not said any more", { a: "int" }, { a: "" }, "none"],
    ["everything new", {}, { a: "int" }, "full"],
    ["everything gone", { a: "int" }, {}, "backward"],
  ] as const)("%s: %j to %j is %s", (_what, before, after, expected) => {
    expect(schemaDifference(fields(before), fields(after)).compatibility).toBe(expected);
  });
});

describe("types", () => {
  test.each([
    ["int", "INTEGER"],
    ["VARCHAR", "string"],
    ["character varying(20)", "varchar(20)"],
    ["double precision", "DOUBLE"],
    ["timestamp", "timestamp without time zone"],
    ["timestamptz", "TIMESTAMP WITH TIME ZONE"],
    ["numeric(10, 2)", "DECIMAL(10,2)"],
    ["int(11)", "int"],
    ["LowCardinality(String)", "String"],
    ["array<int>", "INT[]"],
    ["struct<a:int,b:string>", 'ROW(a integer, "b" varchar)'],
    ["map<string,int>", "MAP(VARCHAR, INTEGER)"],
  ])("%s is %s by another name", (one, other) => {
    expect([classOf(one, other), classOf(other, one)]).toEqual(["none", "none"]);
  });

  test.each([
    ["smallint", "int"],
    ["int", "bigint"],
    ["int", "double"],
    ["smallint", "float"],
    ["int", "decimal(10,0)"],
    ["bigint", "decimal(19)"],
    ["int unsigned", "bigint"],
    ["float", "double"],
    ["decimal(10,2)", "decimal(12,2)"],
    ["decimal(10,2)", "decimal(12,4)"],
    ["decimal(38,9)", "numeric"],
    ["varchar(20)", "varchar(40)"],
    ["varchar(20)", "text"],
    ["date", "timestamp"],
    ["timestamp(3)", "timestamp(6)"],
    ["Int32", "Nullable(Int32)"],
    ["text NOT NULL", "text"],
    ["Int8", "Int16"],
    ["DateTime", "DateTime64(3, 'UTC')"],
    ["array<int>", "array<bigint>"],
    ["map<string,int>", "map<string,bigint>"],
  ])("%s widens to %s", (narrow, wide) => {
    expect([classOf(narrow, wide), classOf(wide, narrow)]).toEqual(["backward", "forward"]);
  });

  test.each([
    // Not without loss: 2^53 + 1 is no double.
    ["bigint", "double"],
    ["int", "float"],
    ["bigint", "decimal(18)"],
    ["decimal(10,2)", "decimal(10,4)"],
    ["int", "varchar"],
    ["timestamp", "timestamptz"],
    ["date", "timestamptz"],
    ["string", "binary"],
    ["boolean", "int"],
    // Of 64 bits in Postgres, of 8 in Arrow.
    ["int8", "bigint"],
    ["struct<a:int>", "int"],
    ["geometry", "geography"],
  ])("%s is not %s", (one, other) => {
    expect([classOf(one, other), classOf(other, one)]).toEqual(["breaking", "breaking"]);
  });
});

describe("nested fields", () => {
  test("are told by their path, listed or written in the type", () => {
    const written = fields({ id: "int", address: "struct<city:string,geo:struct<lat:double>>" });
    const listed = fields({
      id: "int",
      address: "struct",
      "address.city": "string",
      "address.geo": "struct",
      "address.geo.lat": "double",
    });
    expect(schemaDifference(written, listed)).toMatchObject({ compatibility: "none", added: [], removed: [] });
    const after = fields({ id: "int", address: "struct<city:string,zip:string,geo:struct<lat:float>>" });
    expect(schemaDifference(listed, after)).toEqual({
      compatibility: "forward",
      added: [{ path: "address.zip", type: "string", compatibility: "full" }],
      removed: [],
      changed: [{ path: "address.geo.lat", from: "double", to: "float", compatibility: "forward" }],
    });
  });

  test("within lists and maps", () => {
    const before = fields({ items: "array<struct<sku:string>>", totals: "map<string,struct<net:int>>" });
    const after = fields({ items: "array<struct<sku:string,qty:int>>", totals: "map<string,struct<net:bigint>>" });
    expect(schemaDifference(before, after)).toMatchObject({
      compatibility: "backward",
      added: [{ path: "items._element.qty" }],
      changed: [{ path: "totals.value.net", from: "int", to: "bigint" }],
    });
  });

  test("of a column that became another kind come and go with it", () => {
    expect(schemaDifference(fields({ a: "struct<b:int>" }), fields({ a: "string" }))).toEqual({
      compatibility: "breaking",
      added: [],
      removed: [],
      changed: [{ path: "a", from: "struct<b:int>", to: "string", compatibility: "breaking" }],
    });
  });
});

describe("a type's text", () => {
  test.each([
    ["decimal(10, 2)", { name: "decimal", parameters: ["10", "2"] }],
    ["timestamp(6) with time zone", { name: "timestamp with time zone", parameters: ["6"] }],
    ["map<string,array<int>>", { name: "map", parameters: ["string", "array<int>"] }],
    ["Enum8('a, b' = 1, 'c)' = 2)", { name: "Enum8", parameters: ["'a, b' = 1", "'c)' = 2"] }],
    ["  double   precision ", { name: "double precision", parameters: undefined }],
  ])("%s", (text, parsed) => {
    expect(parseTypeText(text)).toEqual(parsed);
  });

  test.each(["struct<a:int", "(((", ">", "", "<>", "array<>", "`", "x".repeat(100_000), "array<".repeat(5000)])(
    "that makes no sense is a type of its own",
    (text) => {
      expect(() => columnType(text)).not.toThrow();
      expect(flatSchema([{ path: "a", type: text }]).get("a")?.text).toBe(text);
    },
  );
});
