import type { RunEvent } from "#agent/contract/event.ts";
import { CONFIRMED } from "#agent/transports/transport.ts";
import type { Outcome, Outgoing, SendLimits, Transport } from "#agent/transports/transport.ts";

/** A transport that answers as a test tells it, and remembers what it was given. */
export class ScriptedTransport implements Transport {
  readonly kind = "scripted";
  maxEventBytes = 1024 * 1024;
  limits: SendLimits = { maxEvents: 10, maxBytes: 1024 * 1024, inFlight: 2 };
  /** What becomes of an event; asked anew at each attempt. */
  answer: (event: Outgoing) => Outcome | Promise<Outcome>;
  readonly attempts: Outgoing[] = [];
  readonly confirmed: Outgoing[] = [];
  closed = false;

  constructor(answer: (event: Outgoing) => Outcome | Promise<Outcome> = () => CONFIRMED) {
    this.answer = answer;
  }

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    this.attempts.push(...events);
    const outcomes = await Promise.all(events.map(async (event) => this.answer(event)));
    this.confirmed.push(...events.filter((_, index) => outcomes[index]?.kind === "confirmed"));
    return outcomes;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.resolve();
  }

  /** The events that were confirmed, parsed. */
  get events(): readonly RunEvent[] {
    return this.confirmed.map(({ payload }): RunEvent => JSON.parse(payload));
  }
}

export const RETRY: Outcome = { kind: "retry", cause: "not now" };
export const REJECTED: Outcome = { kind: "rejected", reason: "never" };
