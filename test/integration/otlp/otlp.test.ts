import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RunEvent } from "#agent/contract/event.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { runEvent, runId } from "#test/support/events.ts";
import { startHttpReceiver } from "#test/support/http-receiver.ts";
import type { HttpReceiver } from "#test/support/http-receiver.ts";

async function rowsOf<T>({ clickhouseUrl }: TestCollector, query: string): Promise<readonly T[]> {
  const response = await fetch(clickhouseUrl, { method: "POST", body: `${query} FORMAT JSON` });
  const { data }: { readonly data: readonly T[] } = JSON.parse(await response.text());
  return data;
}

async function postSpans(
  { url }: TestCollector,
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
): Promise<Response> {
  return fetch(`${url}/v1/traces`, { method: "POST", body, headers: { "content-type": type } });
}

async function send({ url }: TestCollector, events: readonly RunEvent[]): Promise<void> {
  const headers = { "content-type": "application/json" };
  const sent = await fetch(`${url}/api/v1/lineage/batch`, { method: "POST", body: JSON.stringify(events), headers });
  expect(sent.status).toBe(200);
}

describe("spans in: what OpenTelemetry's own SDK sends", () => {
  let collector: TestCollector;
  beforeAll(async () => {
    collector = await startTestCollector({ env: { TIDEMARK_NATS: "off" } });
  });
  afterAll(async () => {
    await collector.close();
  });

  test.each([
    ["protobuf", (url: string) => new ProtobufExporter({ url })],
    ["JSON", (url: string) => new JsonExporter({ url })],
  ])("a traced pipeline by %s is its runs, with datasets and what failed", async (encoding, exporter) => {
    const name = `nightly ${encoding}`;
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": "shop-etl" }),
      spanProcessors: [new BatchSpanProcessor({ exporter: exporter(`${collector.url}/v1/traces`) })],
    });
    await traceAPipeline(provider.getTracer("test"), name);
    await provider.shutdown();

    await expect
      .poll(
        () =>
          rowsOf(
            collector,
            `SELECT job_namespace, job_name, state, error, parent_job_name, duration_ms >= 0 AS timed FROM tidemark.runs
             WHERE job_name LIKE '${name}%' ORDER BY job_name`,
          ),
        { timeout: 15_000 },
      )
      .toEqual([
        { job_namespace: "shop-etl", job_name: name, state: "COMPLETE", error: "", parent_job_name: "", timed: 1 },
        {
          job_namespace: "shop-etl",
          job_name: `${name}.load`,
          state: "FAIL",
          error: "no space left",
          parent_job_name: name,
          timed: 1,
        },
      ]);
    expect(
      await rowsOf(
        collector,
        `SELECT dataset_namespace, dataset_name, role FROM tidemark.job_datasets
         WHERE job_name = '${name}.load' ORDER BY role, dataset_namespace`,
      ),
    ).toEqual([
      { dataset_namespace: "postgres://db:5432", dataset_name: "shop.public.orders", role: "input" },
      { dataset_namespace: "s3://lake", dataset_name: "raw/orders", role: "input" },
      { dataset_namespace: "kafka://broker:9092", dataset_name: "orders", role: "output" },
      { dataset_namespace: "s3://lake", dataset_name: "clean/orders", role: "output" },
    ]);
  });

  test("what is no request of OTLP is refused in words; spans without a job stand for nothing", async () => {
    for (const [body, type] of [
      ["{", "application/json"],
      ['{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}', "application/json"],
      [new Uint8Array([0x0a, 0xff, 0xff]), "application/x-protobuf"],
    ] as const) {
      const refused = await postSpans(collector, body, type);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ code: "not_otlp" });
    }
    const empty = await postSpans(
      collector,
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"GET /"}]}]}]}',
      "application/json",
    );
    expect([empty.status, await empty.json()]).toEqual([200, {}]);
    const binary = await postSpans(collector, new Uint8Array(), "application/x-protobuf");
    expect([binary.status, await binary.text()]).toEqual([200, ""]);
  });
});

