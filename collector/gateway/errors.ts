import { reasons } from "../reasons.ts";
import type { Reason } from "../reasons.ts";

/**
 * What the gateway itself can answer besides the reasons for which an event is refused. What clients
 * do is measured: 4xx loses the event at once, 503 is tried again, so 503 is for what may pass.
 */
export const gatewayErrors = {
  unauthorized: {
    status: 401,
    meaning: "the API key is missing or unknown",
    action: "send `Authorization: Bearer <key>` with one of the keys in TIDEMARK_API_KEYS",
  },
  browser_refused: {
    status: 403,
    meaning: "a web page may not use a collector that has no API keys",
    action: "set TIDEMARK_API_KEYS, or call it by localhost or its IP address and not from a web page",
  },
  backdating_disabled: {
    status: 403,
    meaning: "this collector does not let senders say when an event was received",
    action: "leave out Tidemark-Received-At, or start the collector with TIDEMARK_ALLOW_BACKDATING=true",
  },
  invalid_received_at: {
    status: 400,
    meaning: "Tidemark-Received-At is neither `event-time` nor an RFC 3339 time",
    action: "send for example 2026-01-31T07:00:00Z",
  },
  unsupported_media_type: {
    status: 415,
    meaning: "the body is not said to be JSON",
    action: "send `Content-Type: application/json`",
  },
  unsupported_charset: {
    status: 415,
    meaning: "the body is not said to be UTF-8",
    action: "send UTF-8, with `Content-Type: application/json; charset=utf-8`",
  },
  unsupported_encoding: {
    status: 415,
    meaning: "the body is compressed in a way that is not supported",
    action: "send `Content-Encoding: gzip`, `deflate` or `br`, or no compression",
  },
  invalid_compression: {
    status: 400,
    meaning: "the body cannot be decompressed as its Content-Encoding says",
    action: "check that the whole body is sent, compressed once",
  },
  not_an_array: {
    status: 400,
    meaning: "the batch is not a JSON array",
    action: "send `[event, event, …]`, or a single event to /api/v1/lineage",
  },
  not_otlp: {
    status: 400,
    meaning: "the body is no ExportTraceServiceRequest of OTLP",
    action: "send OTLP over HTTP, as application/json or application/x-protobuf",
  },
  batch_too_large: {
    status: 413,
    meaning: "the batch is larger than the limit",
    action: "send smaller batches, or raise TIDEMARK_MAX_BATCH_BYTES",
  },
  batch_refused: {
    status: 422,
    meaning: "no event of the batch can be accepted",
    action: "see the reason of each in failed_events",
  },
  bad_request: { status: 400, meaning: "this is not HTTP the gateway understands", action: "check the client" },
  invalid_parameter: {
    status: 400,
    meaning: "a parameter of the request is wrong",
    action: "see docs/http-api.md for the parameters",
  },
  not_found: {
    status: 404,
    meaning: "nothing is at this address",
    action: "send events to /api/v1/lineage",
  },
  unknown_name: {
    status: 404,
    meaning: "this is not known here",
    action: "look for it with /api/v1/search?q=…",
  },
  unknown_letter: {
    status: 404,
    meaning: "no dead letter has this id",
    action: "`tidemark dlq list --all` tells which there are",
  },
  ambiguous_name: {
    status: 409,
    meaning: "several have this name",
    action: "say which: namespace/name, or of which job",
  },
  not_judging: {
    status: 409,
    meaning: "this collector judges nothing",
    action: "ask one that does: TIDEMARK_EVALUATE_EVERY is off here",
  },
  operation_running: {
    status: 409,
    meaning: "a rebuild or replay is under way",
    action: "wait for it: GET /api/v1/operation tells how far it is",
  },
  method_not_allowed: {
    status: 405,
    meaning: "this address does not take that method",
    action: "use a method of the Allow header",
  },
  request_timeout: {
    status: 408,
    meaning: "the request did not arrive whole in time",
    action: "send it again",
  },
  headers_too_large: { status: 431, meaning: "the request's headers are too large", action: "send less in them" },
  internal: {
    status: 500,
    meaning: "the collector made a mistake",
    action: "send it again; report the log line with this request's time",
  },
  log_unavailable: {
    status: 503,
    meaning: "the log did not take the event in time",
    action: "send it again after Retry-After; sending twice does no harm",
  },
  overloaded: {
    status: 503,
    meaning: "too many requests are being worked on",
    action: "send it again after Retry-After",
  },
  stopping: { status: 503, meaning: "the collector is stopping", action: "send it again after Retry-After" },
  store_unavailable: { status: 503, meaning: "the store does not answer", action: "ask again after Retry-After" },
  query_too_expensive: {
    status: 504,
    meaning: "the question takes more time or memory than one may",
    action: "ask for less: one job or dataset, a shorter time, or no asOf",
  },
} as const satisfies Readonly<
  Record<string, { readonly status: number; readonly meaning: string; readonly action: string }>
>;

export type GatewayError = keyof typeof gatewayErrors;
export type ErrorCode = GatewayError | Reason;

/** The body of every answer that is not a success. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  /** What the sender does next. */
  readonly action: string;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

const table = { ...reasons, ...gatewayErrors };

/** `detail` says where and what; it never repeats what was sent. */
export function errorAnswer(code: ErrorCode, detail?: string): ErrorAnswer {
  const { status, meaning, action } = table[code];
  // Never with 413: clients would send the same body again.
  const headers: Record<string, string> = status === 503 ? { "retry-after": "5" } : {};
  if (status === 401) headers["www-authenticate"] = "Bearer";
  const message = detail === undefined || detail === "" ? meaning : `${meaning}: ${detail}`;
  return { status, headers, body: { code, message, action } };
}
