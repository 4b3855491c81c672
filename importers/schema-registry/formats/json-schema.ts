import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { listOf, mapOf, maxDepth, nullable, required, structOf } from "./fields.ts";
import type { Field, FieldType } from "./fields.ts";

interface Place {
  /** What `#/…` is looked up in. */
  readonly root: JsonObject;
  readonly depth: number;
}

/**
 * The properties of a JSON Schema's object: `NOT NULL` where they are required, else `Nullable(…)`. A schema of
 * something else is one field, `value`. References into the same schema are followed, others are told by their text.
 *
 * @throws SyntaxError for what is no JSON.
 */
export function jsonSchemaFields(text: string): readonly Field[] {
  const root: unknown = JSON.parse(text);
  if (!isJsonObject(root)) return [];
  const { type, fields } = typeOf(root, { root, depth: 0 });
  return fields !== undefined && type === "struct" ? fields : [{ name: "value", type, ...(fields && { fields }) }];
}

function typeOf(schema: unknown, place: Place): FieldType {
  if (!isJsonObject(schema)) return { type: "json" };
  const within = { ...place, depth: place.depth + 1 };
  const { $ref: reference } = schema;
  if (typeof reference === "string") {
    const found = lookUp(reference, place.root);
    return found === undefined || place.depth >= maxDepth ? { type: reference } : typeOf(found, within);
  }
  const alternatives = schema["oneOf"] ?? schema["anyOf"];
  if (Array.isArray(alternatives)) return oneOf(alternatives, within);
  const { type } = schema;
  if (!Array.isArray(type)) return simple(schema, within);
  const each = (name: unknown): JsonObject => ({ ...schema, type: name });
  return oneOf(type.map(each), within);
}

function simple(schema: JsonObject, place: Place): FieldType {
  const { type, format, items, properties, additionalProperties } = schema;
  if (isJsonObject(properties))
    return place.depth > maxDepth ? { type: "json" } : structOf(propertiesOf(schema, properties, place));
  if (type === "object")
    return isJsonObject(additionalProperties) ? mapOf(typeOf(additionalProperties, place)) : { type: "json" };
  if (type === "array") return listOf(typeOf(items, place));
  if (type === "string") return { type: formats[typeof format === "string" ? format : ""] ?? "string" };
  // JSON's integers and numbers have no bounds of their own; these are what readers make of them.
  if (type === "integer") return { type: "bigint" };
  if (type === "number") return { type: "double" };
  return { type: typeof type === "string" ? type : "json" };
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "timestamptz",
  date: "date",
  time: "time",
  uuid: "uuid",
};

function propertiesOf(schema: JsonObject, properties: JsonObject, place: Place): readonly Field[] {
  const names: unknown = schema["required"];
  const mustHave = new Set<unknown>(Array.isArray(names) ? names : []);
  return Object.entries(properties).map(([name, property]) => propertyOf(name, property, mustHave.has(name), place));
}

function propertyOf(name: string, property: unknown, mustHave: boolean, place: Place): Field {
  const type = typeOf(property, place);
  const presence = type.type.startsWith("Nullable(") ? type : mustHave ? required(type) : nullable(type);
  const description = isJsonObject(property) ? property["description"] : undefined;
  return { name, ...presence, ...(typeof description === "string" && { description }) };
}

function oneOf(branches: readonly unknown[], place: Place): FieldType {
  const others = branches.filter((branch) => !isJsonObject(branch) || branch["type"] !== "null");
  const [only] = others;
  const types = others.map((branch) => typeOf(branch, place).type);
  const inner = others.length === 1 ? typeOf(only, place) : { type: `union<${types.join(",")}>` };
  return others.length < branches.length ? nullable(inner) : inner;
}

/** `#/definitions/Address` */
function lookUp(reference: string, root: JsonObject): unknown {
  if (!reference.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}
