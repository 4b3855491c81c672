import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAgent } from "#agent/index.ts";
import type { Agent, Report } from "#agent/index.ts";
import type { HttpOptions } from "#agent/transports/http/http-options.ts";
import { startProgram } from "#test/support/agent-program.ts";
import { startHttpReceiver } from "#test/support/http-receiver.ts";
import type { HttpAnswer, ReceivedRequest } from "#test/support/http-receiver.ts";
import { runEvent } from "#test/support/openlineage-event.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

interface Fixture {
  readonly agent: Agent;
  readonly spool: string;
  readonly reports: Report[];
}

function fixture(url: string, options: Partial<HttpOptions> = {}): Fixture {
  const spool = temporaryDirectory();
  const reports: Report[] = [];
  const agent = createAgent({
    transport: { type: "http", url, ...options },
    spool,
    env: {},
    cwd: "/nowhere",
    onReport: (report) => reports.push(report),
  });
  onTestFinished(async () => {
    await agent.close(0);
  });
  return { agent, spool, reports };
}

const batchAnswer = (failed: readonly object[] = []): HttpAnswer => ({
  status: 200,
  body: JSON.stringify({ status: "success", summary: {}, failed_events: failed }),
});

const isBatch = ({ path }: ReceivedRequest): boolean => path.endsWith("/batch");

function emit(agent: Agent, count: number): void {
  for (let n = 0; n < count; n++) agent.emit(runEvent(n));
}

test("one event: upstream's request", async () => {
  const receiver = await startHttpReceiver();
  const { agent } = fixture(receiver.url);
  agent.emit(runEvent(1));
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
  const [request] = receiver.requests;
  expect(request).toMatchObject({ method: "POST", path: "/api/v1/lineage", body: JSON.stringify(runEvent(1)) });
  expect(request?.headers).toMatchObject({ "content-type": "application/json" });
  expect(request?.headers.authorization).toBeUndefined();
});

test("key, gzip, endpoint and further headers", async () => {
  const receiver = await startHttpReceiver();
  const { agent } = fixture(`${receiver.url}/base/`, {
    endpoint: "/custom/lineage?x=1",
    apiKey: "k",
    compression: "gzip",
    headers: { "X-Team": "data" },
  });
  agent.emit(runEvent(1));
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
  expect(receiver.requests[0]).toMatchObject({
    path: "/base/custom/lineage?x=1",
    body: JSON.stringify(runEvent(1)),
    headers: { authorization: "Bearer k", "content-encoding": "gzip", "x-team": "data" },
  });
});

test("several that wait go as batches, and each is answered for", async () => {
  const receiver = await startHttpReceiver();
  let first = true;
  receiver.answer = (request) => {
    if (!isBatch(request) || !first) return isBatch(request) ? batchAnswer() : { status: 201 };
    first = false;
    return batchAnswer([
      { index: 0, reason: "no job", retriable: false },
      { index: 1, reason: "busy", retriable: true },
    ]);
  };
  const { agent, spool } = fixture(receiver.url, { batch: 10 });
  emit(agent, 25);
  expect(await agent.close(5000)).toEqual({ confirmed: 24, pending: 0, rejected: 1, dropped: 0 });
  expect(receiver.requests[0]).toMatchObject({ path: "/api/v1/lineage/batch" });
  expect(JSON.parse(receiver.requests[0]?.body ?? "")).toHaveLength(10);
  expect(readFileSync(join(spool, "rejected.ndjson"), "utf8")).toMatch(/"reason":"no job".*run-0/);
});

test.each([404, 405, 200])(
  "a server without the batch endpoint (%i) is asked for it once, and gets one at a time",
  async (status) => {
    const receiver = await startHttpReceiver();
    receiver.answer = (request) => ({ status: isBatch(request) ? status : 201 });
    const { agent } = fixture(receiver.url, { inFlight: 1 });
    emit(agent, 30);
    expect(await agent.flush(10_000)).toMatchObject({ confirmed: 30, pending: 0 });
    expect(receiver.requests.filter(isBatch)).toHaveLength(1);
    expect(receiver.requests).toHaveLength(31);
  },
);

