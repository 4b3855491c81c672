import type { Meter } from "@opentelemetry/api";
import { metricNames as names } from "./metric-names.ts";

export type Source = "http" | "nats";

/** What the collector counts while it works. */
export interface Metrics {
  accepted(source: Source, events: number): void;
  stored(events: number): void;
  rejected(source: Source, reason: string): void;
  duplicate(): void;
  deadLetters(letters: number): void;
  refusedRequest(code: string): void;
  request(route: string, status: number, seconds: number): void;
  append(seconds: number, stored: boolean): void;
  insert(table: string, seconds: number, rows: number, bytes: number): void;
  insertFailed(table: string): void;
  notification(channel: string, outcome: "delivered" | "retried" | "failed"): void;
  /** What was counted since the start, for `tidemark status`. */
  readonly totals: Totals;
}

/** Since the process started. */
export interface Totals {
  /** By HTTP: the log has them. */
  readonly accepted: number;
  /** Rows durable in the store, copies included. */
  readonly stored: number;
  readonly rejected: number;
  /** Recognised by the log. */
  readonly duplicates: number;
}

export function createMetrics(meter: Meter): Metrics {
  const counter = (key: keyof typeof names) => meter.createCounter(names[key].name, names[key]);
  const histogram = (key: keyof typeof names) => meter.createHistogram(names[key].name, names[key]);
  const [accepted, stored, rejected, duplicates] = [
    counter("accepted"),
    counter("stored"),
    counter("rejected"),
    counter("duplicates"),
  ];
  const [deadLetters, refused, appendFailures] = [
    counter("deadLetters"),
    counter("refusedRequests"),
    counter("appendFailures"),
  ];
  const [requestDuration, appendDuration] = [histogram("requestDuration"), histogram("appendDuration")];
  const [insertDuration, insertRows, insertBytes] = [
    histogram("insertDuration"),
    histogram("insertRows"),
    histogram("insertBytes"),
  ];
  const insertFailures = counter("insertFailures");
  const notifications = counter("notifications");
  const totals = { accepted: 0, stored: 0, rejected: 0, duplicates: 0 };
  return {
    totals,
    accepted(source, events) {
      totals.accepted += events;
      accepted.add(events, { source });
    },
    stored(events) {
      totals.stored += events;
      stored.add(events);
    },
    rejected(source, reason) {
      totals.rejected++;
      rejected.add(1, { source, reason });
    },
    duplicate() {
      totals.duplicates++;
      duplicates.add(1);
    },
    deadLetters: (letters) => deadLetters.add(letters),
    refusedRequest: (code) => refused.add(1, { code }),
    request: (route, status, seconds) => requestDuration.record(seconds, { route, status }),
    append(seconds, wasStored) {
      if (wasStored) appendDuration.record(seconds);
      else appendFailures.add(1);
    },
    insert(table, seconds, rows, bytes) {
      insertDuration.record(seconds, { table });
      insertRows.record(rows, { table });
      insertBytes.record(bytes, { table });
    },
    insertFailed: (table) => insertFailures.add(1, { table }),
    notification: (channel, outcome) => notifications.add(1, { channel, outcome }),
  };
}

/** What is asked when somebody looks; null or undefined is unknown, which is absent and never zero. */
export interface Gauges {
  readonly lag: () => Promise<number | null>;
  readonly breaker: () => "closed" | "half-open" | "open";
  readonly bufferedBytes: () => number;
  readonly requestBytes: () => number;
  readonly appendsInFlight: () => number;
  readonly judgedAgoSeconds: () => number | null;
}

export function observeGauges(meter: Meter, gauges: Gauges): void {
  const observe = (key: keyof typeof names, read: () => number | null | Promise<number | null>): void => {
    meter.createObservableGauge(names[key].name, names[key]).addCallback(async (result) => {
      const value = await read();
      if (value !== null) result.observe(value);
    });
  };
  observe("lag", gauges.lag);
  observe("breaker", () => ({ closed: 0, "half-open": 1, open: 2 })[gauges.breaker()]);
  observe("buffered", gauges.bufferedBytes);
  observe("requestBytes", gauges.requestBytes);
  observe("appendsInFlight", gauges.appendsInFlight);
  observe("judgedAgo", gauges.judgedAgoSeconds);
  observe("memory", () => process.memoryUsage.rss());
}
