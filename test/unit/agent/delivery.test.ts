import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAgent } from "#agent/index.ts";
import type { Agent, AgentOptions, LineageEvent, Report } from "#agent/index.ts";
import { CONFIRMED } from "#agent/transports/transport.ts";
import type { Outcome, Outgoing } from "#agent/transports/transport.ts";
import { REJECTED, RETRY, ScriptedTransport } from "#test/support/scripted-transport.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { untyped } from "#test/support/untyped.ts";

const event = (n: number, extra: object = {}): LineageEvent => ({
  eventType: "OTHER",
  eventTime: "2026-01-31T00:00:00.000Z",
  run: { runId: `run-${n}`, facets: { padding: { _producer: "p", _schemaURL: "s", ...extra } } },
  job: { namespace: "test", name: "job" },
  producer: "p",
  schemaURL: "s",
});

interface Fixture {
  readonly agent: Agent;
  readonly transport: ScriptedTransport;
  readonly spool: string;
  readonly reports: Report[];
}

function fixture(
  answer?: (event: Outgoing) => Outcome | Promise<Outcome>,
  options: AgentOptions = {},
  spool = temporaryDirectory(),
): Fixture {
  const transport = new ScriptedTransport(answer);
  const reports: Report[] = [];
  const onReport = (report: Report): void => void reports.push(report);
  const agent = createAgent({ transport, spool, env: {}, cwd: "/nowhere", onReport, ...options });
  onTestFinished(async () => {
    await agent.close(0);
  });
  return { agent, transport, spool, reports };
}

function ids(outgoing: readonly Outgoing[]): readonly string[] {
  return outgoing.map(({ payload }) => String(JSON.parse(payload).run.runId));
}

/** Lines of all segments in a spool. */
function spooled(spool: string): readonly string[] {
  return readdirSync(spool)
    .filter((name) => name.startsWith("own-"))
    .flatMap((name) => readdirSync(join(spool, name)).map((file) => join(spool, name, file)))
    .flatMap((path) => readFileSync(path, "utf8").split("\n").slice(0, -1));
}

test("an event is in the spool when emit returns, and gone from it when it is confirmed", async () => {
  const { agent, spool } = fixture();
  agent.emit(event(1));
  agent.emit(event(2));
  expect(spooled(spool).map((line) => JSON.parse(line).run.runId)).toEqual(["run-1", "run-2"]);
  expect(await agent.flush(2000)).toEqual({ confirmed: 2, pending: 0, rejected: 0, dropped: 0 });
  await vi.waitFor(() => expect(spooled(spool)).toEqual([]));
  await agent.close(0);
  expect(readdirSync(spool)).toEqual([]);
});

test("what is not confirmed is tried again, for ever and with pauses", async () => {
  let failures = 0;
  const { agent, transport } = fixture(() => (++failures <= 3 ? RETRY : CONFIRMED));
  agent.emit(event(1));
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 1, pending: 0 });
  expect(transport.attempts).toHaveLength(4);
  expect(agent.stats()).toMatchObject({ retries: 3, circuit: "closed" });
});

test("a transport that fails is reported once, and flush says what waits", async () => {
  const { agent, reports } = fixture(() => RETRY);
  agent.emit(event(1));
  agent.emit(event(2));
  expect(await agent.flush(1500)).toEqual({ confirmed: 0, pending: 2, rejected: 0, dropped: 0 });
  expect(agent.stats().circuit).not.toBe("closed");
  expect(reports.filter(({ code }) => code === "delivery_failing")).toHaveLength(1);
  expect(reports[0]?.message).toContain("not now");
});

test("one event that always fails does not stand before the others", async () => {
  const { agent, transport } = fixture(({ payload }) => (payload.includes("run-0") ? RETRY : CONFIRMED));
  transport.limits = { maxEvents: 1, maxBytes: 1024, inFlight: 1 };
  for (let n = 0; n < 5; n++) agent.emit(event(n));
  await vi.waitFor(() => expect(ids(transport.confirmed)).toEqual(["run-1", "run-2", "run-3", "run-4"]));
  expect(agent.stats().pending).toBe(1);
});

test("what is refused for good is kept apart with its reason, and not tried again", async () => {
  const { agent, transport, spool, reports } = fixture(({ payload }) =>
    payload.includes("run-2") ? REJECTED : CONFIRMED,
  );
  for (let n = 0; n < 5; n++) agent.emit(event(n));
  expect(await agent.close(2000)).toEqual({ confirmed: 4, pending: 0, rejected: 1, dropped: 0 });
  expect(transport.attempts).toHaveLength(5);
  const rejected: unknown = JSON.parse(readFileSync(join(spool, "rejected.ndjson"), "utf8"));
  expect(rejected).toMatchObject({
    reason: "never",
    event: { run: { runId: "run-2" } },
    rejectedAt: expect.any(String),
  });
  expect(reports).toMatchObject([{ code: "event_rejected" }]);
});

