import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { listOf, mapOf, maxDepth, nullable, required, structOf } from "./fields.ts";
import type { Field, FieldType } from "./fields.ts";

/** Named types by their full names: records, enums, fixed. */
type Names = Map<string, JsonObject>;

interface Place {
  readonly names: Names;
  readonly namespace: string;
  /** Full names of the records this is inside of. */
  readonly inside: readonly string[];
}

/**
 * The fields of an Avro record. One that may be null is `Nullable(…)`; one without a default is `NOT NULL`, since a
 * new reader finds nothing for it in old data. A schema that is no record is one field, `value`.
 *
 * @param references schemas whose named types this one uses.
 * @throws SyntaxError for what is no JSON.
 */
export function avroFields(text: string, references: readonly string[]): readonly Field[] {
  const names: Names = new Map();
  const place = { names, namespace: "", inside: [] };
  for (const reference of references) collectNames(JSON.parse(reference), place);
  const schema: unknown = JSON.parse(text);
  collectNames(schema, place);
  const { type, fields } = typeOf(schema, place);
  return fields !== undefined && type === "struct" ? fields : [{ name: "value", type, ...(fields && { fields }) }];
}

/** A type may be used by its name wherever it stands after its definition. */
function collectNames(schema: unknown, place: Place): void {
  if (Array.isArray(schema)) for (const each of schema) collectNames(each, place);
  if (!isJsonObject(schema) || place.inside.length > maxDepth) return;
  const name = fullName(schema, place);
  if (name !== undefined && !place.names.has(name)) place.names.set(name, schema);
  const within = inside(place, name);
  for (const part of [schema["type"], schema["items"], schema["values"]]) collectNames(part, within);
  for (const field of fieldsOf(schema)) collectNames(field["type"], within);
}

function typeOf(schema: unknown, place: Place): FieldType {
  if (typeof schema === "string") return named(schema, place);
  if (Array.isArray(schema)) return unionOf(schema, place);
  if (!isJsonObject(schema)) return { type: "unknown" };
  const { type, logicalType } = schema;
  if (typeof logicalType === "string") return { type: logicalTypeText(logicalType, schema, type) };
  if (type === "record" || type === "error") return recordOf(schema, place);
  if (type === "array") return listOf(typeOf(schema["items"], place));
  if (type === "map") return mapOf(typeOf(schema["values"], place));
  if (type === "enum") return { type: "string" };
  if (type === "fixed") return { type: `binary(${String(schema["size"])})` };
  return typeOf(type, place);
}

function recordOf(schema: JsonObject, place: Place): FieldType {
  const name = fullName(schema, place);
  if (place.inside.length >= maxDepth || (name !== undefined && place.inside.includes(name)))
    return { type: name ?? "record" };
  const within = inside(place, name);
  return structOf(fieldsOf(schema).map((field) => fieldOf(field, within)));
}

function fieldOf(field: JsonObject, place: Place): Field {
  const type = typeOf(field["type"], place);
  const isSure = "default" in field || type.type.startsWith("Nullable(");
  const doc = field["doc"];
  return {
    name: String(field["name"]),
    ...(isSure ? type : required(type)),
    ...(typeof doc === "string" && { description: doc }),
  };
}

function unionOf(branches: readonly unknown[], place: Place): FieldType {
  const others = branches.filter((branch) => branch !== "null");
  const [only] = others;
  const inner =
    others.length === 1
      ? typeOf(only, place)
      : { type: `union<${others.map((branch) => typeOf(branch, place).type).join(",")}>` };
  return others.length < branches.length ? nullable(inner) : inner;
}

function named(name: string, place: Place): FieldType {
  const found = place.names.get(name) ?? place.names.get(`${place.namespace}.${name}`);
  return found === undefined ? { type: name } : typeOf(found, place);
}

function logicalTypeText(logicalType: string, { precision, scale = 0 }: JsonObject, type: unknown): string {
  if (logicalType === "decimal") return `decimal(${String(precision)},${String(scale)})`;
  if (logicalType.startsWith("local-timestamp-")) return `timestamp(${digits(logicalType)})`;
  if (logicalType.startsWith("timestamp-")) return `timestamptz(${digits(logicalType)})`;
  if (logicalType.startsWith("time-")) return `time(${digits(logicalType)})`;
  return logicalType === "date" || logicalType === "uuid" ? logicalType : String(type);
}

function digits(logicalType: string): number {
  return logicalType.endsWith("nanos") ? 9 : logicalType.endsWith("micros") ? 6 : 3;
}

function fieldsOf(schema: JsonObject): readonly JsonObject[] {
  const { fields } = schema;
  return Array.isArray(fields) ? fields.filter(isJsonObject) : [];
}

function fullName({ name, namespace }: JsonObject, place: Place): string | undefined {
  if (typeof name !== "string") return undefined;
  if (name.includes(".")) return name;
  const around = typeof namespace === "string" ? namespace : place.namespace;
  return around === "" ? name : `${around}.${name}`;
}

function inside(place: Place, name: string | undefined): Place {
  if (name === undefined) return place;
  const namespace = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  return { ...place, namespace, inside: [...place.inside, name] };
}
