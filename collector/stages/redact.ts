import type { Content } from "./content.ts";
import type { Decoded } from "./decode.ts";

/** As the contract's `createRedactor` makes it: returns its argument where nothing had to change. */
export type Redactor = <E>(event: E) => E;

/** Takes secrets out. An event without any is stored as the text that was sent. */
export function redact({ exact }: Decoded, frame: Uint8Array, redactor: Redactor): Content {
  const event = redactor(exact);
  return { event, payload: event === exact ? frame : Buffer.from(JSON.stringify(event)) };
}
