/** One message for the log: an event's bytes, or several events one a line. */
export interface LogMessage {
  readonly body: Uint8Array;
  /** `Nats-Msg-Id`, a first filter for duplicates; see `messageId` of the contract. */
  readonly messageId: string;
  /** Carried beside the body: trace context, content type, a backdated reception. */
  readonly headers: Readonly<Record<string, string>>;
}

export type AppendOutcome =
  | { readonly kind: "stored"; readonly duplicate: boolean }
  /** Nothing is known to be stored; the same message may be sent again. */
  | { readonly kind: "retry"; readonly cause: Error }
  /** More than `maxMessageBytes`: it can never be stored. */
  | { readonly kind: "too_large"; readonly bytes: number };

/** An event that was refused, with the bytes that came. */
export interface DeadLetter {
  readonly raw: Uint8Array;
  readonly reason: string;
  readonly stage: string;
  readonly detail: string;
  /** Where it came from: `http`, `nats`. */
  readonly source: string;
  readonly receivedAt: Date;
}

/**
 * Where the gateway puts events before it answers. Two exist: JetStream, and (without a
 * nats-server) the store itself.
 */
export interface EventLog {
  readonly kind: "nats" | "direct";
  /** Bytes of the largest message the log takes. */
  readonly maxMessageBytes: number;
  /** Resolves when the message is durable, or says why it is not. Never rejects. */
  append(message: LogMessage): Promise<AppendOutcome>;
  /** Resolves when the dead letter is durable; rejects when it is not within a few seconds, or after `close`. */
  appendDeadLetter(letter: DeadLetter): Promise<void>;
  /** Messages not yet in the store; null when unknown, which is not zero. */
  lag(): Promise<number | null>;
  close(): Promise<void>;
}
