import type { FastifyInstance } from "fastify";
import type { Beside } from "../beside.ts";
import { withDeadline } from "../deadline.ts";
import type { Judging } from "../judging.ts";
import { sendError } from "./answers.ts";

const answerWithinMs = 25_000;

/** Judges now what is stored, instead of within the period. */
export function registerEvaluateRoute(
  app: FastifyInstance,
  beside: Pick<Beside, "judge"> | undefined,
  judging: () => Promise<Judging | null>,
): void {
  app.post("/api/v1/evaluate", async (_request, reply) => {
    if (beside === undefined) return sendError(reply, "not_judging");
    const judged = beside.judge().then(
      () => "ok" as const,
      () => "failed" as const,
    );
    const outcome = await withDeadline(judged, answerWithinMs);
    if (outcome !== "ok") return sendError(reply, "store_unavailable");
    const state = await judging();
    return { evaluatedAt: state?.lastAt ?? null, telling: state?.telling ?? "off" };
  });
}
