import { context, propagation, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { Tracer } from "@opentelemetry/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendError } from "./answers.ts";
import { readBody } from "./body.ts";
import type { BodyLimits } from "./body.ts";
import { contentTypeProblem } from "./content.ts";
import { backdateHeaders, traceHeaders } from "./message-headers.ts";

export interface LineageRequest {
  readonly body: Uint8Array;
  /** Beside every message this request becomes. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface LineageRequestOptions {
  readonly limits: BodyLimits;
  readonly allowBackdating: boolean;
  readonly tracer: Tracer;
  /** Media types beside JSON. */
  readonly otherTypes?: ReadonlySet<string>;
}

/**
 * What a request with events goes through before they are looked at: its headers, then its body.
 * `work` answers; the body's bytes are given back to the budget when it has.
 */
export async function handleLineage(
  request: FastifyRequest,
  reply: FastifyReply,
  { limits, allowBackdating, tracer, otherTypes }: LineageRequestOptions,
  work: (lineage: LineageRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const type = request.headers["content-type"];
  const problem = otherTypes?.has(type?.toLowerCase() ?? "") === true ? undefined : contentTypeProblem(type);
  if (problem !== undefined) return sendError(reply, problem);
  const backdate = backdateHeaders(request.headers, allowBackdating);
  if (backdate.kind === "refused") return sendError(reply, backdate.code);

  const body = await readBody(request.raw, limits);
  if (body.kind === "refused") return sendError(reply, body.code, body.detail);
  if (body.kind === "aborted") return reply.hijack();

  const parent = propagation.extract(context.active(), request.headers);
  const route = request.routeOptions.url ?? "";
  const attributes = {
    "http.request.method": request.method,
    "http.route": route,
    "http.request.body.size": body.bytes.length,
  };
  const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
  try {
    const answered = await work({
      body: body.bytes,
      headers: { ...traceHeaders(span, request.headers), ...backdate.headers },
    });
    span.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    return answered;
  } finally {
    span.end();
    limits.budget.give(body.bytes.length);
  }
}
