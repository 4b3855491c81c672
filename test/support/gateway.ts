import { startTelemetry } from "#collector/telemetry/telemetry.ts";
import { createMetrics } from "#collector/telemetry/metrics.ts";
import { createLogger } from "#collector/telemetry/logger.ts";
import { startGateway } from "#collector/gateway/gateway.ts";
import type { Gateway, GatewayLimits, GatewayOptions } from "#collector/gateway/gateway.ts";
import { defaultServerLimits } from "#collector/gateway/server-options.ts";
import { createHealth } from "#collector/health.ts";
import { createMemoryLog } from "./memory-log.ts";
import type { MemoryLog } from "./memory-log.ts";

export interface TestGateway extends Gateway {
  readonly log: MemoryLog;
  readonly prometheus: () => Promise<string>;
}

/** A real gateway on a free port, with a log in memory. */
export async function startTestGateway(
  changes: Partial<Omit<GatewayOptions, "limits" | "log">> & {
    readonly limits?: Partial<GatewayLimits>;
    readonly log?: MemoryLog;
  } = {},
): Promise<TestGateway> {
  const log = changes.log ?? createMemoryLog();
  const telemetry = await startTelemetry({ otlpEndpoint: undefined, version: "test" });
  const gateway = await startGateway({
    host: "127.0.0.1",
    port: 0,
    keys: [],
    ownerKey: "the-owner-of-the-data",
    allowBackdating: false,
    fit: () => undefined,
    health: createHealth({ log, pingStore: () => Promise.resolve(), judging: () => Promise.resolve(null) }),
    status: () => Promise.reject(new Error("not in this test")),
    deadLetters: {
      list: () => Promise.resolve({ items: [], next: null }),
      show: () => Promise.resolve(undefined),
      redrive: () => Promise.resolve({ redriven: 0, impossible: 0, left: 0, cause: undefined }),
    },
    derivation: {
      report: () => {
        throw new Error("not in this test");
      },
      rebuild: () => true,
      replay: () => true,
      undoReplay: () => true,
      rollback: () => Promise.resolve([]),
      forgetPrevious: () => Promise.resolve([]),
    },
    retention: { view: () => Promise.reject(new Error("not in this test")), begin: () => true },
    archive: {
      schemaVersion: 0,
      slices: () => Promise.resolve([]),
      whole: () => Promise.reject(new Error("not in this test")),
      file: () => Promise.reject(new Error("not in this test")),
      import: () => Promise.reject(new Error("not in this test")),
    },
    beside: undefined,
    judging: () => Promise.resolve(null),
    store: { insert: () => Promise.reject(new Error("not in this test")) },
    asking: () => () => Promise.reject(new Error("not in this test")),
    graphs: () => Promise.reject(new Error("not in this test")),
    version: "test",
    prometheus: telemetry.prometheus,
    metrics: createMetrics(telemetry.meter),
    tracer: telemetry.tracer,
    logger: createLogger({ level: "silent", format: "json", destination: process.stderr, colors: false }),
    ...changes,
    limits: {
      ...defaultServerLimits,
      maxEventBytes: 16_000_000,
      maxBatchBytes: 32_000_000,
      maxInFlightBytes: 128_000_000,
      budgetMs: 4000,
      ...changes.limits,
    },
    log,
  });
  return { ...gateway, log, prometheus: telemetry.prometheus };
}

/** A run event that is accepted; what is given replaces its members. */
export function runEvent(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    eventType: "START",
    eventTime: "2026-01-31T07:00:00Z",
    producer: "https://example.com/test",
    schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    run: { runId: "0190d1a2-7c3e-7000-8000-000000000001" },
    job: { namespace: "test", name: "job" },
    inputs: [],
    outputs: [],
    ...changes,
  };
}
