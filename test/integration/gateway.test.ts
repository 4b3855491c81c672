import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createMemoryLog } from "#test/support/memory-log.ts";
import { runEvent, startTestGateway } from "#test/support/gateway.ts";
import type { TestGateway } from "#test/support/gateway.ts";

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function start(...options: Parameters<typeof startTestGateway>): Promise<TestGateway> {
  gateway = await startTestGateway(...options);
  return gateway;
}

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const bytes = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  return fetch(`${gateway?.url}${path}`, {
    method: "POST",
    body: bytes,
    headers: { "content-type": "application/json", ...headers },
  });
}

function deep(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
}

describe("an event", () => {
  test.each([
    "/api/v1/lineage",
    "/api/v1/lineage/",
    "/lineage",
    "/lineage/",
    "/",
    "",
    "//api/v1/lineage",
    "/api/v1/lineage?x=1&y",
  ])("is taken at %j with 201", async (path) => {
    const { log } = await start();
    const response = await post(path, runEvent());
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ status: "accepted", duplicate: false });
    expect(log.messages).toHaveLength(1);
  });

  test("is put into the log as the bytes that came", async () => {
    const { log } = await start();
    const body = `{ "big": 12345678901234567890,\n "é":1.0, ${JSON.stringify(runEvent()).slice(1)}`;
    expect((await post("/api/v1/lineage", body)).status).toBe(201);
    expect(Buffer.from(log.messages[0]?.body ?? []).toString()).toBe(body);
    expect(log.messages[0]?.messageId).toMatch(/^0190d1a2-7c3e-7000-8000-000000000001:START:[0-9a-f]{32}$/);
  });

  test("seen before is said to be a duplicate", async () => {
    const { log } = await start();
    await post("/api/v1/lineage", runEvent());
    const again = await post("/api/v1/lineage", runEvent());
    expect(again.status).toBe(201);
    expect(await again.json()).toMatchObject({ duplicate: true });
    expect(log.messages).toHaveLength(1);
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("may come compressed with %s", async (encoding, compress) => {
    const { log } = await start();
    const body = JSON.stringify(runEvent());
    expect((await post("/api/v1/lineage", compress(body), { "content-encoding": encoding })).status).toBe(201);
    expect(Buffer.from(log.messages[0]?.body ?? []).toString()).toBe(body);
  });

  test.each(["application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"', ""])(
    "may be of type %j",
    async (type) => {
      const { log } = await start();
      const response = await fetch(`${gateway?.url}/`, {
        method: "POST",
        body: Buffer.from(JSON.stringify(runEvent())),
        headers: type === "" ? {} : { "content-type": type },
      });
      expect(response.status).toBe(201);
      expect(log.messages).toHaveLength(1);
    },
  );

  test("larger than the log's messages loses heavy facets, and the sender is told", async () => {
    const { log } = await start({
      log: createMemoryLog(2000),
      fit: (_event, maxBytes) => ({ json: "x".repeat(maxBytes), truncated: ["run.facets.debug"] }),
    });
    const response = await post("/api/v1/lineage", runEvent({ padding: "x".repeat(3000) }));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ truncated: ["run.facets.debug"] });
    expect(log.messages[0]?.body.length).toBe(2000);
  });

  test("hands on the sender's trace context", async () => {
    const { log } = await start();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await post("/", runEvent(), { traceparent, tracestate: "a=1" });
    expect(log.messages[0]?.headers).toMatchObject({ traceparent, tracestate: "a=1" });
    await post("/", runEvent({ eventType: "FAIL" }), { traceparent: "nonsense" });
    expect(log.messages[1]?.headers).not.toHaveProperty("traceparent");
  });

  test("may be backdated only where that is allowed", async () => {
    await start();
    const refused = await post("/", runEvent(), { "tidemark-received-at": "event-time" });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "backdating_disabled" });
    await gateway?.close();

    const { log } = await start({ allowBackdating: true });
    expect((await post("/", runEvent(), { "tidemark-received-at": "event-time" })).status).toBe(201);
    expect(log.messages[0]?.headers).toMatchObject({ "Tidemark-Received-At": "event-time" });
    const nonsense = await post("/", runEvent(), { "tidemark-received-at": "yesterday" });
    expect([nonsense.status, await nonsense.json()]).toMatchObject([400, { code: "invalid_received_at" }]);
  });
});

