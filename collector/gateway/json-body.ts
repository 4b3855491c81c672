import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { sendError } from "./answers.ts";
import { readBody } from "./body.ts";
import type { BodyLimits } from "./body.ts";

/** Of an operator's request: a selection, not data. */
const maxBytes = 100_000;

/** The body of an operator's request; undefined when it was wrong, and has been answered so. */
export async function readJson<S extends z.ZodType>(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: BodyLimits,
  schema: S,
): Promise<z.output<S> | undefined> {
  const body = await readBody(request.raw, { ...limits, maxBytes });
  if (body.kind === "aborted") {
    reply.hijack();
    return undefined;
  }
  if (body.kind === "refused") {
    await sendError(reply, body.code);
    return undefined;
  }
  limits.budget.give(body.bytes.length);
  const parsed = schema.safeParse(jsonOf(body.bytes));
  if (parsed.success) return parsed.data;
  await sendError(reply, "invalid_parameter", problems(parsed.error));
  return undefined;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // Not an object either; the schema says so.
    return undefined;
  }
}

/** What is wrong with a request, for its sender. */
export function problems(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join("; ");
}
