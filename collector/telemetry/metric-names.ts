import type { MetricOptions } from "@opentelemetry/api";

interface MetricName extends MetricOptions {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/**
 * Every metric the collector reports. Prometheus sees the dots as underscores, with the unit and
 * `_total` where they apply.
 */
export const metricNames = {
  accepted: {
    name: "tidemark.events.accepted",
    description: "Events the log has taken from the gateway",
    unit: "{event}",
  },
  stored: {
    name: "tidemark.events.stored",
    description: "Rows made durable in the store; an event sent again counts again",
    unit: "{event}",
  },
  rejected: {
    name: "tidemark.events.rejected",
    description: "Events refused for good, by reason; each is a dead letter unless its bytes were never read",
    unit: "{event}",
  },
  duplicates: {
    name: "tidemark.events.duplicates",
    description: "Events the log recognised as sent before; later repetitions are merged in the store",
    unit: "{event}",
  },
  deadLetters: {
    name: "tidemark.dead_letters.written",
    description: "Dead letters made durable",
    unit: "{event}",
  },
  refusedRequests: {
    name: "tidemark.requests.refused",
    description: "HTTP requests refused, by code",
    unit: "{request}",
  },
  requestDuration: {
    name: "tidemark.request.duration",
    description: "From the request's head to its answer",
    unit: "s",
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] },
  },
  requestBytes: {
    name: "tidemark.requests.in_flight",
    description: "Request bodies held in memory",
    unit: "By",
  },
  appendDuration: {
    name: "tidemark.log.append.duration",
    description: "Until the log has confirmed a message",
    unit: "s",
    advice: { explicitBucketBoundaries: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 4] },
  },
  appendFailures: {
    name: "tidemark.log.append.failures",
    description: "Messages the log did not take; the sender was told to try again",
    unit: "{message}",
  },
  appendsInFlight: {
    name: "tidemark.log.append.in_flight",
    description: "Messages on their way to the log",
    unit: "{message}",
  },
  lag: {
    name: "tidemark.log.lag",
    description: "Messages in the log that are not yet in the store; absent when unknown",
    unit: "{message}",
  },
  insertDuration: {
    name: "tidemark.store.insert.duration",
    description: "One insert, until it is on disk",
    unit: "s",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] },
  },
  insertRows: {
    name: "tidemark.store.insert.rows",
    description: "Rows of one insert",
    unit: "{row}",
    advice: { explicitBucketBoundaries: [1, 10, 100, 1000, 5000, 10_000, 20_000, 50_000, 100_000] },
  },
  insertBytes: {
    name: "tidemark.store.insert.size",
    description: "Encoded bytes of one insert",
    unit: "By",
    advice: { explicitBucketBoundaries: [1e3, 1e4, 1e5, 1e6, 4e6, 8e6, 16e6, 32e6, 64e6] },
  },
  insertFailures: {
    name: "tidemark.store.insert.failures",
    description: "Inserts that failed and are tried again",
    unit: "{insert}",
  },
  breaker: {
    name: "tidemark.store.breaker",
    description: "Circuit breaker towards the store: 0 closed, 1 half open, 2 open (the store is down)",
    unit: "1",
  },
  buffered: {
    name: "tidemark.writer.buffered",
    description: "Encoded rows waiting for the store",
    unit: "By",
  },
  judgedAgo: {
    name: "tidemark.evaluation.age",
    description: "Since what is stored was last judged by this collector; absent where it judges nothing",
    unit: "s",
  },
  notifications: {
    name: "tidemark.notifications",
    description:
      "Attempts to tell a channel of an incident, by channel and outcome: delivered, retried, failed for good",
    unit: "{notification}",
  },
  memory: {
    name: "tidemark.process.memory",
    description: "Resident memory of the process, the embedded engine included",
    unit: "By",
  },
} as const satisfies Readonly<Record<string, MetricName>>;
