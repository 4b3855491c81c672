import { describe, expect, test } from "vitest";
import { schemaFields } from "#importers/schema-registry/formats/schema-fields.ts";
import type { SchemaType } from "#importers/schema-registry/formats/schema-fields.ts";

const textOf = (each: unknown): string => (typeof each === "string" ? each : JSON.stringify(each));
const record = (...list: readonly object[]) => ({ type: "record", name: "Order", namespace: "shop", fields: list });

function fields(type: SchemaType, schema: unknown, references: readonly unknown[] = [], message?: string) {
  const text = { type, text: textOf(schema), references: references.map(textOf), ...(message && { message }) };
  return schemaFields("test", text);
}
const typed = (type: SchemaType, schema: unknown) => fields(type, schema).map((field) => `${field.name} ${field.type}`);

describe("Avro", () => {
  test("primitive and logical types; what may be null, what has a default", () => {
    const schema = record(
      { name: "id", type: "long" },
      { name: "note", type: ["null", "string"], default: null },
      { name: "count", type: "int", default: 0 },
      { name: "total", type: { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 } },
      { name: "at", type: { type: "long", logicalType: "timestamp-micros" } },
      { name: "local", type: { type: "long", logicalType: "local-timestamp-millis" } },
      { name: "state", type: { type: "enum", name: "State", symbols: ["A"] } },
      { name: "hash", type: { type: "fixed", name: "Hash", size: 16 } },
      { name: "either", type: ["int", "string"] },
    );
    expect(typed("AVRO", schema)).toEqual([
      "id long NOT NULL",
      "note Nullable(string)",
      "count int",
      "total decimal(10,2) NOT NULL",
      "at timestamptz(6) NOT NULL",
      "local timestamp(3) NOT NULL",
      "state string NOT NULL",
      "hash binary(16) NOT NULL",
      "either union<int,string> NOT NULL",
    ]);
  });

  test("records within, lists, maps, a type by its name, and one that is in itself", () => {
    const item = { type: "record", name: "Item", fields: [{ name: "sku", type: "string", doc: "of the shop" }] };
    const schema = record(
      { name: "items", type: { type: "array", items: item } },
      { name: "gift", type: ["null", "Item"], default: null },
      { name: "counts", type: { type: "map", values: "int" } },
      { name: "replaces", type: ["null", "shop.Order"], default: null },
    );
    const sku = { name: "sku", type: "string NOT NULL", description: "of the shop" };
    expect(fields("AVRO", schema)).toEqual([
      { name: "items", type: "array NOT NULL", fields: [{ name: "_element", type: "struct", fields: [sku] }] },
      { name: "gift", type: "Nullable(struct)", fields: [sku] },
      {
        name: "counts",
        type: "map NOT NULL",
        fields: [
          { name: "key", type: "string" },
          { name: "value", type: "int" },
        ],
      },
      { name: "replaces", type: "Nullable(shop.Order)" },
    ]);
  });

  test("a type of a reference; a schema that is no record", () => {
    const address = { type: "record", name: "shop.Address", fields: [{ name: "city", type: "string" }] };
    expect(fields("AVRO", record({ name: "to", type: "Address" }), [address])).toEqual([
      { name: "to", type: "struct NOT NULL", fields: [{ name: "city", type: "string NOT NULL" }] },
    ]);
    expect(typed("AVRO", '"string"')).toEqual(["value string"]);
  });
});

describe("JSON Schema", () => {
  test("what is required, what may be null, formats, references within", () => {
    const schema = {
      type: "object",
      required: ["id", "to"],
      properties: {
        id: { type: "integer", description: "of the order" },
        total: { type: "number" },
        note: { type: ["string", "null"] },
        at: { type: "string", format: "date-time" },
        to: { $ref: "#/$defs/Address" },
        tags: { type: "array", items: { type: "string" } },
        other: { $ref: "https://example.org/other.json" },
      },
      $defs: {
        Address: { type: "object", properties: { city: { type: "string" }, next: { $ref: "#/$defs/Address" } } },
      },
    };
    expect(typed("JSON", schema)).toEqual([
      "id bigint NOT NULL",
      "total Nullable(double)",
      "note Nullable(string)",
      "at Nullable(timestamptz)",
      "to struct NOT NULL",
      "tags Nullable(array)",
      "other Nullable(https://example.org/other.json)",
    ]);
    expect(fields("JSON", schema)[0]?.description).toBe("of the order");
  });

  test("a reference's text may stand for a slash and a tilde; one to itself is told by its text", () => {
    const schema = {
      properties: { to: { $ref: "#/$defs/a~1b~0c" }, odd: { $ref: "#/$defs/odd" }, none: { $ref: "#/$defs/none" } },
      $defs: { "a/b~c": { type: "boolean" }, odd: { $ref: "#/$defs/odd" } },
    };
    expect(typed("JSON", schema)).toEqual([
      "to Nullable(boolean)",
      "odd Nullable(#/$defs/odd)",
      "none Nullable(#/$defs/none)",
    ]);
  });
});

describe("Protobuf", () => {
  const order = `syntax = "proto3";
    package shop;
    import "shop/address.proto";
    import "google/protobuf/timestamp.proto";
    message Order {
      int64 id = 1;
      optional string note = 2;
      Address to = 3;
      repeated Item items = 4;
      map<string, int32> counts = 5;
      google.protobuf.Timestamp at = 6;
      State state = 7;
      Order replaces = 8;
    }
    message Item { string sku = 1; }
    enum State { NEW = 0; }`;
  const address = `syntax = "proto3"; package shop; message Address { string city = 1; }`;

  test("the first message of the file, with its parts and what it imports", () => {
    expect(fields("PROTOBUF", order, [address]).map(({ name, type }) => `${name} ${type}`)).toEqual([
      "id bigint",
      "note Nullable(string)",
      "to struct",
      "items array",
      "counts map",
      "at timestamptz(9)",
      "state string",
      "replaces Order",
    ]);
    expect(fields("PROTOBUF", order, [address])[2]?.fields).toEqual([{ name: "city", type: "string" }]);
  });

  test("the first of a file that has it in the middle of a line", () => {
    expect(typed("PROTOBUF", 'syntax = "proto3"; message A { bool a = 1; } message B { bool b = 1; }')).toEqual([
      "a boolean",
    ]);
  });

  test("another one by its name", () => {
    expect(fields("PROTOBUF", order, [address], "shop.Item")).toEqual([{ name: "sku", type: "string" }]);
  });
});

test.each([
  ["AVRO", "{"],
  ["JSON", "nothing"],
  ["PROTOBUF", "message {"],
  ["PROTOBUF", 'syntax = "proto3";'],
] as const)("what is no %s is told: %s", (type, text) => {
  expect(() => fields(type, text)).toThrow(`test: it is no ${type}`);
});
