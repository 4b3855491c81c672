import { createRedactor } from "#agent/contract/redact.ts";
import type { Store } from "#store/store.ts";
import type { Config } from "./config/config.ts";
import { deadLetterRow, refuse } from "./dead-letters/dead-letter-row.ts";
import { DeadLetterWriter } from "./dead-letters/dead-letter-writer.ts";
import type { EventWriter } from "./writer/event-writer.ts";
import { createDirectLog } from "./log/direct-log.ts";
import type { DeadLetter } from "./log/log.ts";
import type { NatsBackbone } from "./nats-backbone.ts";
import { openWriter } from "./writer/open-writer.ts";
import { createPipeline } from "./pipeline.ts";
import { startReading } from "./reading.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Logger } from "./telemetry/logger.ts";
import { measureLog } from "./telemetry/measured-log.ts";
import type { MeasuredLog } from "./telemetry/measured-log.ts";
import { measurePipeline } from "./telemetry/measured-pipeline.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import { traceWrites } from "./telemetry/traced-sink.ts";

export interface EventFlowOptions {
  readonly config: Config;
  readonly store: Store;
  /** Undefined: events go from the gateway straight into the store. */
  readonly backbone: NatsBackbone | undefined;
  readonly telemetry: Telemetry;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** What stands between the gateway and the store. */
export interface EventFlow {
  readonly log: MeasuredLog;
  readonly writer: EventWriter;
  readonly deadLetters: DeadLetterWriter;
}

/** From the log, or without one from the gateway, through the pipeline into the store. */
export function startEventFlow(options: EventFlowOptions, shutdown: Shutdown): EventFlow {
  const { config, store, backbone, metrics, logger } = options;
  const { tracer } = options.telemetry;
  const deadLetters = new DeadLetterWriter({
    store,
    onInsert: ({ rows }) => metrics.deadLetters(rows),
    onFailure: () => metrics.insertFailed("dead_letters"),
  });
  shutdown.add("dead-letter writer", () => deadLetters.close());
  const bury = (letter: DeadLetter): Promise<void> =>
    backbone?.log.appendDeadLetter(letter) ?? deadLetters.write([deadLetterRow(refuse(letter, new Date()))]);
  const writer = openWriter(store, bury, { direct: backbone === undefined, metrics, logger }, shutdown);
  const sink = traceWrites(writer, tracer);

  const { redactKeys, maxEventBytes, allowBackdating } = config;
  const redactor = createRedactor({ keys: redactKeys });
  const pipeline = measurePipeline(createPipeline({ redactor, maxEventBytes, allowBackdating }), metrics);
  const plainLog = backbone?.log ?? createDirectLog({ pipeline, writer: sink, deadLetters });
  const log = measureLog(plainLog, metrics, tracer, sink);
  // Ended before the writer, which answers what it waits for; a log of NATS has to outlive the writer.
  if (backbone === undefined) shutdown.add("log", () => log.close());
  const traced = config.otlpEndpoint !== undefined;
  if (backbone !== undefined) startReading({ backbone, log, pipeline, sink, deadLetters, traced, logger }, shutdown);
  return { log, writer, deadLetters };
}
