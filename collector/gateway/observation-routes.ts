import type { FastifyInstance } from "fastify";
import type { Health } from "../health.ts";
import type { CollectorStatus } from "../status.ts";

/** For orchestrators: open to all, and telling nothing but states. */
export function registerHealthRoutes(app: FastifyInstance, health: () => Promise<Health>): void {
  app.get("/health/live", async () => ({ status: "live" }));
  app.get("/health/ready", async (_request, reply) => {
    const { ready, ...state } = await health();
    return reply.code(ready ? 200 : 503).send(state);
  });
}

export function registerMetricsRoute(app: FastifyInstance, prometheus: () => Promise<string>): void {
  app.get("/metrics", async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(await prometheus()),
  );
}

export function registerStatusRoute(app: FastifyInstance, status: () => Promise<CollectorStatus>): void {
  app.get("/api/v1/status", async () => status());
}
