import type { FastifyInstance, FastifyReply } from "fastify";
import { frames } from "../stages/frames.ts";
import { sendError } from "./answers.ts";
import { acceptBatch } from "./batch.ts";
import type { FailedEvent } from "./batch.ts";
import { errorAnswer } from "./errors.ts";
import type { Intake } from "./intake.ts";
import { handleLineage } from "./lineage-request.ts";
import type { LineageRequestOptions } from "./lineage-request.ts";
import { sendRefusal } from "./refusal.ts";

const batchPaths = ["/api/v1/lineage/batch", "/lineage/batch", "/batch"] as const;

/**
 * An array of events, each accepted or refused by itself:
 * https://openlineage.io/apidocs/openapi/#tag/OpenLineage/operation/postEventBatch
 */
export function registerBatchRoute(
  app: FastifyInstance,
  intake: Intake,
  options: LineageRequestOptions & { readonly budgetMs: number },
): void {
  for (const path of batchPaths) {
    app.post(path, async (request, reply) =>
      handleLineage(request, reply, options, async ({ body, headers }) => {
        if (!isArray(body)) return sendError(reply, "not_an_array");
        const events = frames(body, undefined);
        if (events.kind === "reject") return sendRefusal(reply, intake, body, events);
        const failed = await acceptBatch(intake, events.value, headers, options.budgetMs);
        return sendSummary(reply, events.value.length, failed);
      }),
    );
  }
}

/** Whether the first byte that is neither white space nor of a byte order mark opens an array. */
function isArray(body: Uint8Array): boolean {
  return /^\s*\[/.test(new TextDecoder().decode(body.subarray(0, 64)));
}

/**
 * 200 while at least one event was taken (or none was sent). When all failed, an error status, since
 * clients look at that first: 503 if sending again may help, else 422; the body is the same and more.
 */
function sendSummary(reply: FastifyReply, received: number, failed: readonly FailedEvent[]): FastifyReply {
  const retriable = failed.filter((event) => event.retriable).length;
  const summary = {
    status: failed.length === 0 ? "success" : "partial_success",
    summary: {
      received,
      successful: received - failed.length,
      failed: failed.length,
      retriable,
      non_retriable: failed.length - retriable,
    },
    failed_events: failed,
  };
  if (failed.length === 0 || failed.length < received) return reply.code(200).send(summary);
  const { status, headers, body } = errorAnswer(retriable > 0 ? "log_unavailable" : "batch_refused");
  return reply
    .code(status)
    .headers(headers)
    .send({ ...body, ...summary });
}
