import type { RunRef } from "../config/parent-id.ts";

export interface RunOptions {
  /** Default: a new UUIDv7. */
  readonly runId?: string;
  /** The time the run is for, as a schedule has it: an instant, a day (its first moment in UTC), or a span with its end excluded. */
  readonly nominalTime?: Date | string | NominalSpan;
  /** Default: the run this code runs in, else `OPENLINEAGE_PARENT_ID`. */
  readonly parent?: RunRef;
  /** Default: the root of the parent. */
  readonly root?: RunRef;
  /** Facets of the run by key. */
  readonly facets?: Readonly<Record<string, object>>;
  /** `["nightly"]`, or `{ team: "sales" }`. */
  readonly tags?: readonly string[] | Readonly<Record<string, string>>;
  /** As for the agent, for this run alone. */
  readonly heartbeatMs?: number;
}

export interface NominalSpan {
  readonly start: Date | string;
  readonly end?: Date | string;
}
