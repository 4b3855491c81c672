import { isJsonObject, isRawJson } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { parseEventTime } from "#agent/contract/time.ts";

/**
 * Reads parts of an event for the typed columns. An event that breaks the specification is kept, and
 * redaction may put a mask in a number's place, so each reader takes any value: one of the wrong
 * type counts as not said.
 */

const nothing: JsonObject = {};

export function object(value: unknown): JsonObject {
  return isJsonObject(value) ? value : nothing;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Text of what should be text and is often a number or a truth value. */
export function scalarText(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : (longNumber(value) ?? text(value));
}

/** A number of things, which is never negative. */
export function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

export function number(value: unknown): number | null {
  const known = typeof value === "number" ? value : Number(longNumber(value) ?? NaN);
  return Number.isFinite(known) ? known : null;
}

/** The digits of an integer that no double holds, as `parseExactly` keeps it. */
function longNumber(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && isRawJson(value) ? JSON.stringify(value) : undefined;
}

/** Microseconds since the epoch, as far as a double holds them: until 2255. */
export function time(value: unknown): number | null {
  const micros = typeof value === "string" ? parseEventTime(value)?.micros : undefined;
  return Number.isSafeInteger(micros) ? (micros ?? null) : null;
}

/** A facet of that name; undefined where there is none, or only its tombstone. */
export function facet(facets: JsonObject, name: string): JsonObject | undefined {
  const found = facets[name];
  return isJsonObject(found) && found["_deleted"] !== true ? found : undefined;
}