test("a transport that throws only delays", async () => {
  let thrown = 0;
  const { agent } = fixture(() => {
    if (++thrown === 1) throw new Error("a bug");
    return CONFIRMED;
  });
  agent.emit(event(1));
  expect(await agent.flush(2000)).toMatchObject({ confirmed: 1 });
});

test("a transport that answers for too few events has confirmed only those", async () => {
  const { agent, transport } = fixture();
  const send = transport.send.bind(transport);
  transport.send = async (events) => (await send(events)).slice(0, 1);
  for (let n = 0; n < 3; n++) agent.emit(event(n));
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 3, pending: 0 });
});

test("beyond the bound of memory events wait on disk only, and are read back in order", async () => {
  const opened = Promise.withResolvers<Outcome>();
  const { agent, transport } = fixture(() => opened.promise, { maxQueueEvents: 50 });
  transport.limits = { maxEvents: 7, maxBytes: 4096, inFlight: 1 };
  for (let n = 0; n < 2000; n++) agent.emit(event(n));
  expect(agent.stats()).toMatchObject({ queuedEvents: 50, pending: 2000 });
  opened.resolve(CONFIRMED);
  expect(await agent.flush(10_000)).toEqual({ confirmed: 2000, pending: 0, rejected: 0, dropped: 0 });
  expect(ids(transport.confirmed)).toEqual(Array.from({ length: 2000 }, (_, n) => `run-${n}`));
});

test("emitting while the backlog is read back loses nothing and sends nothing twice", async () => {
  const { agent, transport } = fixture(
    async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return CONFIRMED;
    },
    { maxQueueEvents: 20, spool: { directory: temporaryDirectory(), segmentBytes: 4096 } },
  );
  for (let n = 0; n < 3000; n++) {
    agent.emit(event(n, n % 100 === 0 ? { long: "x".repeat(10_000) } : {}));
    if (n % 37 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await agent.flush(20_000)).toEqual({ confirmed: 3000, pending: 0, rejected: 0, dropped: 0 });
  expect(new Set(ids(transport.confirmed)).size).toBe(3000);
  expect(transport.confirmed).toHaveLength(3000);
});

test("the spool is bounded: beyond it new events are dropped, counted and reported once", async () => {
  const { agent, spool, reports } = fixture(() => RETRY, {
    spool: { directory: temporaryDirectory(), maxBytes: 20_000 },
  });
  expect(spool).toBeDefined();
  for (let n = 0; n < 500; n++) agent.emit(event(n));
  const { pending, dropped, droppedBy, spoolBytes } = agent.stats();
  expect(spoolBytes).toBeLessThanOrEqual(20_000);
  expect(pending + dropped).toBe(500);
  expect(droppedBy.spool_full).toBe(dropped);
  expect(pending).toBeGreaterThan(50);
  expect(reports.filter(({ code }) => code === "spool_full")).toHaveLength(1);
});

test("there is room in the spool again once events are confirmed", async () => {
  const { agent, transport } = fixture(() => RETRY, { spool: { directory: temporaryDirectory(), maxBytes: 5000 } });
  for (let n = 0; n < 100; n++) agent.emit(event(n));
  const before = agent.stats().dropped;
  expect(before).toBeGreaterThan(0);
  transport.answer = () => CONFIRMED;
  await agent.flush(5000);
  await vi.waitFor(() => expect(agent.stats().spoolBytes).toBe(0));
  agent.emit(event(200));
  expect(agent.stats().dropped).toBe(before);
});

test("without a spool memory is bounded, and what does not fit is dropped and told", () => {
  const { agent, reports } = fixture(() => RETRY, { spool: false, maxQueueEvents: 10 });
  for (let n = 0; n < 30; n++) agent.emit(event(n));
  expect(agent.stats()).toMatchObject({ pending: 10, dropped: 20, droppedBy: { memory_full: 20 }, unspooled: 0 });
  expect(reports).toMatchObject([{ code: "memory_full" }]);
});

test("a spool that cannot be written is told once, and events go out from memory", async () => {
  const { agent, reports } = fixture(undefined, { spool: "/proc/nowhere/spool" });
  for (let n = 0; n < 3; n++) agent.emit(event(n));
  expect(await agent.flush(2000)).toMatchObject({ confirmed: 3, dropped: 0 });
  expect(agent.stats().unspooled).toBe(3);
  expect(reports.filter(({ code }) => code === "spool_unavailable")).toHaveLength(1);
});

test("a slow disk suspends the spool for a while", async () => {
  const { agent, reports } = fixture(undefined, {
    spool: { directory: temporaryDirectory(), suspendMs: 60_000 },
  });
  const now = vi.spyOn(performance, "now");
  onTestFinished(() => now.mockRestore());
  let clock = performance.now();
  now.mockImplementation(() => (clock += 2000));
  agent.emit(event(1));
  agent.emit(event(2));
  expect(agent.stats().unspooled).toBe(1);
  expect(reports).toMatchObject([{ code: "spool_slow" }]);
  expect(await agent.flush(2000)).toMatchObject({ confirmed: 2 });
});

