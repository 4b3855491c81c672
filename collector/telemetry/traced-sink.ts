import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Context, Span, Tracer } from "@opentelemetry/api";
import type { EventSink } from "../reader/event-sink.ts";

export interface TracedSink extends EventSink {
  /** Of a message whose rows come with the next write. */
  readonly onTrace: (headers: Readonly<Record<string, string>>) => void;
}

/** A collector that is asked to trace everything must not drown in it. */
const mostTraced = 1000;

/**
 * The same sink with a span for each traced message, from its arrival until its rows are durable, in
 * the trace of whoever sent it. One insert serves many traces, so it has a trace of its own, and the
 * spans are linked to it.
 */
export function traceWrites(sink: EventSink, tracer: Tracer): TracedSink {
  let parents: Context[] = [];
  return {
    onTrace(headers) {
      if (parents.length < mostTraced) parents.push(propagation.extract(context.active(), headers));
    },
    ready: () => sink.ready(),
    write(rows) {
      const traced = parents;
      parents = [];
      if (traced.length === 0) return sink.write(rows);
      const batch = tracer.startSpan("store batch", { root: true, attributes: { "tidemark.rows": rows.length } });
      const links = [{ context: batch.spanContext() }];
      const spans = traced.map((parent) =>
        tracer.startSpan("store insert", { kind: SpanKind.CONSUMER, links }, parent),
      );
      return ended(sink.write(rows), [...spans, batch]);
    },
  };
}

/** Not given the rows, which it would keep in memory until they are durable. */
async function ended(written: Promise<void>, spans: readonly Span[]): Promise<void> {
  try {
    await written;
  } catch (error) {
    for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    endAll(spans);
  }
}

function endAll(spans: readonly Span[]): void {
  for (const span of spans) if (trace.isSpanContextValid(span.spanContext())) span.end();
}
