import { join } from "node:path";
import { fitEvent } from "#agent/contract/fit.ts";
import { createRedactor } from "#agent/contract/redact.ts";
import { createAsking } from "#query/ask.ts";
import { createGraphSource } from "#query/graph/graph-source.ts";
import type { Store } from "#store/store.ts";
import type { Beside, Lent } from "./beside.ts";
import type { Config } from "./config/config.ts";
import { createArchiveDesk } from "./archive/archive-desk.ts";
import { createImporter } from "./archive/importer.ts";
import { startEventFlow } from "./event-flow.ts";
import type { EventFlow } from "./event-flow.ts";
import { startDerivation } from "./derivation.ts";
import { createDeadLetterDesk } from "./gateway/dead-letter-desk.ts";
import { startGateway } from "./gateway/gateway.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { defaultServerLimits } from "./gateway/server-options.ts";
import { createHealth } from "./health.ts";
import { createJudging } from "./judging.ts";
import { openNatsBackbone } from "./nats-backbone.ts";
import type { SearchPath } from "./nats-backbone.ts";
import { openStore } from "./open-store.ts";
import { newOwnerKey, writeOwnerFile } from "./owner-file.ts";
import { createOperations } from "./operations.ts";
import { createPipeline } from "./pipeline.ts";
import { startSettler } from "./settler.ts";
import { startSqlInference } from "./sql-inference/sql-inference.ts";
import type { SqlInference } from "./sql-inference/sql-inference.ts";
import { openRetention, policyOf } from "./retention.ts";
import { Shutdown } from "./shutdown.ts";
import { startupError } from "./startup-error.ts";
import { createStatus } from "./status.ts";
import type { EventWriter } from "./writer/event-writer.ts";
import type { BreakerState } from "./writer/store-breaker.ts";
import type { Logger } from "./telemetry/logger.ts";
import { createMetrics, observeGauges } from "./telemetry/metrics.ts";
import type { Gauges } from "./telemetry/metrics.ts";
import { startTelemetry } from "./telemetry/telemetry.ts";
import { openTraceExport } from "./trace-export/open-trace-export.ts";

export interface CollectorOptions {
  readonly config: Config;
  readonly search: SearchPath;
  readonly version: string;
  readonly logger: Logger;
  /** Starts what judges what is stored; it is ended before the log and the store are. */
  readonly beside?: (lent: Lent) => Promise<Beside>;
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

  const ownerKey = newOwnerKey();
  const { store, storeName, clickhouseUrl } = await openStore({ config, ownerKey, logger }, shutdown);
  const inference = await startReaders(config, store, logger, shutdown);
  const redactor = createRedactor({ keys: config.redactKeys });
  const operations = createOperations(logger);
  shutdown.add("operation", operations.close);
  const retention = await openRetention({ config, store, operations, logger }, shutdown);
  const pipeline = createPipeline({ ...config, redactor, allowBackdating: false });
  const derivation = await startDerivation({ store, pipeline, operations, inference, logger });
  const backbone = await openNatsBackbone(config, search, logger, shutdown);
  const logName = backbone?.name ?? "none: events go straight into the store";
  const { log, writer, deadLetters } = startEventFlow(
    { config, store, backbone, telemetry, metrics, logger },
    shutdown,
  );

  const [asking, graphs] = [createAsking(store), createGraphSource(store)];
  const lent = { store, asking, graphs, nats: backbone?.link.connection, lag: () => log.lag(), metrics };
  const { beside, judging } = await startBeside(options, lent, startedAt, shutdown);

  const importer = createImporter({ ...config, store, redactor, sink: writer, deadLetters });
  const breaker = (): BreakerState => writer.state;
  const { totals } = metrics;
  const about = { version, startedAt, store, storeName, clickhouseUrl, log };
  const gateway = await startGateway({
    host: config.host,
    port: config.port,
    keys: config.apiKeys,
    ownerKey,
    allowBackdating: config.allowBackdating,
    limits: { ...defaultServerLimits, ...config, budgetMs },
    log,
    fit: fitEvent,
    health: createHealth({ log, pingStore: () => ping(store, writer), judging }),
    status: createStatus({ ...about, logName, breaker, totals, judging, ...policyOf(config) }),
    deadLetters: createDeadLetterDesk({ store, log, writer: deadLetters }),
    derivation,
    retention,
    archive: createArchiveDesk({ store, importer, directory: join(config.dataDirectory, "exports") }),
    asking,
    graphs,
    beside,
    judging,
    store,
    version,
    prometheus: telemetry.prometheus,
    metrics,
    tracer: telemetry.tracer,
    logger,
  });
  shutdown.add("gateway", gateway.close);
  if (store.kind === "embedded") leaveAddress(config, gateway.url, ownerKey, shutdown);
  observeGauges(telemetry.meter, gaugesOf({ log, writer }, gateway, beside));
  return { url: gateway.url, natsUrl: backbone?.url, clickhouseUrl, logName, storeName, close: () => shutdown.run() };
}

/** One whose disk is full answers, yet takes nothing. */
async function ping({ client }: Store, writer: Pick<EventWriter, "state">): Promise<string> {
  if (writer.state !== "closed") throw new Error("the store takes no events");
  return (await client.query({ query: "SELECT 1" })).text();
}

async function startBeside(options: CollectorOptions, lent: Lent, startedAt: Date, shutdown: Shutdown) {
  const beside = await options.beside?.(lent);
  if (beside !== undefined) shutdown.add("what judges", beside.close);
  return { beside, judging: createJudging(beside, lent.store, startedAt) };
}

/** What reads the store by itself, beside what is asked; resolves with what reads SQL, where it is wanted. */
async function startReaders(
  config: Config,
  store: Store,
  logger: Logger,
  shutdown: Shutdown,
): Promise<SqlInference | undefined> {
  shutdown.add("settler", startSettler(store, logger).close);
  shutdown.add("trace export", (await openTraceExport(config, store, logger)).close);
  if (!config.sqlLineage) return undefined;
  const inference = startSqlInference(store, logger);
  shutdown.add("SQL lineage", inference.close);
  return inference;
}

function gaugesOf({ log, writer }: Pick<EventFlow, "log" | "writer">, gateway: Gateway, beside?: Beside): Gauges {
  return {
    lag: () => log.lag(),
    breaker: () => writer.state,
    bufferedBytes: () => writer.bufferedBytes,
    requestBytes: gateway.heldBytes,
    appendsInFlight: log.inFlight,
    judgedAgoSeconds() {
      const at = beside?.judgedAt();
      return at === undefined ? null : Math.max(0, (Date.now() - at) / 1000);
    },
  };
}

/** For commands that find the data directory in use. */
function leaveAddress(config: Config, url: string, key: string, shutdown: Shutdown): void {
  const forget = writeOwnerFile(config.dataDirectory, { pid: process.pid, url, key });
  shutdown.add("owner file", async () => forget());
}
