import type { Entry } from "./entry.ts";
import { envelopeOf } from "./prepared.ts";

/** The entry of a line of the spool; undefined if a crash or the disk damaged it. */
export function restoreEntry(line: string, segment: Entry["segment"]): Entry | undefined {
  const event = parse(line);
  if (typeof event !== "object" || event === null) return undefined;
  return { payload: line, bytes: Buffer.byteLength(line), envelope: envelopeOf(event), segment, onSettled: undefined };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
