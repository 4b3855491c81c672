import { createServer } from "node:http";
import type { Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import { runEvent } from "#test/support/gateway.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string }[];
}

/** What an OTLP receiver has been sent over HTTP. */
interface Received {
  readonly spans: Span[];
  readonly metrics: Set<string>;
}

function receive(path: string, body: string, received: Received): void {
  const message: {
    resourceSpans?: { scopeSpans: { spans: Span[] }[] }[];
    resourceMetrics?: { scopeMetrics: { metrics: { name: string }[] }[] }[];
  } = JSON.parse(body);
  if (path === "/v1/traces")
    received.spans.push(
      ...(message.resourceSpans ?? []).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  for (const { scopeMetrics } of message.resourceMetrics ?? [])
    for (const { metrics } of scopeMetrics) for (const { name } of metrics) received.metrics.add(name);
}

describe.each([
  ["over NATS", {}],
  ["without NATS", { TIDEMARK_NATS: "off" }],
] as const)("telemetry %s", (_name, env) => {
  const received: Received = { spans: [], metrics: new Set() };
  let receiver: Server;
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const answer = async (): Promise<void> => {
        receive(request.url ?? "", await text(request), received);
        response.setHeader("content-type", "application/json").end("{}");
      };
      void answer();
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, "127.0.0.1", resolve);
    });
  });
  afterAll(() => {
    receiver.close();
  });

  test("one trace from the sender through gateway, log and insert; metrics by their names", async () => {
    const address = receiver.address();
    if (address === null || typeof address === "string") throw new Error("the receiver does not listen");
    const collector = await startTestCollector({
      env: {
        ...env,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}`,
        OTEL_BSP_SCHEDULE_DELAY: "100",
        OTEL_EXPORTER_OTLP_COMPRESSION: "none",
      },
    });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const senderSpan = "b7ad6b7169203331";
    const response = await fetch(`${collector.url}/api/v1/lineage`, {
      method: "POST",
      body: JSON.stringify(runEvent()),
      headers: { "content-type": "application/json", traceparent: `00-${traceId}-${senderSpan}-01` },
    });
    expect(response.status).toBe(201);
    const named = (name: string) => received.spans.find((span) => span.name === name && span.traceId === traceId);
    await expect.poll(() => named("store insert"), { timeout: 15_000 }).toBeDefined();
    await expect.poll(() => received.spans.some(({ name }) => name === "store batch"), { timeout: 15_000 }).toBe(true);

    const [gateway, append, insert] = ["POST /api/v1/lineage", "log append", "store insert"].map(named);
    expect(gateway?.parentSpanId).toBe(senderSpan);
    expect(append?.parentSpanId).toBe(gateway?.spanId);
    expect(insert?.parentSpanId).toBe(append?.spanId);
    const batch = received.spans.find(({ name }) => name === "store batch");
    expect(insert?.links).toMatchObject([{ traceId: batch?.traceId }]);

    // What is left is sent at the end.
    expect(await collector.close()).toBe(0);
    expect(received.metrics).toContain("tidemark.events.accepted");
    expect(received.metrics).toContain("tidemark.events.stored");
    expect(received.metrics).toContain("tidemark.store.insert.duration");
    expect(received.metrics).toContain("tidemark.store.breaker");
  });
});