test("a batch refused as a whole is told apart event by event", async () => {
  const receiver = await startHttpReceiver();
  receiver.answer = (request) => {
    if (isBatch(request)) return { status: 413 };
    return { status: request.body.includes("run-3") ? 400 : 201, body: '{"code":"x"}' };
  };
  const { agent, reports } = fixture(receiver.url);
  emit(agent, 6);
  expect(await agent.flush(5000)).toEqual({ confirmed: 5, pending: 0, rejected: 1, dropped: 0 });
  expect(reports).toMatchObject([
    { code: "event_rejected", message: expect.stringContaining('HTTP 400: {"code":"x"}') },
  ]);
});

test("Retry-After is kept to", async () => {
  const receiver = await startHttpReceiver();
  receiver.answer = () =>
    receiver.requests.length === 1 ? { status: 503, headers: { "Retry-After": "1" } } : { status: 201 };
  const { agent } = fixture(receiver.url);
  agent.emit(runEvent(1));
  await vi.waitFor(() => expect(agent.stats().confirmed).toBe(1), 10_000);
  const [first, second] = receiver.requests;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
});

test.each([401, 403, 404, 429, 500])("after %i the event is kept, and sent when that is put right", async (status) => {
  const receiver = await startHttpReceiver();
  receiver.answer = () => ({ status });
  const { agent } = fixture(receiver.url);
  agent.emit(runEvent(1));
  await vi.waitFor(() => expect(agent.stats().retries).toBeGreaterThan(0));
  receiver.answer = () => ({ status: 200 });
  expect(await agent.flush(5000)).toEqual({ confirmed: 1, pending: 0, rejected: 0, dropped: 0 });
});

test("a redirect is not followed: the event would not arrive", async () => {
  const receiver = await startHttpReceiver();
  receiver.answer = () => ({ status: 302, headers: { Location: "/elsewhere" } });
  const { agent } = fixture(receiver.url);
  agent.emit(runEvent(1));
  await vi.waitFor(() => expect(agent.stats().retries).toBeGreaterThan(0));
  expect(receiver.requests.every(({ path }) => path === "/api/v1/lineage")).toBe(true);
});

test("a server that does not answer is given up in time, and tried again", async () => {
  const receiver = await startHttpReceiver();
  receiver.answer = () => (receiver.requests.length === 1 ? undefined : { status: 201 });
  const { agent } = fixture(receiver.url, { timeoutMs: 100 });
  agent.emit(runEvent(1));
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
  expect(receiver.requests).toHaveLength(2);
});

test("connections are used again", async () => {
  const receiver = await startHttpReceiver();
  const { agent } = fixture(receiver.url);
  for (let n = 0; n < 20; n++) {
    agent.emit(runEvent(n));
    await agent.flush(5000);
  }
  expect(receiver.requests).toHaveLength(20);
  expect(receiver.connections()).toBeLessThan(4);
});

test("a program that does not close the agent ends by itself, and its events arrive", async () => {
  const receiver = await startHttpReceiver();
  const started = performance.now();
  const program = startProgram(`const agent = createAgent(); await agent.run("job", () => {});`, {
    TIDEMARK_SPOOL: temporaryDirectory(),
    OPENLINEAGE_URL: receiver.url,
  });
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(3500);
  await vi.waitFor(() => expect(receiver.requests.filter((request) => !isBatch(request))).toHaveLength(2));
});

test("a server that is not there is told with the reason, and close gives up in time", async () => {
  const { agent, reports } = fixture("http://127.0.0.1:1");
  agent.emit(runEvent(1));
  const started = performance.now();
  expect(await agent.close(1000)).toMatchObject({ pending: 1 });
  expect(performance.now() - started).toBeLessThan(2000);
  expect(reports).toMatchObject([
    { code: "delivery_failing", message: expect.stringMatching(/ECONNREFUSED|bad port/) },
  ]);
});
