import { metrics, ProxyTracerProvider, trace } from "@opentelemetry/api";
import type { Meter, Tracer } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";

export interface Telemetry {
  readonly meter: Meter;
  readonly tracer: Tracer;
  /** All metrics now, in Prometheus' text format. */
  readonly prometheus: () => Promise<string>;
  /** Sends what is left, within a few seconds. */
  readonly close: () => Promise<void>;
}

export interface TelemetryOptions {
  /** `http://host:4318`: the base of OTLP over HTTP; undefined sends nothing. */
  readonly otlpEndpoint: string | undefined;
  readonly version: string;
}

/**
 * Metrics can always be read at /metrics. Traces and pushed metrics exist only with an endpoint:
 * the SDK and its exporters are loaded only then, and are process-wide, as OpenTelemetry wants it.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const reader = new PullReader();
  if (options.otlpEndpoint !== undefined) return startExporting(options.otlpEndpoint, options.version, reader);
  const provider = new MeterProvider({ readers: [reader] });
  return {
    meter: provider.getMeter("tidemark", options.version),
    // Without a delegate its tracers make spans that record nothing.
    tracer: new ProxyTracerProvider().getTracer("tidemark"),
    prometheus: () => reader.prometheus(),
    close: () => provider.shutdown(),
  };
}

async function startExporting(endpoint: string, version: string, reader: PullReader): Promise<Telemetry> {
  const [{ NodeSDK }, { OTLPTraceExporter }, { OTLPMetricExporter }, { PeriodicExportingMetricReader }] =
    await Promise.all([
      import("@opentelemetry/sdk-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/exporter-metrics-otlp-http"),
      import("@opentelemetry/sdk-metrics"),
    ]);
  const base = endpoint.replace(/\/+$/, "");
  const pushed = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }) });
  const sdk = new NodeSDK({
    serviceName: "tidemark-collector",
    traceExporter: new OTLPTraceExporter({ url: `${base}/v1/traces` }),
    metricReaders: [reader, pushed],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  return {
    meter: metrics.getMeter("tidemark", version),
    tracer: trace.getTracer("tidemark", version),
    prometheus: () => reader.prometheus(),
    close: () => sdk.shutdown(),
  };
}

/** Reads metrics when asked; the gateway serves them on its own port. */
class PullReader extends MetricReader {
  readonly #serializer = new PrometheusSerializer(undefined, false, undefined, true, true);

  async prometheus(): Promise<string> {
    const { resourceMetrics } = await this.collect({ timeoutMillis: 5000 });
    return this.#serializer.serialize(resourceMetrics);
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
