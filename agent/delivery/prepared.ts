import type { Envelope, Outgoing } from "../transports/transport.ts";

/** An event made ready to leave: filtered, redacted, serialised once and fitted to a size. */
export type Prepared =
  | { readonly kind: "ready"; readonly outgoing: Outgoing; readonly truncated: boolean }
  /** Left out by a filter of the configuration. */
  | { readonly kind: "filtered" }
  | { readonly kind: "refused"; readonly reason: "invalid" | "too_large"; readonly detail: string };

export type Prepare = (event: unknown, maxBytes: number) => Prepared;

/** What `messageId` needs of an event. */
export function envelopeOf(event: {
  readonly run?: unknown;
  readonly dataset?: unknown;
  readonly eventType?: unknown;
}): Envelope {
  const { run, dataset, eventType } = event;
  if (typeof run === "object" && run !== null) {
    return { run: { runId: "runId" in run ? run.runId : undefined }, eventType };
  }
  return dataset === undefined || dataset === null ? {} : { dataset: {} };
}
