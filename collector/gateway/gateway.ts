import type { Tracer } from "@opentelemetry/api";
import { fastify } from "fastify";
import type { FastifyInstance } from "fastify";
import type { ArchiveDesk } from "../archive/archive-desk.ts";
import type { ApiKey } from "../config/config.ts";
import type { Derivation } from "../derivation.ts";
import type { Beside } from "../beside.ts";
import type { Health } from "../health.ts";
import type { Judging } from "../judging.ts";
import { bearerKey, createKeyRing } from "../key-ring.ts";
import type { EventLog } from "../log/log.ts";
import type { Retention } from "../retention.ts";
import type { CollectorStatus } from "../status.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { registerArchiveRoutes } from "./archive-routes.ts";
import { registerBatchRoute } from "./batch-route.ts";
import { ByteBudget } from "./byte-budget.ts";
import { checkEvent } from "./check.ts";
import type { DeadLetterDesk } from "./dead-letter-desk.ts";
import { registerDeadLetterRoutes } from "./dead-letter-routes.ts";
import { registerEvaluateRoute } from "./evaluate-route.ts";
import { registerIncidentRoutes } from "./incident-routes.ts";
import type { IncidentDesk } from "./incident-routes.ts";
import { registerDerivationRoutes } from "./derivation-routes.ts";
import { registerErrorAnswers } from "./error-answers.ts";
import { registerEventRoute } from "./event-route.ts";
import { registerAccessGuard, registerStopGuard } from "./guards.ts";
import { createIntake } from "./intake.ts";
import type { IntakeOptions } from "./intake.ts";
import { registerHealthRoutes, registerMetricsRoute, registerStatusRoute } from "./observation-routes.ts";
import { registerOtlpRoute } from "./otlp-route.ts";
import { registerQueryRoutes } from "./query-routes.ts";
import type { QuestionSources } from "./query-routes.ts";
import { registerRequestMetrics } from "./request-metrics.ts";
import { registerRetentionRoutes } from "./retention-routes.ts";
import { serverOptions } from "./server-options.ts";
import type { ServerLimits } from "./server-options.ts";

export interface GatewayLimits extends ServerLimits {
  readonly maxEventBytes: number;
  readonly maxBatchBytes: number;
  readonly maxInFlightBytes: number;
  /** How long the log may take before a sender is told to try again. */
  readonly budgetMs: number;
}

export interface GatewayOptions extends QuestionSources {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** None: whoever reaches the port may use it, but web pages. */
  readonly keys: readonly ApiKey[];
  /** Of whoever may read the data directory; asked for by what only its owner may. */
  readonly ownerKey: string;
  readonly allowBackdating: boolean;
  readonly limits: GatewayLimits;
  readonly log: EventLog;
  readonly fit: IntakeOptions["fit"];
  readonly health: () => Promise<Health>;
  readonly status: () => Promise<CollectorStatus>;
  /** Undefined where nothing is judged. */
  readonly beside: Pick<Beside, "judge"> | undefined;
  readonly judging: () => Promise<Judging | null>;
  /** Where people's actions are written down. */
  readonly store: IncidentDesk["store"];
  readonly deadLetters: DeadLetterDesk;
  readonly derivation: Derivation;
  readonly archive: ArchiveDesk;
  readonly retention: Pick<Retention, "view" | "begin">;
  readonly version: string;
  readonly prometheus: () => Promise<string>;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly logger: Logger;
}

export interface Gateway {
  /** Where it listens: `http://127.0.0.1:5050`. */
  readonly url: string;
  /** Request bodies held now. */
  readonly heldBytes: () => number;
  /** Takes no new requests, answers those under way, at most 10 s. */
  readonly close: () => Promise<void>;
}

const drainMs = 10_000;

/** The HTTP side of the collector. Throws when the port cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const budget = new ByteBudget(options.limits.maxInFlightBytes);
  const app = fastify(serverOptions(options.limits, options.metrics));
  // Bodies stay streams; `readBody` takes them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  const closing = new AbortController();
  registerErrorAnswers(app, options.logger);
  registerRequestMetrics(app, options.metrics);
  registerStopGuard(app, closing.signal);
  registerHealthRoutes(app, options.health);
  await app.register((guarded, _options, done) => {
    registerGuarded(guarded, options, budget);
    done();
  });
  app.server.maxConnections = options.limits.maxConnections;
  const url = await app.listen({ host: options.host, port: options.port });
  return {
    url,
    heldBytes: () => budget.held,
    async close() {
      closing.abort();
      const force = setTimeout(() => app.server.closeAllConnections(), drainMs);
      await app.close();
      clearTimeout(force);
    },
  };
}

function registerGuarded(app: FastifyInstance, options: GatewayOptions, budget: ByteBudget): void {
  const { limits, allowBackdating, tracer } = options;
  const { ownerKey } = options;
  registerAccessGuard(app, options.keys.length === 0 ? [] : [...options.keys, { name: "owner", key: ownerKey }]);
  const intake = createIntake({ ...options, ...limits, check: checkEvent });
  const eventLimits = { maxBytes: limits.maxEventBytes, tooLarge: "too_large", budget } as const;
  const batchLimits = { maxBytes: limits.maxBatchBytes, tooLarge: "batch_too_large", budget } as const;
  registerEventRoute(app, intake, { limits: eventLimits, allowBackdating, tracer });
  registerBatchRoute(app, intake, { limits: batchLimits, allowBackdating, tracer, budgetMs: limits.budgetMs });
  registerOtlpRoute(app, intake, { limits: batchLimits, allowBackdating, tracer, budgetMs: limits.budgetMs });
  registerMetricsRoute(app, options.prometheus);
  registerStatusRoute(app, options.status);
  registerDeadLetterRoutes(app, options.deadLetters, eventLimits);
  registerDerivationRoutes(app, options.derivation, eventLimits);
  registerRetentionRoutes(app, options.retention, options.derivation.report);
  registerArchiveRoutes(app, options.archive, { limits: batchLimits, allowBackdating, ownerKey });
  registerQueryRoutes(app, options, options.version);
  registerEvaluateRoute(app, options.beside, options.judging);
  const holderOfKey = createKeyRing(options.keys);
  const desk: IncidentDesk = {
    store: options.store,
    asking: options.asking,
    holderOf: ({ headers }) => holderOfKey(bearerKey(headers.authorization)),
  };
  registerIncidentRoutes(app, desk, eventLimits);
}
