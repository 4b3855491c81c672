/** A JSON object as `JSON.parse` returns it, before anything is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object that is no array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Node 20 has no JSON.rawJSON, so no such object can reach it.
const rawTest: unknown = Reflect.get(JSON, "isRawJSON");

/** Made by `JSON.rawJSON`: JSON text that is written as it stands, such as a number beyond a double. */
export function isRawJson(value: object): boolean {
  return Object.getPrototypeOf(value) === null && typeof rawTest === "function" && rawTest(value) === true;
}

/** The object with each member replaced; the object itself when every member stays the same. */
export function mapMembers(
  members: JsonObject,
  replace: (value: unknown, key: string, members: JsonObject) => unknown,
): JsonObject {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(members)) {
    const value = members[key];
    const replaced = replace(value, key, members);
    if (Object.is(replaced, value)) continue;
    // A spread copies an own `__proto__` as a member, and assigning to it then sets that member.
    copy ??= { ...members };
    copy[key] = replaced;
  }
  return copy ?? members;
}

/** The array with each item replaced; the array itself when every item stays the same. */
export function mapItems(items: readonly unknown[], replace: (item: unknown) => unknown): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const replaced = replace(items[i]);
    if (Object.is(replaced, items[i])) continue;
    copy ??= [...items];
    copy[i] = replaced;
  }
  return copy ?? items;
}
