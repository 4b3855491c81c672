import type { FastifyInstance } from "fastify";
import type { Metrics } from "../telemetry/metrics.ts";

/** Every answer is measured, every refusal counted by its code. */
export function registerRequestMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", async (request, reply) => {
    // The pattern of the route, never the address as sent: labels are bounded and hold nothing personal.
    metrics.request(request.routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime / 1000);
  });
  app.addHook("onSend", async (_request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== "string") return payload;
    const [, code] = /^\{"code":"([a-z_]+)"/.exec(payload) ?? [];
    if (code !== undefined) metrics.refusedRequest(code);
    return payload;
  });
}
