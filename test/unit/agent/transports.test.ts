import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { CompositeTransport } from "#agent/transports/composite-transport.ts";
import { ConsoleTransport } from "#agent/transports/console-transport.ts";
import { createTransport } from "#agent/transports/create-transport.ts";
import { FileTransport } from "#agent/transports/file-transport.ts";
import { batchOutcomes, parseRetryAfter, statusOutcome } from "#agent/transports/http/response.ts";
import { messagesOf } from "#agent/transports/nats/message.ts";
import { isLinkFault, publishOutcome } from "#agent/transports/nats/publish-outcome.ts";
import { CONFIRMED } from "#agent/transports/transport.ts";
import type { Outcome, Outgoing } from "#agent/transports/transport.ts";
import { REJECTED, RETRY, ScriptedTransport } from "#test/support/scripted-transport.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const outgoing = (n: number, payload = `{"n":${n}}`): Outgoing => ({
  payload,
  bytes: payload.length,
  envelope: { run: { runId: `run-${n}` }, eventType: "START" },
});

const two = [outgoing(1), outgoing(2)];

test.each<[boolean, boolean, Outcome, Outcome, string, number]>([
  [true, true, CONFIRMED, CONFIRMED, "confirmed", 1],
  [true, true, RETRY, CONFIRMED, "confirmed", 1],
  [true, true, CONFIRMED, RETRY, "confirmed", 1],
  [true, true, REJECTED, RETRY, "retry", 1],
  [true, true, RETRY, REJECTED, "retry", 1],
  [true, true, REJECTED, REJECTED, "rejected", 1],
  [true, false, CONFIRMED, CONFIRMED, "confirmed", 0],
  [true, false, RETRY, CONFIRMED, "confirmed", 1],
  [false, true, RETRY, CONFIRMED, "retry", 0],
  [false, true, CONFIRMED, RETRY, "retry", 1],
  [false, true, CONFIRMED, CONFIRMED, "confirmed", 1],
  [false, false, CONFIRMED, CONFIRMED, "confirmed", 0],
])("composite: on failure %s, on success %s", async (continueOnFailure, continueOnSuccess, a, b, kind, calls) => {
  const first = new ScriptedTransport(() => a);
  const second = new ScriptedTransport(() => b);
  const failures: string[] = [];
  const composite = new CompositeTransport([first, second], { continueOnFailure, continueOnSuccess }, (name) =>
    failures.push(name),
  );
  expect(await composite.send([outgoing(1)])).toMatchObject([{ kind }]);
  expect(second.attempts).toHaveLength(calls);
  expect(failures).toHaveLength(
    [a, ...(calls === 1 ? [b] : [])].filter((outcome) => outcome.kind !== "confirmed").length,
  );
});

test("a composite is as small as its smallest part, asks each for its own events, and closes all", async () => {
  const first = new ScriptedTransport(({ payload }) => (payload === two[0]?.payload ? CONFIRMED : RETRY));
  const second = new ScriptedTransport();
  second.limits = { maxEvents: 1, maxBytes: 5, inFlight: 1 };
  second.maxEventBytes = 7;
  const composite = new CompositeTransport(
    [first, second],
    { continueOnFailure: true, continueOnSuccess: false },
    () => {},
  );
  expect(composite.limits).toEqual(second.limits);
  expect(composite.maxEventBytes).toBe(7);
  expect(await composite.send(two)).toEqual([CONFIRMED, CONFIRMED]);
  expect(second.attempts).toEqual([two[1]]);
  await composite.close();
  expect([first.closed, second.closed]).toEqual([true, true]);
});

test("a file that is appended to has one event a line", async () => {
  const path = join(temporaryDirectory(), "events.ndjson");
  const transport = new FileTransport({ path: pathToFileURL(path).href, append: true });
  expect(await transport.send(two)).toEqual([CONFIRMED, CONFIRMED]);
  await transport.send([outgoing(3)]);
  await transport.close();
  expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
});

test("without appending each event has a file of its own", async () => {
  const directory = temporaryDirectory();
  const transport = new FileTransport({ path: join(directory, "event"), append: false });
  await transport.send(two);
  const names = readdirSync(directory);
  expect(names).toHaveLength(2);
  expect(names[0]).toMatch(/^event-\d{8}-\d{6}\.\d{6}\.json$/);
});

