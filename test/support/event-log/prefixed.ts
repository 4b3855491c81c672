import { isObject } from "#test/support/naive/json.ts";
import type { Json } from "#test/support/naive/json.ts";
import type { EventLog } from "./event-log.ts";

/**
 * The log in a world of its own: all namespaces begin with the prefix. So one store can hold many logs
 * that know nothing of each other.
 */
export function prefixed(log: EventLog, prefix: string): EventLog {
  return log.map(({ event, receivedAt }) => ({ event: members(event, prefix), receivedAt }));
}

function members(value: Json, prefix: string): Json {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "namespace" && typeof member === "string" ? prefix + member : inside(member, prefix),
    ]),
  );
}

function inside(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => inside(item, prefix));
  return isObject(value) ? members(value, prefix) : value;
}
