import type { FastifyReply } from "fastify";
import { errorAnswer } from "./errors.ts";
import type { ErrorAnswer, ErrorCode } from "./errors.ts";

/** Sends an error in the one shape that all have; see `ErrorBody`. */
export function sendError(reply: FastifyReply, code: ErrorCode, detail?: string): FastifyReply {
  const { status, headers, body } = errorAnswer(code, detail);
  return reply.code(status).headers(headers).send(body);
}

/** The same for a connection where no request could be read: the bytes of a whole response. */
export function rawError(code: ErrorCode): string {
  const { status, headers, body }: ErrorAnswer = errorAnswer(code);
  const json = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(json)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${body.code}\r\n${lines.join("\r\n")}\r\n\r\n${json}`;
}
