import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventIdentity, messageId } from "#agent/contract/identity.ts";

describe("eventIdentity", () => {
  test("is the head of the SHA-256 of the canonical JSON", () => {
    const expected = createHash("sha256").update('{"a":"é","b":[1,2]}').digest("hex").slice(0, 32);
    expect(eventIdentity({ b: [1, 2.0], a: "é" })).toBe(expected);
  });
});

describe("messageId", () => {
  const payload = '{"x":1}';
  const digest = createHash("sha256").update(payload).digest("hex").slice(0, 32);

  test.each([
    [{ run: { runId: "0190" }, eventType: "START" }, `0190:START:${digest}`],
    [{ run: { runId: "0190" } }, `0190::${digest}`],
    [{ dataset: { name: "a" } }, `dataset:${digest}`],
    [{ job: { name: "a" } }, `job:${digest}`],
    ["no event", `job:${digest}`],
    [{ run: { runId: "a b\r\nNats-Rollup: é" }, eventType: "START\n" }, `a_b__Nats-Rollup:__:START_:${digest}`],
    [{ run: { runId: "x".repeat(5000) }, eventType: "FAIL" }, `${"x".repeat(128)}:FAIL:${digest}`],
    [{ run: "no run" }, `::${digest}`],
  ])("of %o", (event, expected) => {
    expect(messageId(event, payload)).toBe(expected);
    expect(messageId(event, Buffer.from(payload))).toBe(expected);
  });
});