test("a file that cannot be written is tried again", async () => {
  const transport = new FileTransport({ path: join(temporaryDirectory(), "missing", "x"), append: true });
  expect(await transport.send(two)).toMatchObject([{ kind: "retry" }, { kind: "retry" }]);
});

test("nothing is opened before the first event", async () => {
  const path = join(temporaryDirectory(), "x");
  const transport = createTransport({ type: "file", options: { path, append: true } }, () => {});
  expect(existsSync(path)).toBe(false);
  const noop = createTransport(
    {
      type: "composite",
      transports: [{ type: "noop" }],
      options: { continueOnFailure: true, continueOnSuccess: true },
    },
    () => {},
  );
  expect(await noop.send(two)).toEqual([CONFIRMED, CONFIRMED]);
  await Promise.all([transport.close(), noop.close(), new ConsoleTransport().close()]);
});

test.each([
  [200, "confirmed"],
  [201, "confirmed"],
  [204, "confirmed"],
  [301, "retry"],
  [400, "rejected"],
  [401, "retry"],
  [403, "retry"],
  [404, "retry"],
  [408, "retry"],
  [413, "rejected"],
  [422, "rejected"],
  [429, "retry"],
  [500, "retry"],
  [503, "retry"],
])("HTTP %i means %s", (status, kind) => {
  expect(statusOutcome(status, "", null, 0)).toMatchObject({ kind });
});

test.each([
  ["5", 5000],
  ["0.5", 500],
  ["Thu, 01 Jan 1970 00:00:10 GMT", 9000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [null, undefined],
])("Retry-After %o is %o ms", (value, expected) => {
  expect(parseRetryAfter(value, 1000)).toBe(expected);
});

test("the answer to a batch names those that failed", () => {
  const body = JSON.stringify({
    status: "partial_success",
    summary: { received: 3 },
    failed_events: [
      { index: 1, reason: "no job", retriable: false },
      { index: 2, reason: "busy", retriable: true },
    ],
  });
  expect(batchOutcomes(body, 3)).toEqual([
    CONFIRMED,
    { kind: "rejected", reason: "no job" },
    { kind: "retry", cause: "busy" },
  ]);
  expect(batchOutcomes('{"summary":{}}', 2)).toEqual([CONFIRMED, CONFIRMED]);
  for (const other of [
    "",
    "ok",
    "[]",
    "{}",
    '{"summary":{},"failed_events":[{"index":9}]}',
    '{"summary":{},"failed_events":[5]}',
  ]) {
    expect(batchOutcomes(other, 2)).toBeUndefined();
  }
});

test("one event is one message, in the format of the other clients", () => {
  const [message] = messagesOf([outgoing(1)], 1, 1000);
  expect(message).toMatchObject({ body: Buffer.from('{"n":1}'), packed: false });
  expect(message?.id).toMatch(/^run-1:START:[0-9a-f]{32}$/);
});

test("events are packed up to a number and a size, and one alone is not packed", () => {
  const events = Array.from({ length: 7 }, (_, n) => outgoing(n));
  const messages = messagesOf(events, 3, 1000);
  expect(messages.map(({ events: packed }) => packed.length)).toEqual([3, 3, 1]);
  expect(messages[0]).toMatchObject({ body: Buffer.from('{"n":0}\n{"n":1}\n{"n":2}'), packed: true });
  expect(messages[0]?.id).toMatch(/^batch:[0-9a-f]{32}$/);
  expect(messages[2]).toMatchObject({ body: Buffer.from('{"n":6}'), packed: false });
  expect(messagesOf(events, 100, 16).map(({ events: packed }) => packed.length)).toEqual([2, 2, 2, 1]);
});

const named = (name: string, code?: number): Error => Object.assign(new Error("m"), { name, ...(code && { code }) });

test("what a failed publish means", () => {
  expect(publishOutcome(named("JetStreamApiError", 10_054))).toMatchObject({ kind: "rejected" });
  expect(publishOutcome(named("JetStreamApiError", 10_077))).toMatchObject({ kind: "retry" });
  expect(publishOutcome(named("JetStreamNotEnabled"))).toMatchObject({
    kind: "retry",
    cause: "no stream takes this subject",
  });
  expect(publishOutcome("x")).toMatchObject({ kind: "retry", cause: "x" });
  expect(
    [named("TimeoutError"), named("ClosedConnectionError"), named("JetStreamApiError"), "x"].map(isLinkFault),
  ).toEqual([true, true, false, false]);
});
