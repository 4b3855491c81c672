/** What one stream and its durable consumer should be. */
export interface StreamPlan {
  readonly stream: string;
  readonly subject: string;
  /** The consumer that all collectors share. */
  readonly durable: string;
  /** Messages older than this go, stored or not; 0 keeps them. */
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  readonly replicas: number;
  /** A message neither acknowledged nor claimed anew within this time goes to another collector. */
  readonly ackWaitMs: number;
  /** Messages out at all collectors together. */
  readonly maxAckPending: number;
}

const day = 24 * 60 * 60 * 1000;
const gibibyte = 1024 ** 3;

export const eventsPlan: StreamPlan = {
  stream: "TIDEMARK_EVENTS",
  subject: "openlineage.events",
  durable: "tidemark-collector",
  maxAgeMs: 7 * day,
  maxBytes: 4 * gibibyte,
  replicas: 1,
  ackWaitMs: 30_000,
  maxAckPending: 131_072,
};

export const deadLettersPlan: StreamPlan = {
  stream: "TIDEMARK_DEAD_LETTERS",
  subject: "tidemark.dead",
  durable: "tidemark-dead-letters",
  maxAgeMs: 30 * day,
  maxBytes: gibibyte / 2,
  replicas: 1,
  ackWaitMs: 30_000,
  maxAckPending: 16_384,
};
