import type { JsonObject } from "#agent/contract/json.ts";
import { readIdentity } from "../schema/identity.ts";
import { decode } from "../stages/decode.ts";
import { ok, reject } from "../stages/outcome.ts";
import type { Verdict } from "../stages/outcome.ts";

/**
 * Whether the reader will accept an event: the sender is told while it is still there. What merely
 * breaks the specification is left to the reader, which records it. The event has its large integers
 * exactly, so that it can be written again.
 */
export function checkEvent(body: Uint8Array): Verdict<JsonObject> {
  const decoded = decode(withoutByteOrderMark(body));
  if (decoded.kind !== "ok") return decoded;
  const identity = readIdentity(decoded.value.event);
  if ("reason" in identity) return reject("validate", identity.reason, identity.detail);
  return ok(decoded.value.exact);
}

function withoutByteOrderMark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}
