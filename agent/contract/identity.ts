import crypto from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import { eventKind } from "./event.ts";
import { isJsonObject } from "./json.ts";

/**
 * The identity of an event: 32 hexadecimal digits of the SHA-256 of its canonical JSON. Order of keys
 * and white space do not change it; any other difference does.
 *
 * @throws RangeError when the event nests deeper than `canonicalJson` follows.
 *
 * @example eventIdentity({ b: 2, a: 1 }) === eventIdentity({ a: 1, b: 2 }) // true
 */
export function eventIdentity(event: unknown): string {
  return digest(canonicalJson(event));
}

/**
 * `Nats-Msg-Id` as the other OpenLineage clients build it: `{runId}:{eventType}:{digest of payload}`
 * for a run event, `job:{digest}` and `dataset:{digest}` for the others. The payload is what is
 * published, byte for byte. The digest alone tells events apart, so what a header cannot carry is
 * replaced in the run id and a long one is cut.
 *
 * @example messageId(event, JSON.stringify(event)) // "0190…:START:8f43…"
 */
export function messageId(event: unknown, payload: string | Uint8Array): string {
  const members = isJsonObject(event) ? event : {};
  const kind = eventKind(members);
  if (kind !== "run") return `${kind}:${digest(payload)}`;
  const run = members["run"];
  const runId = isJsonObject(run) ? run["runId"] : undefined;
  return `${headerText(runId)}:${headerText(members["eventType"])}:${digest(payload)}`;
}

const longestPart = 128;

function headerText(value: unknown): string {
  if (typeof value !== "string") return "";
  return value.slice(0, longestPart).replaceAll(/[^\u0021-\u007e]/g, "_");
}

// `crypto.hash` is twice as fast on an event, and came with Node 20.12.
const oneShot = typeof crypto.hash === "function";

function digest(content: string | Uint8Array): string {
  const hex = oneShot
    ? crypto.hash("sha256", content, "hex")
    : crypto.createHash("sha256").update(content).digest("hex");
  return hex.slice(0, 32);
}