describe("what is refused", () => {
  test.each([
    ["not JSON", "{nonsense", 400, "not_json"],
    ["nothing", "", 400, "not_json"],
    ["half an event", JSON.stringify(runEvent()).slice(0, 100), 400, "not_json"],
    ["an array", "[]", 400, "not_an_object"],
    ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400, "not_utf8"],
    ["UTF-16", Buffer.from(JSON.stringify(runEvent()), "utf16le"), 400, "not_json"],
    ["nesting of 10,000", deep(10_000), 400, "too_deep"],
    ["__proto__", `{"__proto__":{"polluted":1},${JSON.stringify(runEvent()).slice(1)}`, 400, "forbidden_key"],
    ["no event time", runEvent({ eventTime: undefined }), 422, "invalid_time"],
    ["an event time that is none", runEvent({ eventTime: "yesterday" }), 422, "invalid_time"],
    ["no job", runEvent({ job: undefined }), 422, "invalid_job"],
    ["a job of the wrong type", runEvent({ job: "job" }), 422, "invalid_job"],
    ["a job name of the wrong type", runEvent({ job: { namespace: "a", name: 7 } }), 422, "invalid_job"],
    ["a run without id", runEvent({ run: {} }), 422, "invalid_run"],
  ] as const)("%s: a code, and a dead letter with its bytes", async (_name, body, status, code) => {
    const { log } = await start();
    const response = await post("/api/v1/lineage", body);
    const answer: unknown = await response.json();
    expect([response.status, answer]).toMatchObject([
      status,
      { code, message: expect.any(String), action: expect.any(String) },
    ]);
    expect(log.messages).toHaveLength(0);
    expect(log.letters).toMatchObject([{ reason: code, source: "http" }]);
    const sent = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    expect(Buffer.from(log.letters[0]?.raw ?? [])).toEqual(Buffer.from(sent));
    expect((await post("/api/v1/lineage", runEvent())).status).toBe(201);
  });

  test.each([
    ["text/plain", 415, "unsupported_media_type"],
    ["application/x-www-form-urlencoded", 415, "unsupported_media_type"],
    ["nonsense", 415, "unsupported_media_type"],
    ["application/json; charset=iso-8859-1", 415, "unsupported_charset"],
    ["application/json; charset=utf-16", 415, "unsupported_charset"],
  ])("the content type %s", async (type, status, code) => {
    await start();
    const response = await post("/", runEvent(), { "content-type": type });
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });

  test("an unknown content encoding, and a body that is not what it says", async () => {
    const { heldBytes } = await start();
    const lzw = await post("/", runEvent(), { "content-encoding": "compress" });
    expect([lzw.status, await lzw.json()]).toMatchObject([415, { code: "unsupported_encoding" }]);
    const plain = await post("/", runEvent(), { "content-encoding": "gzip" });
    expect([plain.status, await plain.json()]).toMatchObject([400, { code: "invalid_compression" }]);
    const cut = await post("/", gzipSync(JSON.stringify(runEvent())).subarray(0, 60), { "content-encoding": "gzip" });
    expect([cut.status, await cut.json()]).toMatchObject([400, { code: "invalid_compression" }]);
    expect(heldBytes()).toBe(0);
  });

  test("an unknown address or method, in the same shape", async () => {
    await start();
    const nowhere = await post("/nowhere", "");
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { code: "not_found" }]);
    const wrong = await fetch(`${gateway?.url}/api/v1/lineage/batch`);
    expect([wrong.status, await wrong.json()]).toMatchObject([405, { code: "method_not_allowed" }]);
    expect(wrong.headers.get("allow")).toBe("POST");
    const broken = await fetch(`${gateway?.url}/%zz`);
    expect([broken.status, await broken.json()]).toMatchObject([400, { code: "bad_request" }]);
  });

  test("is counted by its code", async () => {
    const { prometheus } = await start();
    await post("/", "{nonsense");
    await post("/", runEvent(), { "content-type": "text/plain" });
    await post("/", runEvent());
    const text = await prometheus();
    expect(text).toMatch(/^tidemark_events_rejected_total\{source="http",reason="not_json"\} 1$/m);
    expect(text).toMatch(/^tidemark_requests_refused_total\{code="unsupported_media_type"\} 1$/m);
    expect(text).toMatch(/^tidemark_events_accepted_total\{source="http"\} 1$/m);
  });
});

