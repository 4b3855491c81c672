import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";

/**
 * The deepest nesting of objects and arrays that is taken. A struct of a struct costs two levels in
 * a schema facet, so columns nested a hundred deep pass; ClickHouse's JSON functions give up at
 * 1024, and every recursive walk over an event stays far within the stack.
 */
export const maxDepth = 256;

/** Instead of a count: what is wrong with the value. */
export const tooDeep = -1;
export const forbiddenKey = -2;

/**
 * The number of values in a parsed JSON value: members of objects and items of arrays, all the way
 * down. `tooDeep`, or `forbiddenKey` where a key is `__proto__`: harmless as parsed, it changes the
 * prototype of whatever copies it.
 */
export function countValues(value: object, depth = 1): number {
  if (depth > maxDepth) return tooDeep;
  if (Array.isArray(value)) return countItems(value, depth);
  return isJsonObject(value) ? countMembers(value, depth) : 0;
}

function countItems(items: readonly unknown[], depth: number): number {
  let values = items.length;
  for (const item of items) {
    if (typeof item !== "object" || item === null) continue;
    const deeper = countValues(item, depth + 1);
    if (deeper < 0) return deeper;
    values += deeper;
  }
  return values;
}

function countMembers(members: JsonObject, depth: number): number {
  const keys = Object.keys(members);
  let values = keys.length;
  for (const key of keys) {
    if (key === "__proto__") return forbiddenKey;
    const member = members[key];
    if (typeof member !== "object" || member === null) continue;
    const deeper = countValues(member, depth + 1);
    if (deeper < 0) return deeper;
    values += deeper;
  }
  return values;
}
