import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { derivable } from "#store/derived/derivable.ts";
import { UnknownProjectionError } from "#store/derived/rebuild.ts";
import type { Derivation } from "../derivation.ts";
import { sendError } from "./answers.ts";
import type { BodyLimits } from "./body.ts";
import { readJson } from "./json-body.ts";
import { knownInstead } from "./known-instead.ts";

const rebuildRequest = z.strictObject({
  action: z.enum(["rebuild", "rollback", "forget-previous"]).default("rebuild"),
  projections: z.array(z.string().max(64)).max(100).default([]),
  forgetDropped: z.boolean().default(false),
});

const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

const replayRequest = z.union([
  z.strictObject({ action: z.literal("rollback") }),
  z
    .strictObject({ from: time, to: time, dryRun: z.boolean().default(false) })
    .refine(({ from, to }) => from < to, "from is not before to"),
]);

function unknownText({ unknown }: UnknownProjectionError): string {
  return unknown.map((name) => `nothing is derived as ${name}: ${knownInstead(name, derivable)}`).join("; ");
}

/** What is derived, derived again: for operators. */
export function registerDerivationRoutes(app: FastifyInstance, derivation: Derivation, limits: BodyLimits): void {
  const begun = async (reply: FastifyReply, started: boolean): Promise<FastifyReply> =>
    started ? reply.code(202).send(derivation.report()) : sendError(reply, "operation_running");

  app.get("/api/v1/operation", () => derivation.report());

  app.post("/api/v1/rebuild", async (request, reply) => {
    const asked = await readJson(request, reply, limits, rebuildRequest);
    if (asked === undefined) return reply;
    const { action, projections, forgetDropped } = asked;
    try {
      if (action === "rollback") return { names: await derivation.rollback(projections) };
      if (action === "forget-previous") return { names: await derivation.forgetPrevious(projections) };
      return await begun(reply, derivation.rebuild(projections, forgetDropped));
    } catch (error) {
      if (error instanceof UnknownProjectionError) return sendError(reply, "invalid_parameter", unknownText(error));
      throw error;
    }
  });

  app.post("/api/v1/replay", async (request, reply) => {
    const asked = await readJson(request, reply, limits, replayRequest);
    if (asked === undefined) return reply;
    return begun(reply, "action" in asked ? derivation.undoReplay() : derivation.replay(asked, asked.dryRun));
  });
}
