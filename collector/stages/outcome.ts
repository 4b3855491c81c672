import type { Reason } from "../reasons.ts";

export interface Ok<T> {
  readonly kind: "ok";
  readonly value: T;
}

/** Final: the event becomes a dead letter. */
export interface Reject {
  readonly kind: "reject";
  readonly stage: StageName;
  readonly reason: Reason;
  /** Where and what, for a person; never values of the event. */
  readonly detail: string;
}

/**
 * What a stage says of one event. A stage is a pure function without I/O and never throws for bad
 * input; what may be tried again, since it is the world's fault and not the event's, is the log's
 * (`AppendOutcome`) and the event writer's, which does it itself.
 */
export type Verdict<T> = Ok<T> | Reject;

export type StageName = "decode" | "validate" | "redact" | "fit" | "normalise" | "batch";

export function ok<T>(value: T): Ok<T> {
  return { kind: "ok", value };
}

export function reject(stage: StageName, reason: Reason, detail: string): Reject {
  return { kind: "reject", stage, reason, detail };
}
