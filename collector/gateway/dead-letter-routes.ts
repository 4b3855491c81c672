import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { reasons } from "../reasons.ts";
import { sendError } from "./answers.ts";
import type { BodyLimits } from "./body.ts";
import type { DeadLetterDesk, DeadLetterDocument } from "./dead-letter-desk.ts";
import { problems, readJson } from "./json-body.ts";
import { knownInstead } from "./known-instead.ts";

const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const id = z.string().regex(/^[\da-f]{32}$/, "an id has 32 hexadecimal digits");
const reasonNames = Object.keys(reasons);
const letterReason = z.string().refine((word) => reasonNames.includes(word), {
  error: ({ input }) => {
    const word = String(input).slice(0, 50);
    return `nothing is refused as ${word}: ${knownInstead(word, reasonNames)}`;
  },
});
const limit = z.coerce.number().int().min(1).max(1000);

const listParameters = z.strictObject({
  reason: letterReason.optional(),
  since: time.optional(),
  redriven: z.stringbool().optional(),
  limit: limit.default(50),
  cursor: z
    .string()
    .regex(/^\d{1,16}-[\da-f]{1,64}$/)
    .optional(),
});

const redriveRequest = z
  .strictObject({
    ids: z.array(id).min(1).max(1000).optional(),
    reason: letterReason.optional(),
    since: time.optional(),
    all: z.literal(true).optional(),
    limit: limit.default(1000),
  })
  .refine((request) => Object.keys(request).some((key) => key !== "limit"), "say which: ids, reason, since or all");

/** What was refused, for operators: look at it, and send it through the collector again. */
export function registerDeadLetterRoutes(app: FastifyInstance, desk: DeadLetterDesk, limits: BodyLimits): void {
  const path = "/api/v1/dead-letters";

  app.get(path, async (request, reply) => {
    const parameters = listParameters.safeParse(request.query);
    if (!parameters.success) return sendError(reply, "invalid_parameter", problems(parameters.error));
    return desk.list(parameters.data);
  });

  const find = async (params: unknown): Promise<DeadLetterDocument | undefined> => {
    const parsed = z.object({ id }).safeParse(params);
    return parsed.success ? desk.show(parsed.data.id) : undefined;
  };
  app.get(`${path}/:id`, async (request, reply) => {
    const letter = await find(request.params);
    return letter === undefined
      ? sendError(reply, "unknown_letter")
      : { ...letter, raw: letter.raw.toString("base64") };
  });
  app.get(`${path}/:id/raw`, async (request, reply) => {
    const letter = await find(request.params);
    if (letter === undefined) return sendError(reply, "unknown_letter");
    return reply.type("application/octet-stream").header("x-content-type-options", "nosniff").send(letter.raw);
  });

  app.post(`${path}/redrive`, async (request, reply) => {
    const asked = await readJson(request, reply, limits, redriveRequest);
    if (asked === undefined) return reply;
    const { ids, reason, since, limit: most } = asked;
    return desk.redrive({
      limit: most,
      ...(ids === undefined ? {} : { ids }),
      ...(reason === undefined ? {} : { reason }),
      ...(since === undefined ? {} : { receivedFrom: since }),
    });
  });
}
