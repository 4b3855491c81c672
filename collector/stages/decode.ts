import { isUtf8 } from "node:buffer";
import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { parseExactly } from "#agent/contract/parse-exactly.ts";
import { nestsBeyond } from "./bracket-depth.ts";
import { hasLongNumber } from "./long-number.ts";
import { countValues, forbiddenKey, maxDepth, tooDeep } from "./json-shape.ts";
import { ok, reject } from "./outcome.ts";
import type { Reject, Verdict } from "./outcome.ts";

export interface Decoded {
  readonly event: JsonObject;
  /** The same with integers beyond 2^53 as `JSON.rawJSON`; the same object where there are none. */
  readonly exact: JsonObject;
  /** Members of objects and items of arrays in it. */
  readonly values: number;
}

/** One event's bytes to its JSON object: UTF-8, JSON, no deeper than `maxDepth`, no `__proto__`. */
export function decode(frame: Uint8Array): Verdict<Decoded> {
  if (!isUtf8(frame)) return reject("decode", "not_utf8", "");
  if (nestsBeyond(frame, maxDepth)) return tooDeeply();
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString("utf8");
  const parsed = parse(text);
  if ("position" in parsed) return reject("decode", "not_json", parsed.position);
  if (!isJsonObject(parsed.value)) return reject("decode", "not_an_object", nameOfType(parsed.value));
  const values = countValues(parsed.value);
  if (values === tooDeep) return tooDeeply();
  if (values === forbiddenKey) return reject("decode", "forbidden_key", "__proto__");
  // The second parse follows the check of depth: with a reviver it recurses.
  const exact = hasLongNumber(frame) ? parseExactly(text) : parsed.value;
  return ok({ event: parsed.value, exact: isJsonObject(exact) ? exact : parsed.value, values });
}

function tooDeeply(): Reject {
  return reject("decode", "too_deep", `deeper than ${maxDepth}`);
}

function parse(text: string): { readonly value: unknown } | { readonly position: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    return { position: positionOf(text, error) };
  }
}

/** Where the parser stopped. Its message quotes the event, so nothing else of it is told. */
function positionOf(text: string, error: unknown): string {
  if (text === "") return "nothing was sent";
  const message = error instanceof Error ? error.message : "";
  if (message.includes("end of JSON input")) return "it ends too early";
  return /at position \d+/.exec(message)?.[0] ?? "";
}

function nameOfType(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