/** A run, below it a run that fails, with a span for a query and one for messages. */
async function traceAPipeline(tracer: ReturnType<typeof trace.getTracer>, name: string): Promise<void> {
  const { context } = await import("@opentelemetry/api");
  const top = tracer.startSpan(name, { attributes: { "openlineage.job.name": name } });
  const inTop = trace.setSpan(context.active(), top);
  const load = tracer.startSpan(
    "load",
    {
      attributes: {
        "openlineage.job.name": `${name}.load`,
        "openlineage.inputs": ["s3://lake/raw/orders"],
        "openlineage.outputs": ["s3://lake/clean/orders"],
      },
    },
    inTop,
  );
  const inLoad = trace.setSpan(inTop, load);
  const server = { "server.address": "db", "db.system.name": "postgresql", "db.namespace": "shop" };
  const query = { ...server, "db.collection.name": "public.orders", "db.operation.name": "SELECT" };
  tracer.startSpan("SELECT orders", { attributes: query }, inLoad).end();
  const sending = { "messaging.system": "kafka", "messaging.operation.type": "send", "server.address": "broker" };
  tracer.startSpan("send", { attributes: { ...sending, "messaging.destination.name": "orders" } }, inLoad).end();
  load.recordException(new Error("no space left"));
  load.setStatus({ code: SpanStatusCode.ERROR });
  load.end();
  top.end();
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number; readonly message?: string };
}

interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}

function spansSent({ requests }: HttpReceiver): readonly SentSpan[] {
  return requests.flatMap(({ body }) => {
    const { resourceSpans }: Sent = JSON.parse(body);
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
}

/** A DAG run and its two tasks, the second failed. */
function dagRun(index: number): readonly RunEvent[] {
  const [dag, first, second] = [index, index + 1, index + 2].map(runId);
  const parent = { run: { runId: dag ?? "" }, job: { namespace: "airflow", name: "nightly" } };
  const facet = { _producer: "https://example.com", _schemaURL: "https://example.com", ...parent };
  const facets = { parent: { ...facet, root: parent } };
  const made = (id = "", name = "", eventType: RunEvent["eventType"] = "COMPLETE", minute = 0): readonly RunEvent[] =>
    (["START", eventType] as const).map((type, at) =>
      runEvent({
        eventType: type,
        eventTime: `2026-01-31T07:0${minute + at}:00Z`,
        run: { runId: id, ...(id !== dag && { facets }) },
        job: { namespace: "airflow", name },
      }),
    );
  return [
    ...made(first, "nightly.extract"),
    ...made(second, "nightly.load", "FAIL", 1),
    ...made(dag, "nightly", "FAIL", 2),
  ];
}

test("runs out: one trace a DAG run, each run once, also over kill -9 and a receiver that is away", async () => {
  const receiver = await startHttpReceiver();
  receiver.answer = () => ({ status: 200, body: "{}", headers: { "content-type": "application/json" } });
  const dataDirectory = mkdtempSync(join(tmpdir(), "tidemark-otlp-"));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const env = { TIDEMARK_NATS: "off", TIDEMARK_TRACES_URL: receiver.url };

  const first = await startTestCollector({ dataDirectory, env });
  await send(first, dagRun(100));
  await expect.poll(() => spansSent(receiver).length, { timeout: 30_000 }).toBe(3);
  const [top, ...tasks] = spansSent(receiver).toSorted((a, b) => a.name.localeCompare(b.name));
  expect(top).toMatchObject({ name: "nightly", traceId: runId(100).replaceAll("-", ""), status: { code: 2 } });
  expect(top?.parentSpanId ?? "").toBe("");
  expect(tasks.map(({ name, traceId, parentSpanId }) => ({ name, traceId, parentSpanId }))).toEqual(
    ["nightly.extract", "nightly.load"].map((name) => ({ name, traceId: top?.traceId, parentSpanId: top?.spanId })),
  );
  expect(tasks[0]).toMatchObject({ status: { code: 1 }, startTimeUnixNano: "1769842800000000000" });

  await first.kill();
  // Two requests of the receiver's are lost on it.
  let failing = 2;
  receiver.answer = () => (failing-- > 0 ? { status: 400 } : { status: 200, body: "{}" });
  const second = await startTestCollector({ dataDirectory, env });
  await send(second, dagRun(200));
  await expect.poll(() => new Set(spansSent(receiver).map(({ spanId }) => spanId)).size, { timeout: 40_000 }).toBe(6);
  await expect.poll(() => failing, { timeout: 40_000 }).toBeLessThan(0);
  await second.close();
  const again = spansSent(receiver).filter(({ traceId }) => traceId === top?.traceId);
  expect(again).toHaveLength(3);
}, 120_000);
