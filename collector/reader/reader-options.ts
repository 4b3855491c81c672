import type { DeadLetter, EventLog } from "../log/log.ts";
import type { NatsLink } from "../log/nats-connection.ts";
import type { StreamPlan } from "../log/stream-plan.ts";
import type { Pipeline } from "../pipeline.ts";
import type { EventSink } from "./event-sink.ts";
import type { OutstandingLimits } from "./outstanding.ts";

export interface ReaderOptions {
  readonly link: NatsLink;
  readonly plan: StreamPlan;
  /** Makes the stream and the consumer where they are missing; called after trouble. */
  readonly ensure: () => Promise<unknown>;
  readonly pipeline: Pipeline;
  readonly writer: EventSink;
  readonly log: Pick<EventLog, "appendDeadLetter">;
  readonly limits?: OutstandingLimits;
  readonly hooks?: ReaderHooks;
}

/** For metrics, logs and traces. Called often: each must be cheap. */
export interface ReaderHooks {
  readonly onBatch?: (batch: ReadBatch) => void;
  readonly onRejected?: (letter: DeadLetter) => void;
  /** For each message that carries a trace context. */
  readonly onTrace?: (context: TraceContext) => void;
  /** What kept it from reading, in words without content of events; it goes on by itself. */
  readonly onProblem?: (cause: string) => void;
}

/** Messages whose rows are durable and which are acknowledged. */
export interface ReadBatch {
  readonly messages: number;
  readonly rows: number;
  readonly redelivered: number;
}

export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate: string;
}
