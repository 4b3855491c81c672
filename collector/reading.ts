import type { DeadLetterWriter } from "./dead-letters/dead-letter-writer.ts";
import { startDeadLetterConsumer } from "./dead-letters/dead-letter-consumer.ts";
import { startStreamTrimmer } from "./log/stream-trimmer.ts";
import type { EventLog } from "./log/log.ts";
import type { NatsBackbone } from "./nats-backbone.ts";
import type { Pipeline } from "./pipeline.ts";
import { startLagWatchdog } from "./reader/lag-watchdog.ts";
import { startReader } from "./reader/reader.ts";
import type { TraceContext } from "./reader/reader-options.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Logger } from "./telemetry/logger.ts";
import type { TracedSink } from "./telemetry/traced-sink.ts";

export interface ReadingOptions {
  readonly backbone: NatsBackbone;
  readonly log: EventLog;
  readonly pipeline: Pipeline;
  readonly sink: TracedSink;
  readonly deadLetters: DeadLetterWriter;
  /** Whether messages are traced. */
  readonly traced: boolean;
  readonly logger: Logger;
}

/** From the streams into the store, until the shutdown: events, dead letters, and what keeps both going. */
export function startReading(options: ReadingOptions, shutdown: Shutdown): void {
  const { backbone, log, pipeline, sink, deadLetters, traced, logger } = options;
  const { link, manager, ensure } = backbone;
  const onProblem = (cause: string): void => logger.warn({ cause }, "reading from the log was interrupted; it goes on");
  const onError = (error: unknown): void => logger.debug({ err: error }, "the log could not be looked at");

  const consumer = startDeadLetterConsumer({
    link,
    plan: backbone.deadLetters,
    ensure,
    writer: deadLetters,
    onProblem,
  });
  shutdown.add("dead-letter consumer", () => consumer.stop());
  const hooks = { onProblem, ...(traced ? { onTrace: (context: TraceContext) => sink.onTrace({ ...context }) } : {}) };
  const reader = startReader({ link, plan: backbone.events, ensure, pipeline, writer: sink, log, hooks });
  shutdown.add("reader", () => reader.stop());

  const onTrim = (messages: number): void => logger.debug({ messages }, "stored messages were removed from the log");
  const timers = [
    startLagWatchdog({ link, manager, plan: backbone.events, reader, onError }),
    ...[backbone.events, backbone.deadLetters].map(({ stream }) =>
      startStreamTrimmer({ manager, stream, onTrim, onError }),
    ),
  ];
  shutdown.add("timers", async () => {
    for (const stop of timers) stop();
  });
}
