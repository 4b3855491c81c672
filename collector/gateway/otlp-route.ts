import type { FastifyInstance, FastifyReply } from "fastify";
import { decodeProtobuf } from "../otlp/protobuf.ts";
import { spanEvents } from "../otlp/span-events.ts";
import { spansOf } from "../otlp/wire.ts";
import { sendError } from "./answers.ts";
import { acceptBatch } from "./batch.ts";
import type { Intake } from "./intake.ts";
import { handleLineage } from "./lineage-request.ts";
import type { LineageRequestOptions } from "./lineage-request.ts";

const protobuf = "application/x-protobuf";

/**
 * Spans of OpenTelemetry, OTLP over HTTP: those with attributes of a job become runs, in the log before
 * the answer. https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function registerOtlpRoute(
  app: FastifyInstance,
  intake: Intake,
  options: Omit<LineageRequestOptions, "otherTypes"> & { readonly budgetMs: number },
): void {
  const types = { ...options, otherTypes: new Set([protobuf]) };
  app.post("/v1/traces", async (request, reply) =>
    handleLineage(request, reply, types, async ({ body, headers }) => {
      const binary = request.headers["content-type"]?.toLowerCase().startsWith(protobuf) === true;
      const spans = spansOf(binary ? await decodeProtobuf(body) : parse(body));
      if (typeof spans === "string") return sendError(reply, "not_otlp", spans);
      const events = spanEvents(spans).map((event) => Buffer.from(JSON.stringify(event)));
      const failed = await acceptBatch(intake, events, headers, options.budgetMs);
      // A sender tries the whole request again; what is in the log already is known by its content.
      if (failed.some(({ retriable }) => retriable)) return sendError(reply, "log_unavailable");
      return answer(reply, binary, failed.length, failed[0]?.reason ?? "");
    }),
  );
}

function parse(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return value;
  } catch {
    return undefined;
  }
}

/** Empty when all is well. */
function answer(reply: FastifyReply, binary: boolean, rejected: number, reason: string): FastifyReply {
  if (!binary)
    return reply.send(
      rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: reason } },
    );
  return reply.type(protobuf).send(rejected === 0 ? Buffer.alloc(0) : partialSuccess(rejected, reason));
}

/** `ExportTraceServiceResponse { partial_success { rejected_spans, error_message } }`, in protobuf. */
function partialSuccess(rejected: number, reason: string): Buffer {
  const text = Buffer.from(reason.slice(0, 80).replaceAll(/[^\u0020-\u007e]/g, "?"));
  const count = Math.min(rejected, 127);
  const inside = Buffer.concat([Buffer.from([0x08, count, 0x12, text.length]), text]);
  return Buffer.concat([Buffer.from([0x0a, inside.length]), inside]);
}
