import { isJsonObject, isRawJson } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** Said instead of a copy: the value holds what only the writer of `canonical.ts` gets right. */
export const notOrderable = Symbol("not orderable");

/**
 * Plain JSON with the members of each object in the order of RFC 8785, so that `JSON.stringify`
 * writes its canonical form; the value itself, and no copy, where they are in that order already (as
 * the Python clients send them).
 *
 * `notOrderable` for keys that begin with a digit, since JavaScript puts integer keys first whatever
 * the order they are set in, for `__proto__`, and for what is not plain JSON.
 */
export function orderedCopy(value: unknown, depth: number): unknown {
  if (typeof value !== "object") return typeof value === "bigint" ? notOrderable : value;
  if (value === null) return value;
  if (depth === 0) return notOrderable;
  if (Array.isArray(value)) return orderedItems(value, depth - 1);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return isRawJson(value) ? value : notOrderable;
  return prototype === Object.prototype && isJsonObject(value) ? orderedMembers(value, depth - 1) : notOrderable;
}

function orderedItems(items: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = orderedCopy(items[i], depth);
    if (item === notOrderable) return notOrderable;
    if (Object.is(item, items[i])) continue;
    copy ??= [...items];
    copy[i] = item;
  }
  return copy ?? items;
}

function orderedMembers(members: JsonObject, depth: number): unknown {
  const keys = Object.keys(members);
  const order = orderOf(keys);
  if (order === "special") return notOrderable;
  let copy: Record<string, unknown> | undefined;
  if (order === "unordered") {
    sort(keys);
    copy = {};
  }
  for (const key of keys) {
    const before = members[key];
    const member = orderedCopy(before, depth);
    if (member === notOrderable) return notOrderable;
    if (copy === undefined) {
      if (Object.is(member, before)) continue;
      copy = { ...members };
    }
    copy[key] = member;
  }
  return copy ?? members;
}

function orderOf(keys: readonly string[]): "ordered" | "unordered" | "special" {
  let ordered = true;
  let previous = "";
  for (const key of keys) {
    const first = key.charCodeAt(0);
    if ((first >= 0x30 && first <= 0x39) || key === "__proto__" || key === "toJSON") return "special";
    if (previous > key) ordered = false;
    previous = key;
  }
  return ordered ? "ordered" : "unordered";
}

/** Up to here insertion beats the engine's sort, which copies the array first. */
const fewKeys = 24;

/** By UTF-16 units. */
function sort(keys: string[]): void {
  if (keys.length > fewKeys) keys.sort();
  else for (let at = 1; at < keys.length; at++) insert(keys, at);
}

/** Moves the key to its place among those before it, which are in order. */
function insert(keys: string[], at: number): void {
  const key = keys[at] ?? "";
  let to = at;
  for (; to > 0; to--) {
    const before = keys[to - 1] ?? "";
    if (before <= key) break;
    keys[to] = before;
  }
  keys[to] = key;
}
