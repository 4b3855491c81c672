import type { FastifyInstance } from "fastify";
import type { OperationReport } from "../operations.ts";
import type { Retention } from "../retention.ts";
import { sendError } from "./answers.ts";

/** What is kept, what would go, and letting it go now instead of within the hour. */
export function registerRetentionRoutes(
  app: FastifyInstance,
  retention: Pick<Retention, "view" | "begin">,
  report: () => OperationReport,
): void {
  const path = "/api/v1/retention";
  app.get(path, () => retention.view());
  app.post(path, (_request, reply) =>
    retention.begin() ? reply.code(202).send(report()) : sendError(reply, "operation_running"),
  );
}
