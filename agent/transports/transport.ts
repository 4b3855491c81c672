/**
 * The port every way out of the process implements. A transport never throws and never retries: it
 * tries once and says, event by event, what became of it. Retrying, pausing and remembering belong
 * to the sender and the spool.
 */

/** One serialised event on its way out. */
export interface Outgoing {
  /** The event as JSON text, without a line break. */
  readonly payload: string;
  /** Length of `payload` in UTF-8 bytes. */
  readonly bytes: number;
  /** What identity on the wire needs, so that nobody parses the payload again. */
  readonly envelope: Envelope;
}

/** As much of an event as `messageId` reads; passed to it in the event's place. */
export interface Envelope {
  readonly run?: { readonly runId: unknown };
  readonly dataset?: object;
  readonly eventType?: unknown;
}

/** What became of one event. */
export type Outcome =
  /** The other side has it and answers for it. */
  | { readonly kind: "confirmed" }
  /** Not now; the same bytes may be accepted later. */
  | { readonly kind: "retry"; readonly cause: string; readonly retryAfterMs?: number }
  /** Never: the other side refuses these bytes. */
  | { readonly kind: "rejected"; readonly reason: string };

export const CONFIRMED: Outcome = { kind: "confirmed" };

export interface Transport {
  /** Name of the kind, for reports: `nats`, `http`, `file` … */
  readonly kind: string;
  /** Largest event the other side carries, in bytes. May change once connected. */
  readonly maxEventBytes: number;
  /** How much one `send` takes at most, and how many `send`s may be under way at once. */
  readonly limits: SendLimits;
  /** Tries once. One outcome for each event, in order. Never rejects. */
  send(events: readonly Outgoing[]): Promise<readonly Outcome[]>;
  /** Releases sockets and files. Never rejects. */
  close(): Promise<void>;
}

export interface SendLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly inFlight: number;
}

/** The same outcome for every event of a `send`. */
export function allOf(events: readonly unknown[], outcome: Outcome): readonly Outcome[] {
  return events.map(() => outcome);
}
