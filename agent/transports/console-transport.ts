import { allOf, CONFIRMED } from "./transport.ts";
import type { Outcome, Outgoing, SendLimits, Transport } from "./transport.ts";

/** Prints events on standard error: standard output may carry the pipeline's own data. */
export class ConsoleTransport implements Transport {
  readonly kind = "console";
  readonly maxEventBytes = Number.MAX_SAFE_INTEGER;
  readonly limits: SendLimits = { maxEvents: 100, maxBytes: 1024 * 1024, inFlight: 1 };

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    const text = events.map((event) => `${event.payload}\n`).join("");
    await new Promise<void>((resolve) => {
      process.stderr.write(text, () => resolve());
    });
    return allOf(events, CONFIRMED);
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
