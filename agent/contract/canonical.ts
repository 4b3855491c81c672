import { isJsonObject, isRawJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { notOrderable, orderedCopy } from "./ordered-copy.ts";

/**
 * The canonical JSON text of a value, RFC 8785: members ordered by the UTF-16 units of their keys, no
 * white space, numbers and strings as ECMAScript writes them. https://www.rfc-editor.org/rfc/rfc8785
 *
 * What JSON cannot say is treated as `JSON.stringify` treats it (undefined members are skipped,
 * `toJSON` is called, a lone surrogate is escaped, NaN and Infinity become null), so a value and its
 * parsed JSON text have one canonical form. Numbers too exact for a double are kept digit by digit:
 * a bigint, and an object of `JSON.rawJSON` where the runtime has it (Node >= 22).
 *
 * @throws RangeError when objects and arrays nest deeper than `maxDepth`, so a cycle throws too.
 *
 * @example canonicalJson({ b: 1.0, a: [true, "x"] }) // '{"a":[true,"x"],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  const ordered = orderedCopy(value, maxDepth);
  if (ordered === notOrderable) return write(value, "", 0) ?? "null";
  // The engine's own writer is twice as fast as one in JavaScript.
  return JSON.stringify(ordered) ?? "null";
}

/** Deeper nesting is refused: well within any stack, far beyond any real event. */
export const maxDepth = 1000;

/** Undefined for what JSON leaves out: undefined itself, a function, a symbol. */
function write(value: unknown, key: string, depth: number): string | undefined {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? `${value}` : "null";
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? "null" : writeObject(value, key, depth);
    default:
      return undefined;
  }
}

function writeObject(value: object, key: string, depth: number): string | undefined {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const plain: unknown = value.toJSON(key);
    return typeof plain === "object" && plain !== null ? writePlain(plain, depth) : write(plain, key, depth);
  }
  return writePlain(value, depth);
}

function writePlain(value: object, depth: number): string {
  if (depth === maxDepth) throw new RangeError(`nested deeper than ${maxDepth}`);
  if (isJsonObject(value)) return isRawJson(value) ? JSON.stringify(value) : writeMembers(value, depth + 1);
  return Array.isArray(value) ? writeItems(value, depth + 1) : "null";
}

function writeItems(items: readonly unknown[], depth: number): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ",";
    text += write(items[i], `${i}`, depth) ?? "null";
  }
  return `${text}]`;
}

function writeMembers(members: JsonObject, depth: number): string {
  let text = "{";
  // JavaScript compares strings by UTF-16 units, which is the order RFC 8785 asks for.
  for (const name of Object.keys(members).toSorted()) {
    const member = write(members[name], name, depth);
    if (member === undefined) continue;
    if (text.length > 1) text += ",";
    text += `${JSON.stringify(name)}:${member}`;
  }
  return `${text}}`;
}