test("an event too large for the transport loses heavy facets, one without any is dropped", async () => {
  const { agent, transport, reports } = fixture();
  transport.maxEventBytes = 2000;
  agent.emit(event(1, { plan: "x".repeat(5000) }));
  agent.emit(untyped<LineageEvent>({ ...event(2), job: { namespace: "n", name: "x".repeat(5000) } }));
  expect(await agent.flush(2000)).toEqual({ confirmed: 1, pending: 0, rejected: 0, dropped: 1 });
  expect(transport.events[0]?.run.facets?.tidemark_truncated).toMatchObject({ facets: ["run.facets.padding"] });
  expect(agent.stats()).toMatchObject({ truncated: 1, droppedBy: { too_large: 1 } });
  expect(reports).toMatchObject([{ code: "event_too_large" }]);
});

test("a limit that turns out smaller when sending is kept too", async () => {
  const { agent, transport } = fixture(() => RETRY);
  agent.emit(event(1, { plan: "x".repeat(5000) }));
  agent.emit(untyped<LineageEvent>({ ...event(2), job: { namespace: "n", name: "x".repeat(5000) } }));
  transport.maxEventBytes = 2000;
  transport.answer = ({ bytes }) => (bytes > 2000 ? RETRY : CONFIRMED);
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 1, pending: 0, rejected: 1 });
  expect(transport.events[0]?.run.facets?.tidemark_truncated).toBeDefined();
});

test("flush waits no longer than it says, close neither, and both may be called again", async () => {
  const { agent } = fixture(() => new Promise<Outcome>(() => {}));
  agent.emit(event(1));
  const started = performance.now();
  expect(await agent.flush(50)).toMatchObject({ pending: 1 });
  expect(await agent.close(50)).toMatchObject({ pending: 1 });
  expect(await agent.close(50)).toMatchObject({ pending: 1 });
  expect(performance.now() - started).toBeLessThan(1000);
});

test("what comes after close is counted and told", async () => {
  const { agent, reports } = fixture();
  await agent.close(100);
  agent.emit(event(1));
  await agent.run("late", () => undefined);
  expect(agent.stats()).toMatchObject({ dropped: 3, droppedBy: { closed: 3 } });
  expect(reports).toMatchObject([{ code: "closed" }]);
});

test("what close leaves behind is sent by the next agent, with what it says itself", async () => {
  const first = fixture(() => RETRY);
  for (let n = 0; n < 5; n++) first.agent.emit(event(n));
  expect(await first.agent.close(20)).toMatchObject({ pending: 5 });
  const second = fixture(undefined, {}, first.spool);
  second.agent.emit(event(5));
  expect(await second.agent.close(5000)).toEqual({ confirmed: 6, pending: 0, rejected: 0, dropped: 0 });
  expect(ids(second.transport.confirmed).toSorted()).toEqual(Array.from({ length: 6 }, (_, n) => `run-${n}`));
  expect(second.agent.stats().adopted).toBe(5);
  expect(readdirSync(first.spool)).toEqual([]);
});

test("closed at once, an agent lets go of what it has only just adopted", async () => {
  const first = fixture(() => RETRY);
  for (let n = 0; n < 5; n++) first.agent.emit(event(n));
  await first.agent.close(0);
  for (let n = 0; n < 3; n++) await fixture(() => RETRY, {}, first.spool).agent.close(0);
  expect(readdirSync(first.spool)).toEqual([expect.stringMatching(/\.free$/)]);
  expect(await fixture(undefined, {}, first.spool).agent.close(5000)).toMatchObject({ confirmed: 5, pending: 0 });
});

test("facets and jobs that the configuration leaves out are not sent", async () => {
  const { agent, transport } = fixture(undefined, {
    disabledFacets: ["padding"],
    env: { OPENLINEAGE__FILTERS: '[{"type":"regex","regex":"tmp_.*"},{"type":"exact","match":"noise"}]' },
  });
  agent.emit(event(1));
  await agent.run("tmp_1", () => undefined);
  await agent.run("noise", () => undefined);
  await agent.run("noise2", () => undefined);
  expect(await agent.flush(2000)).toMatchObject({ confirmed: 3 });
  expect(transport.events[0]?.run.facets).toEqual({});
  expect(agent.stats().filtered).toBe(4);
});

test("a disabled agent runs the work, and sends and keeps nothing", async () => {
  const spool = temporaryDirectory();
  const { agent } = fixture(undefined, { env: { OPENLINEAGE_DISABLED: "true" }, spool: join(spool, "not-made") });
  expect(await agent.run("job", () => 7)).toBe(7);
  expect(agent.stats()).toMatchObject({ filtered: 2, pending: 0 });
  expect(readdirSync(spool)).toEqual([]);
});
