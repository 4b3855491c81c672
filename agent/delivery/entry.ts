import type { Outgoing } from "../transports/transport.ts";
import type { Segment } from "./spool/segment.ts";

/** How an event ended. */
export type Settled = { readonly kind: "confirmed" } | { readonly kind: "rejected"; readonly reason: string };

/** An event in memory, on its way to the transport. */
export interface Entry extends Outgoing {
  /** Where it is kept on disk until it is settled; undefined while the spool cannot be used. */
  readonly segment: Segment | undefined;
  readonly onSettled: ((settled: Settled) => void) | undefined;
}
