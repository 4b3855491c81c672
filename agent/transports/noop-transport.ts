import { allOf, CONFIRMED } from "./transport.ts";
import type { Outcome, Outgoing, SendLimits, Transport } from "./transport.ts";

/** Takes events and does nothing with them: OpenLineage switched off. */
export class NoopTransport implements Transport {
  readonly kind = "noop";
  readonly maxEventBytes = Number.MAX_SAFE_INTEGER;
  readonly limits: SendLimits = { maxEvents: 1000, maxBytes: Number.MAX_SAFE_INTEGER, inFlight: 1 };

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    return Promise.resolve(allOf(events, CONFIRMED));
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
