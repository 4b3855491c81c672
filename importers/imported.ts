import type { LineageEvent } from "#agent/contract/event.ts";

/** What an artifact of another tool says, as events. Made again from the same artifact they are the same, to the byte. */
export interface Imported {
  readonly events: readonly LineageEvent[];
  /** What was left out and why, one line each, for a person. */
  readonly notes: readonly string[];
}

/** An artifact that cannot be read: the message names the file and says what to do. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
