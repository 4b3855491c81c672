import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Tracer } from "@opentelemetry/api";
import type { EventLog } from "../log/log.ts";
import type { Metrics } from "./metrics.ts";
import type { TracedSink } from "./traced-sink.ts";

export interface MeasuredLog extends EventLog {
  /** Messages on their way. */
  readonly inFlight: () => number;
}

/**
 * The same log, its appends measured and traced. Without a broker the rows are written while the
 * append waits, so the sink is told here whose trace they belong to.
 */
export function measureLog(
  log: EventLog,
  metrics: Metrics,
  tracer: Tracer,
  sink: Pick<TracedSink, "onTrace">,
): MeasuredLog {
  let inFlight = 0;
  return {
    kind: log.kind,
    get maxMessageBytes() {
      return log.maxMessageBytes;
    },
    inFlight: () => inFlight,
    async append(message) {
      const parent = propagation.extract(context.active(), message.headers);
      const span = tracer.startSpan("log append", { kind: SpanKind.PRODUCER }, parent);
      const headers: Record<string, string> = { ...message.headers };
      if (span.isRecording()) propagation.inject(trace.setSpan(parent, span), headers);
      if (span.isRecording() && log.kind === "direct") sink.onTrace(headers);
      const started = performance.now();
      inFlight++;
      const outcome = await log.append({ ...message, headers });
      inFlight--;
      metrics.append((performance.now() - started) / 1000, outcome.kind === "stored");
      if (outcome.kind !== "stored") span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.kind });
      span.end();
      return outcome;
    },
    appendDeadLetter: (letter) => log.appendDeadLetter(letter),
    lag: () => log.lag(),
    close: () => log.close(),
  };
}
