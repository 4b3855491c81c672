import type { FastifyReply } from "fastify";
import type { AskFailure } from "#query/ask.ts";
import { sendError } from "./answers.ts";
import type { Problem } from "./api/endpoint.ts";
import { errorAnswer } from "./errors.ts";
import type { GatewayError } from "./errors.ts";

/** Sends what is wrong, with what might have been meant. */
export function sendProblem(reply: FastifyReply, { code, detail, candidates }: Problem): FastifyReply {
  if (candidates === undefined) return sendError(reply, code, detail);
  const { status, headers, body } = errorAnswer(code, detail);
  return reply
    .code(status)
    .headers(headers)
    .send({ ...body, candidates });
}

export function storeProblem({ kind }: AskFailure): Problem {
  return { kind: "error", code: failures[kind], detail: "" };
}

const failures: Readonly<Record<AskFailure["kind"], GatewayError>> = {
  unavailable: "store_unavailable",
  busy: "overloaded",
  too_expensive: "query_too_expensive",
};
