import protobuf from "protobufjs";
import { listOf, mapOf, maxDepth, nullable, structOf } from "./fields.ts";
import type { Field, FieldType } from "./fields.ts";

/**
 * The fields of a message: of the named one, else of the file's first, as registries take it. Protobuf fields may be
 * missing by nature; those that are `optional` say so.
 *
 * @param references texts of the files it imports.
 * @throws Error for what is no .proto, or has no such message.
 */
export function protobufFields(text: string, references: readonly string[], message?: string): readonly Field[] {
  const root = new protobuf.Root();
  for (const reference of references) protobuf.parse(reference, root, { keepCase: true });
  const { package: within } = protobuf.parse(text, root, { keepCase: true });
  const file = within === undefined ? root : root.lookup(within);
  const type = message === undefined ? firstMessage(file, text) : root.lookupType(message);
  return structFields(type, []);
}

/** In the order of the text: a namespace may hold messages of the files it imports, too. */
function firstMessage(file: protobuf.ReflectionObject | null, text: string): protobuf.Type {
  const messages =
    file instanceof protobuf.Namespace ? file.nestedArray.filter((each) => each instanceof protobuf.Type) : [];
  const name = /^\s*message\s+(\w+)/m.exec(text)?.[1];
  const first = messages.find((each) => each.name === name) ?? messages[0];
  if (first === undefined) throw new Error("there is no message in it");
  return first;
}

function structFields(type: protobuf.Type, inside: readonly protobuf.Type[]): readonly Field[] {
  return type.fieldsArray.map((field) => fieldOf(field, [...inside, type]));
}

function fieldOf(field: protobuf.Field, inside: readonly protobuf.Type[]): Field {
  const { name, comment } = field;
  const value = valueOf(field, inside);
  const type = field.options?.["proto3_optional"] === true ? nullable(value) : value;
  return { name, ...type, ...(comment !== null && { description: comment }) };
}

function valueOf(field: protobuf.Field, inside: readonly protobuf.Type[]): FieldType {
  const value = typeOf(field, inside);
  if (field instanceof protobuf.MapField) return mapOf(value, { type: scalars[field.keyType] ?? field.keyType });
  return field.repeated ? listOf(value) : value;
}

function typeOf(field: protobuf.Field, inside: readonly protobuf.Type[]): FieldType {
  const scalar = scalars[field.type];
  if (scalar !== undefined) return { type: scalar };
  const found = field.parent?.lookup(field.type);
  if (found instanceof protobuf.Enum) return { type: "string" };
  if (!(found instanceof protobuf.Type) || inside.includes(found) || inside.length >= maxDepth)
    return { type: field.type };
  return structOf(structFields(found, inside));
}

/** By what a value can be, not by how it is encoded. */
const scalars: Readonly<Record<string, string>> = {
  double: "double",
  float: "float",
  int32: "int",
  sint32: "int",
  sfixed32: "int",
  uint32: "uint32",
  fixed32: "uint32",
  int64: "bigint",
  sint64: "bigint",
  sfixed64: "bigint",
  uint64: "uint64",
  fixed64: "uint64",
  bool: "boolean",
  string: "string",
  bytes: "binary",
  "google.protobuf.Timestamp": "timestamptz(9)",
};
