import type { JsonObject } from "#agent/contract/json.ts";

/** An event's content as it will be stored. */
export interface Content {
  /** Integers beyond 2^53 are `JSON.rawJSON`. */
  readonly event: JsonObject;
  /** Its JSON text. */
  readonly payload: Uint8Array;
}
