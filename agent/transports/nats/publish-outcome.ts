import type { Outcome } from "../transport.ts";

/** JetStream's own codes for messages it will never store as they are. */
const refusedForGood = new Set([
  10_054, // message size exceeds maximum allowed
]);

/**
 * What a failed publish means. Nearly everything passes with time: a broker that is away, a stream
 * that is not made yet or is full.
 */
export function publishOutcome(error: unknown): Outcome {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (refusedForGood.has(apiErrorCode(error))) return { kind: "rejected", reason: text };
  if (error instanceof Error && error.name === "JetStreamNotEnabled") {
    return { kind: "retry", cause: "no stream takes this subject" };
  }
  return { kind: "retry", cause: text };
}

/** Whether the connection itself is in doubt, as after an acknowledgement that never came. */
export function isLinkFault(error: unknown): boolean {
  return error instanceof Error && /Timeout|Connection|Closed|Request/.test(error.name);
}

function apiErrorCode(error: unknown): number {
  if (typeof error !== "object" || error === null || !("code" in error)) return 0;
  return Number(error.code);
}
