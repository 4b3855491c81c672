import type { FastifyServerOptions } from "fastify";
import type { Metrics } from "../telemetry/metrics.ts";
import { rawError, sendError } from "./answers.ts";
import type { GatewayError } from "./errors.ts";

export interface ServerLimits {
  readonly maxConnections: number;
  readonly maxHeaderBytes: number;
  /** From a request's first byte to its last. */
  readonly requestTimeoutMs: number;
  /** From its first byte to the end of its headers. */
  readonly headersTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
}

export const defaultServerLimits: ServerLimits = {
  maxConnections: 2048,
  maxHeaderBytes: 16 * 1024,
  requestTimeoutMs: 30_000,
  headersTimeoutMs: 10_000,
  // Longer than the idle time of usual proxies and client pools, so that they close first.
  keepAliveTimeoutMs: 72_000,
};

/** What guards the HTTP server against slow, large and malformed requests. */
export function serverOptions(limits: ServerLimits, metrics: Metrics) {
  return {
    // Bodies are read by `readBody`, with limits of their own.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: "idle",
    // The guard says it in our own words.
    return503OnClosing: false,
    http: {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
    },
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 8192 },
    frameworkErrors: (_error, _request, reply) => void sendError(reply, "bad_request"),
    clientErrorHandler(error, socket) {
      const code = clientErrorCode(error.code);
      metrics.refusedRequest(code);
      if (socket.writable) socket.end(rawError(code));
      else socket.destroy();
    },
  } as const satisfies FastifyServerOptions & { readonly http: object };
}

function clientErrorCode(code: string | undefined): GatewayError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "request_timeout";
  return code === "HPE_HEADER_OVERFLOW" ? "headers_too_large" : "bad_request";
}
