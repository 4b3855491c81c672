import { join } from "node:path";
import { fitEvent } from "#agent/contract/fit.ts";
import { createRedactor } from "#agent/contract/redact.ts";
import { createAsking } from "#query/ask.ts";
import { createGraphSource } from "#query/graph/graph-source.ts";
import type { Store } from "#store/store.ts";
import type { Config } from "./config/config.ts";
import { createArchiveDesk } from "./archive/archive-desk.ts";
import { createImporter } from "./archive/importer.ts";
import { startEventFlow } from "./event-flow.ts";
import { startDerivation } from "./derivation.ts";
import { createDeadLetterDesk } from "./gateway/dead-letter-desk.ts";
import { startGateway } from "./gateway/gateway.ts";
import { defaultServerLimits } from "./gateway/server-options.ts";
import { createHealth } from "./health.ts";
import { openNatsBackbone } from "./nats-backbone.ts";
import type { SearchPath } from "./nats-backbone.ts";
import { openStore } from "./open-store.ts";
import { newOwnerKey, writeOwnerFile } from "./owner-file.ts";
import { createOperations } from "./operations.ts";
import { createPipeline } from "./pipeline.ts";
import { startSettler } from "./settler.ts";
import { openRetention, policyOf } from "./retention.ts";
import { Shutdown } from "./shutdown.ts";
import { startupError } from "./startup-error.ts";
import { createStatus } from "./status.ts";
import type { BreakerState } from "./writer/store-breaker.ts";
import type { Logger } from "./telemetry/logger.ts";
import { createMetrics, observeGauges } from "./telemetry/metrics.ts";
import { startTelemetry } from "./telemetry/telemetry.ts";
import { openTraceExport } from "./trace-export/open-trace-export.ts";

export interface CollectorOptions {
  readonly config: Config;
  readonly search: SearchPath;
  readonly version: string;
  readonly logger: Logger;
  /** Starts what runs on the store beside the collector; it is ended before the store is. */
  readonly beside?: (store: Store) => Beside;
}

export interface Beside {
  readonly close: () => Promise<void>;
}

/** A running collector, and what a person needs to know of it. */
export interface Collector {
  /** Of the gateway. */
  readonly url: string;
  /** Where agents connect; undefined without NATS. */
  readonly natsUrl: string | undefined;
  /** ClickHouse's HTTP interface: the embedded engine's, or the server's. */
  readonly clickhouseUrl: string;
  readonly logName: string;
  readonly storeName: string;
  /** Takes no more, stores what it has, then ends all it has started. */
  readonly close: () => Promise<void>;
}

/** How long the log may take: clients send again, or give up, after 5 s. */
const budgetMs = 4500;

/** @throws StartupError when it cannot start; what was started by then is ended again. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { logger } = options;
  const shutdown = new Shutdown((name, error) => logger.error({ err: error }, `${name} did not end well`));
  try {
    return await start(options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw startupError(error, options.config);
  }
}

/** Each part is ended in the opposite order: first nothing more comes in, last the store goes. */
async function start(options: CollectorOptions, shutdown: Shutdown): Promise<Collector> {
  const { config, search, version, logger } = options;
  const startedAt = new Date();
  const telemetry = await startTelemetry({ otlpEndpoint: config.otlpEndpoint, version });
  shutdown.add("telemetry", telemetry.close);
  const metrics = createMetrics(telemetry.meter);

  const { store, storeName, clickhouseUrl } = await openStore(config, logger, shutdown);
  await startReaders(options, store, shutdown);
  const redactor = createRedactor({ keys: config.redactKeys });
  const operations = createOperations(logger);
  shutdown.add("operation", operations.close);
  const retention = await openRetention({ config, store, operations, logger }, shutdown);
  const pipeline = createPipeline({ ...config, redactor, allowBackdating: false });
  const derivation = await startDerivation({ store, pipeline, operations, logger });
  const backbone = await openNatsBackbone(config, search, logger, shutdown);
  const logName = backbone?.name ?? "none: events go straight into the store";
  const { log, writer, deadLetters } = startEventFlow(
    { config, store, backbone, telemetry, metrics, logger },
    shutdown,
  );

  const importer = createImporter({ ...config, store, redactor, sink: writer, deadLetters });
  const ownerKey = newOwnerKey();
  const breaker = (): BreakerState => writer.state;
  const { totals } = metrics;
  const gateway = await startGateway({
    host: config.host,
    port: config.port,
    keys: config.apiKeys,
    ownerKey,
    allowBackdating: config.allowBackdating,
    limits: { ...defaultServerLimits, ...config, budgetMs },
    log,
    fit: fitEvent,
    health: createHealth({ log, pingStore: async () => (await store.client.query({ query: "SELECT 1" })).text() }),
    status: createStatus({ version, startedAt, store, storeName, log, logName, breaker, totals, ...policyOf(config) }),
    deadLetters: createDeadLetterDesk({ store, log, writer: deadLetters }),
    derivation,
    retention,
    archive: createArchiveDesk({ store, importer, directory: join(config.dataDirectory, "exports") }),
    asking: createAsking(store),
    graphs: createGraphSource(store),
    version,
    prometheus: telemetry.prometheus,
    metrics,
    tracer: telemetry.tracer,
    logger,
  });
  shutdown.add("gateway", gateway.close);
  if (store.kind === "embedded") leaveAddress(config, gateway.url, ownerKey, shutdown);
  observeGauges(telemetry.meter, {
    lag: () => log.lag(),
    breaker,
    bufferedBytes: () => writer.bufferedBytes,
    requestBytes: gateway.heldBytes,
    appendsInFlight: log.inFlight,
  });
  return { url: gateway.url, natsUrl: backbone?.url, clickhouseUrl, logName, storeName, close: () => shutdown.run() };
}

/** What reads the store by itself, beside what is asked. */
async function startReaders(
  { config, logger, beside }: CollectorOptions,
  store: Store,
  shutdown: Shutdown,
): Promise<void> {
  if (beside !== undefined) shutdown.add("what runs beside", beside(store).close);
  shutdown.add("settler", startSettler(store, logger).close);
  shutdown.add("trace export", (await openTraceExport(config, store, logger)).close);
}

/** For commands that find the data directory in use. */
function leaveAddress(config: Config, url: string, key: string, shutdown: Shutdown): void {
  const forget = writeOwnerFile(config.dataDirectory, { pid: process.pid, url, key });
  shutdown.add("owner file", async () => forget());
}
