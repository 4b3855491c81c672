/** Names of the headers beside a message of the log. NATS compares them by case. */
export const logHeaders = {
  /** `application/x-ndjson`: several events, one a line. */
  contentType: "Content-Type",
  /** A backdated reception: `event-time`, or an RFC 3339 time. */
  receivedAt: "Tidemark-Received-At",
  /** `http` where the gateway took it; without it the producer published by itself. */
  source: "Tidemark-Source",
  traceparent: "traceparent",
  tracestate: "tracestate",
} as const;

/** Names of the headers beside the raw bytes of a dead letter. */
export const deadLetterHeaders = {
  id: "Tidemark-Dead-Letter-Id",
  reason: "Tidemark-Reason",
  stage: "Tidemark-Stage",
  detail: "Tidemark-Detail",
  source: "Tidemark-Source",
  /** When the event came, RFC 3339. */
  receivedAt: "Tidemark-Received-At",
  /** When it was refused, RFC 3339; orders a refusal after the redrive it answers. */
  refusedAt: "Tidemark-Refused-At",
  /** Size of what came, where the body had to be cut to fit a message. */
  rawBytes: "Tidemark-Raw-Bytes",
} as const;
