import { describe, expect, test } from "vitest";
import { eventIdentity } from "#agent/contract/identity.ts";
import { createRedactor } from "#agent/contract/redact.ts";
import { reasons } from "#collector/reasons.ts";
import type { EventRow } from "#store/tables/events.ts";
import { eventOfSize, facetBase, runEvent, runId } from "#test/support/events.ts";
import { outcome, rawMessage, receivedAt, rowOf, testPipeline } from "#test/support/pipeline.ts";

const good = JSON.stringify(runEvent());
const base = facetBase("Any");

function outcomes(body: string | Uint8Array, contentType = "application/json"): readonly string[] {
  return testPipeline().process(rawMessage(body, { contentType })).map(outcome);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

describe("a bad event does not harm its neighbours", () => {
  const noJob = '{"eventTime": "2026-01-31T07:00:00Z"}';

  test("in an array", () => {
    expect(outcomes(`[${good}, {"a" 1}, 7, ${noJob}, ${good}]`)).toEqual([
      "row",
      "decode: not_json at position 5",
      "decode: not_an_object a number",
      "validate: invalid_job job: missing",
      "row",
    ]);
  });

  test("in NDJSON, where one line may even be of another encoding", () => {
    const latin1 = Buffer.from('{"name":"caf\u00e9"}', "latin1");
    const body = Buffer.concat([Buffer.from(`${good}\n`), latin1, Buffer.from(`\n\n${noJob}\r\n${good}`)]);
    expect(outcomes(body, "application/x-ndjson")).toEqual([
      "row",
      "decode: not_utf8",
      "validate: invalid_job job: missing",
      "row",
    ]);
  });

  test("a dead letter holds the bytes of its own event, as they came", () => {
    const broken = '{"a":  1.0,, "é" }';
    const letters = testPipeline()
      .process(rawMessage(`[${good},\n ${broken} ,${good}]`, { source: "nats" }))
      .flatMap((done) => (done.kind === "dead" ? [done.letter] : []));
    expect(letters).toEqual([
      {
        raw: Buffer.from(broken),
        reason: "not_json",
        stage: "decode",
        detail: expect.any(String),
        source: "nats",
        receivedAt: new Date(receivedAt / 1000),
      },
    ]);
  });

  test("a message that cannot be cut is one dead letter with all its bytes", () => {
    const body = `[${good},`;
    const [done, ...others] = testPipeline().process(rawMessage(body));
    expect(others).toEqual([]);
    expect(done?.kind === "dead" && text(done.letter.raw)).toBe(body);
  });
});

test("every reason has words for the sender and an HTTP status", () => {
  for (const { status, meaning, action } of Object.values(reasons)) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(meaning).not.toBe("");
    expect(action).not.toBe("");
  }
});

describe("the payload", () => {
  test("is the text that was sent", () => {
    const sent = `  {"eventTime": "2026-01-31T07:00:00Z", "job":{"name":"j" ,"namespace":"n"}, "n": 1.0} `;
    expect(text(rowOf(sent).payload)).toBe(sent.trim());
    expect(text(rowOf(`\uFEFF${sent}`).payload)).toBe(sent.trim());
  });

  test("without secrets, and the identity is of what is stored", () => {
    const event = runEvent({
      run: {
        runId: runId(1),
        facets: {
          connection: { ...base, password: "hunter2", url: "postgres://shop:hunter2@db/shop" },
          errorMessage: {
            ...base,
            message: "cannot reach postgres://shop:hunter2@db/shop",
            programmingLanguage: "JAVA",
          },
        },
      },
    });
    const row = rowOf(event);
    expect(JSON.stringify({ ...row, payload: text(row.payload) })).not.toContain("hunter2");
    expect(row.error_message).toContain("[redacted]");
    expect(row.event_id).toBe(eventIdentity(JSON.parse(text(row.payload))));
    expect(row.event_id).toBe(eventIdentity(createRedactor()(event)));
  });

  test("keeps integers beyond 2^53 exact, also where something else is redacted", () => {
    const row = rowOf(withBigInteger("9007199254740993"));
    expect(text(row.payload)).toContain('"big":9007199254740993');
    expect(text(row.payload)).not.toContain("hunter2");
    expect(row.event_id).not.toBe(rowOf(withBigInteger("9007199254740992")).event_id);
  });

  test("large integers in typed columns are not said rather than rounded", () => {
    const outputs = `[{"namespace":"n","name":"d","outputFacets":{"outputStatistics":{"rowCount":9007199254740993,"size":5}}}]`;
    const row = rowOf(good.replace('"run":', `"outputs":${outputs},"run":`));
    expect(row.datasets).toMatchObject([{ rows: null, bytes: 5 }]);
  });

  test("too large even without its facets is refused", () => {
    const pipeline = testPipeline({ maxEventBytes: 1000 });
    const [done] = pipeline.process(rawMessage(runEvent({ job: { namespace: "n", name: "j".repeat(2000) } })));
    expect(outcome(done)).toMatch(/^fit: too_large \d+ bytes, at most 1000$/);
  });

  test("a large integer survives the loss of a heavy facet", () => {
    const sent = `{"eventTime":"2026-01-31T07:00:00Z","job":{"namespace":"n","name":"j","facets":{"debug":{"x":"${"x".repeat(3000)}"},"big":{"n":12345678901234567890}}}}`;
    const row = rowOf(sent, {}, testPipeline({ maxEventBytes: 1000 }));
    expect(text(row.payload)).toContain("12345678901234567890");
    expect(row.truncated).toEqual(["job.facets.debug"]);
  });
});

describe("reception", () => {
  const eventTime = Date.UTC(2026, 0, 31, 7) * 1000 + 123_456;

  test.each([
    ["event-time", eventTime, []],
    ["2026-01-15T00:00:00Z", Date.UTC(2026, 0, 15) * 1000, []],
    ["last week", receivedAt, ["tidemark-received-at: not a date-time"]],
    ["2027-01-01T00:00:00Z", receivedAt, []],
  ])("as asked, where that is allowed, but never later than it was: %s", (header, expected, violations) => {
    expect(backdate(header, true)).toMatchObject({ received_at: expected, violations });
  });

  test("not as asked where it is not: the event is kept, and says what was asked", () => {
    expect(backdate("event-time", false)).toMatchObject({
      received_at: receivedAt,
      violations: ["tidemark-received-at: refused"],
    });
  });
});

test("the same message gives the same rows", () => {
  const message = rawMessage(Array.from({ length: 3 }, (_, index) => eventOfSize(2048, index)));
  expect(testPipeline().process(message)).toEqual(testPipeline().process(message));
});

test("a bug that one event meets is a dead letter of that event", () => {
  const pipeline = testPipeline({
    redactor: (event) => {
      if (JSON.stringify(event).includes("trap")) throw new TypeError("secret");
      return event;
    },
  });
  const trapped = runEvent({ job: { namespace: "n", name: "trap" } });
  expect(pipeline.process(rawMessage([runEvent(), trapped, runEvent()])).map(outcome)).toEqual([
    "row",
    "normalise: unexpected TypeError",
    "row",
  ]);
});

function withBigInteger(digits: string): string {
  const facet = `{"big":${digits},"password":"hunter2","_producer":"a:b","_schemaURL":"a:b"}`;
  return `{"eventTime":"2026-01-31T07:00:00Z","job":{"namespace":"n","name":"j","facets":{"x":${facet}}}}`;
}

function backdate(header: string, allowBackdating: boolean): EventRow {
  return rowOf(runEvent(), { backdate: header }, testPipeline({ allowBackdating }));
}
