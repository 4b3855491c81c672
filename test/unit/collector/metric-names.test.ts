import { describe, expect, test } from "vitest";
import { metricNames } from "#collector/telemetry/metric-names.ts";
import { createMetrics, observeGauges } from "#collector/telemetry/metrics.ts";
import type { Gauges } from "#collector/telemetry/metrics.ts";
import { startTelemetry } from "#collector/telemetry/telemetry.ts";

const gauges: Gauges = {
  lag: () => Promise.resolve<number | null>(5),
  breaker: () => "open",
  bufferedBytes: () => 1,
  requestBytes: () => 2,
  appendsInFlight: () => 3,
  judgedAgoSeconds: () => 4,
};

describe("metrics", () => {
  test("every name of the table can be read, and no other", async () => {
    const telemetry = await startTelemetry({ otlpEndpoint: undefined, version: "test" });
    const metrics = createMetrics(telemetry.meter);
    observeGauges(telemetry.meter, gauges);
    metrics.accepted("http", 1);
    metrics.notification("slack", "delivered");
    metrics.stored(1);
    metrics.rejected("nats", "not_json");
    metrics.duplicate();
    metrics.deadLetters(1);
    metrics.refusedRequest("not_found");
    metrics.request("/", 201, 0.1);
    metrics.append(0.1, true);
    metrics.append(0.1, false);
    metrics.insert("events", 0.1, 10, 1000);
    metrics.insertFailed("events");
    const text = await telemetry.prometheus();
    const read = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name?.replace(/_total$/, ""));
    expect(new Set(read)).toEqual(new Set(Object.values(metricNames).map(({ name }) => name.replaceAll(".", "_"))));
    expect(read).toHaveLength(Object.keys(metricNames).length);
    expect(text).toContain("tidemark_log_lag 5");
    expect(text).toContain("tidemark_store_breaker 2");
  });

  test("an unknown lag is absent, not zero", async () => {
    const telemetry = await startTelemetry({ otlpEndpoint: undefined, version: "test" });
    observeGauges(telemetry.meter, { ...gauges, lag: () => Promise.resolve(null) });
    expect(await telemetry.prometheus()).not.toContain("tidemark_log_lag");
  });
});
