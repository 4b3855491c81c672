import type { SpoolSettings, TransportOptions } from "#agent/index.ts";

/** How the company's pipelines reach the platform. */
export type Connection =
  | { readonly kind: "nats"; readonly url: string }
  /** Where no nats-server was found. */
  | { readonly kind: "http"; readonly url: string };

export function liveTransport({ kind, url }: Connection): TransportOptions {
  return kind === "nats" ? { type: "nats", url } : { type: "http", url };
}

/** Many events in one message, each received when it happened; the collector must allow it (TIDEMARK_ALLOW_BACKDATING). */
export function importTransport({ kind, url }: Connection): TransportOptions {
  const headers = { "Tidemark-Received-At": "event-time" };
  return kind === "nats"
    ? { type: "nats", url, headers, batch: 100 }
    : { type: "http", url, headers, batch: 500, compression: "gzip" };
}

/** A slow disk is waited for: the demo shows a pipeline, and a warning about this machine's disk would only distract. */
export function patientSpool(directory: string): SpoolSettings {
  return { directory, maxStallMs: 5000 };
}
