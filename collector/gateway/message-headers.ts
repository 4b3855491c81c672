import { context, propagation, trace } from "@opentelemetry/api";
import type { Span } from "@opentelemetry/api";
import type { IncomingHttpHeaders } from "node:http";
import { parseEventTime } from "#agent/contract/time.ts";
import { logHeaders } from "../log/headers.ts";

const traceparent = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/**
 * The trace context a message carries: that of the gateway's span where it records one, else the
 * sender's own, handed on.
 */
export function traceHeaders(span: Span, headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const carrier: Record<string, string> = {};
  if (span.isRecording()) propagation.inject(trace.setSpan(context.active(), span), carrier);
  const sent = headers["traceparent"];
  if (carrier[logHeaders.traceparent] !== undefined || typeof sent !== "string" || !traceparent.test(sent))
    return carrier;
  const state = headers["tracestate"];
  const short = typeof state === "string" && state !== "" && state.length <= 512;
  return { [logHeaders.traceparent]: sent, ...(short ? { [logHeaders.tracestate]: state } : {}) };
}

export type Backdate =
  | { readonly kind: "ok"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "refused"; readonly code: "backdating_disabled" | "invalid_received_at" };

/** `Tidemark-Received-At` on a request: handed on where the collector allows it. */
export function backdateHeaders(headers: IncomingHttpHeaders, allowed: boolean): Backdate {
  const value = headers[logHeaders.receivedAt.toLowerCase()];
  if (value === undefined) return { kind: "ok", headers: {} };
  if (!allowed) return { kind: "refused", code: "backdating_disabled" };
  if (typeof value !== "string" || (value !== "event-time" && parseEventTime(value) === undefined))
    return { kind: "refused", code: "invalid_received_at" };
  return { kind: "ok", headers: { [logHeaders.receivedAt]: value } };
}