describe("a batch", () => {
  test("of good events is a success, several a message", async () => {
    const { log } = await start();
    const events = Array.from({ length: 450 }, (_, index) => runEvent({ index }));
    const response = await post("/api/v1/lineage/batch", JSON.stringify(events, null, 2));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "success",
      summary: { received: 450, successful: 450, failed: 0, retriable: 0, non_retriable: 0 },
      failed_events: [],
    });
    const lines = log.messages.flatMap(({ body, headers }) => {
      expect(headers["Content-Type"]).toBe("application/x-ndjson");
      return Buffer.from(body).toString().trimEnd().split("\n");
    });
    expect(log.messages).toHaveLength(3);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(events);
  });

  test("says of each event that fails which, why and whether to send it again", async () => {
    const { log } = await start();
    const body = `[${JSON.stringify(runEvent())}, {"a":tru}, ${JSON.stringify(runEvent({ job: 1 }))}]`;
    const response = await post("/lineage/batch", body);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: "partial_success",
      summary: { received: 3, successful: 1, failed: 2, retriable: 0, non_retriable: 2 },
      failed_events: [
        { index: 1, reason: expect.stringMatching(/^not_json: /), retriable: false },
        { index: 2, reason: expect.stringMatching(/^invalid_job: /), retriable: false },
      ],
    });
    expect(log.messages).toHaveLength(1);
    expect(log.letters.map(({ raw }) => Buffer.from(raw).toString())).toContain('{"a":tru}');
  });

  test("of which nothing can be accepted is an error", async () => {
    await start();
    const response = await post("/api/v1/lineage/batch", [1, 2]);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "batch_refused", summary: { failed: 2, non_retriable: 2 } });
  });

  test("whose dead letters cannot be kept is to be sent again", async () => {
    const { log, prometheus } = await start();
    log.mode = "fail";
    const response = await post("/api/v1/lineage/batch", [runEvent(), 1]);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await response.json()).toMatchObject({
      code: "log_unavailable",
      failed_events: [
        { index: 0, retriable: true },
        { index: 1, reason: expect.stringMatching(/^log_unavailable: /), retriable: true },
      ],
    });
    expect((await post("/api/v1/lineage/batch", "[1,")).status).toBe(503);
    expect(await prometheus()).not.toContain('tidemark_events_rejected_total{source="http"');
  });

  test("that the log does not take is to be sent again", async () => {
    const { log } = await start();
    log.mode = "fail";
    const response = await post("/api/v1/lineage/batch", [runEvent(), runEvent({ eventType: "FAIL" })]);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({
      code: "log_unavailable",
      summary: { received: 2, successful: 0, retriable: 2 },
      failed_events: [
        { index: 0, retriable: true },
        { index: 1, retriable: true },
      ],
    });
  });

  test("that is no array, or none that ends", async () => {
    const { log } = await start();
    const object = await post("/api/v1/lineage/batch", runEvent());
    expect([object.status, await object.json()]).toMatchObject([400, { code: "not_an_array" }]);
    const half = await post("/api/v1/lineage/batch", '[{"a":1},');
    expect([half.status, await half.json()]).toMatchObject([400, { code: "not_json" }]);
    expect(log.letters).toMatchObject([{ reason: "not_json", raw: Buffer.from('[{"a":1},') }]);
    const empty = await post("/api/v1/lineage/batch", "[]");
    expect([empty.status, await empty.json()]).toMatchObject([200, { status: "success", summary: { received: 0 } }]);
  });
});

describe("a log in trouble", () => {
  test("that fails: 503, to be sent again", async () => {
    const { log } = await start();
    log.mode = "fail";
    // Also what is refused: nothing has its bytes yet.
    for (const body of [runEvent(), "{nonsense", runEvent({ job: 1 })]) {
      const response = await post("/", body);
      expect([response.status, await response.json()]).toMatchObject([503, { code: "log_unavailable" }]);
      expect(response.headers.get("retry-after")).toBe("5");
    }
  });

  test("that is slow: the same, before the sender gives up", async () => {
    const { log } = await start({ limits: { budgetMs: 100 } });
    log.mode = "hang";
    const started = performance.now();
    expect((await post("/", runEvent())).status).toBe(503);
    expect(performance.now() - started).toBeLessThan(2000);
    expect((await post("/", "{nonsense")).status).toBe(503);
  });

  test("is not ready, while the process lives", async () => {
    const { log, url } = await start();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    await gateway?.close();
    const second = await start({ log });
    log.mode = "fail";
    const ready = await fetch(`${second.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "not_ready", dependencies: { log: "down", store: "up" }, evaluation: "off" },
    ]);
    expect((await fetch(`${second.url}/health/live`)).status).toBe(200);
  });
});

describe("access", () => {
  test("with keys: only with one of them, except for health", async () => {
    const { log } = await start({
      keys: [
        { name: "airflow", key: "k-airflow" },
        { name: "dbt", key: "k-dbt-1234" },
      ],
    });
    const none = await post("/", runEvent());
    expect([none.status, await none.json()]).toMatchObject([401, { code: "unauthorized" }]);
    expect(none.headers.get("www-authenticate")).toBe("Bearer");
    expect((await post("/", runEvent(), { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await post("/", runEvent(), { authorization: "Basic ay1haXJmbG93" })).status).toBe(401);
    expect((await post("/", runEvent(), { authorization: "Bearer k-dbt-1234" })).status).toBe(201);
    expect((await post("/", "{nonsense")).status).toBe(401);
    expect(log.letters).toHaveLength(0);
    for (const path of ["/metrics", "/api/v1/status", "/api/v1/dead-letters"])
      expect((await fetch(`${gateway?.url}${path}`)).status).toBe(401);
    expect((await fetch(`${gateway?.url}/health/ready`)).status).toBe(200);
  });

  test("without keys: no web page", async () => {
    await start();
    const crossSite = await post("/", runEvent(), { origin: "https://evil.example" });
    expect([crossSite.status, await crossSite.json()]).toMatchObject([403, { code: "browser_refused" }]);
  });
});
