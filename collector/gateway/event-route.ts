import type { FastifyInstance } from "fastify";
import { sendError } from "./answers.ts";
import type { Intake } from "./intake.ts";
import { handleLineage } from "./lineage-request.ts";
import type { LineageRequestOptions } from "./lineage-request.ts";
import { sendRefusal } from "./refusal.ts";

/** Where OpenLineage's clients post: the Java client to exactly the URL it was given. */
const eventPaths = ["/api/v1/lineage", "/lineage", "/"] as const;

/** One event. 201 means that the log has it; the Go client takes nothing but 200 and 201 for success. */
export function registerEventRoute(app: FastifyInstance, intake: Intake, options: LineageRequestOptions): void {
  for (const path of eventPaths) {
    app.post(path, async (request, reply) =>
      handleLineage(request, reply, options, async ({ body, headers }) => {
        const event = intake.prepare(body);
        if (event.kind === "reject") return sendRefusal(reply, intake, body, event);
        const appended = await intake.append(event, headers);
        if (appended.kind === "unavailable") return sendError(reply, "log_unavailable");
        const truncated = event.truncated.length === 0 ? {} : { truncated: event.truncated };
        return reply.code(201).send({ status: "accepted", duplicate: appended.duplicate, ...truncated });
      }),
    );
  }
}
