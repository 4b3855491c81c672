import { describe, expect, test } from "vitest";
import { frames, mostEvents } from "#collector/stages/frames.ts";

const ndjson = "application/x-ndjson";

function cut(body: string | Uint8Array, contentType?: string): readonly string[] | string {
  const outcome = frames(Buffer.from(body), contentType);
  return outcome.kind === "ok" ? outcome.value.map((frame) => Buffer.from(frame).toString()) : outcome.reason;
}

describe("one event", () => {
  test.each([
    ['{"a":1}', ['{"a":1}']],
    ['  {"a":1}\r\n', ['{"a":1}']],
    ["\uFEFF{}", ["{}"]],
    ["", [""]],
    ["not json", ["not json"]],
    ['{"a":1}\n{"b":2}', ['{"a":1}\n{"b":2}']],
  ])("%j", (body, expected) => expect(cut(body)).toEqual(expected));
});

describe("an array", () => {
  test.each([
    ["[]", []],
    ["[ ]", []],
    ['[{"a":1}]', ['{"a":1}']],
    ['\uFEFF[ {"a":[1,2]} ,\n{"b":"],["} ]', ['{"a":[1,2]}', '{"b":"],["}']],
    ['[{"quoted":"\\"],"},2]', ['{"quoted":"\\"],"}', "2"]],
    ['["\\\\",1]', ['"\\\\"', "1"]],
    ["[[1,2],3]", ["[1,2]", "3"]],
    ["[1,,2]", ["1", "", "2"]],
    ["[1,]", ["1", ""]],
    ['[{"broken" 1},{"a":1}]', ['{"broken" 1}', '{"a":1}']],
    ['["é"]', ['"é"']],
  ])("%j", (body, expected) => expect(cut(body)).toEqual(expected));

  test.each(["[", "[1", '[{"a":1}', '["abc', "[1]]", "[1] 2", '["\\'])("that does not end well: %j", (body) =>
    expect(cut(body)).toBe("not_json"),
  );
});

describe("NDJSON", () => {
  test.each([
    ['{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['{"a":1}\r\n\r\n  \n{"b":2}', ['{"a":1}', '{"b":2}']],
    ["\n\n", []],
    ["[1,2]\n3", ["[1,2]", "3"]],
  ])("%j", (body, expected) => expect(cut(body, ndjson)).toEqual(expected));

  test.each([
    "application/x-ndjson",
    "application/ndjson; charset=utf-8",
    "Application/JSONL",
    "application/json-lines",
  ])("by the content type %s", (contentType) => expect(cut("1\n2", contentType)).toEqual(["1", "2"]));

  test.each(["application/json", "text/plain", undefined])("not by %s", (contentType) =>
    expect(cut("1\n2", contentType)).toEqual(["1\n2"]),
  );
});

test("more events than a message may hold are refused together, not turned into as many dead letters", () => {
  expect(cut(`[${"1,".repeat(mostEvents - 1)}1]`)).toHaveLength(mostEvents);
  expect(cut(`[${"1,".repeat(mostEvents)}1]`)).toBe("too_many_events");
  expect(cut("1\n".repeat(mostEvents), ndjson)).toHaveLength(mostEvents);
  expect(cut("1\n".repeat(mostEvents + 1), ndjson)).toBe("too_many_events");
});

test("a frame is a view of the message, not a copy", () => {
  const body = Buffer.from('[{"a":1}]');
  const outcome = frames(body, undefined);
  expect(outcome.kind === "ok" && outcome.value[0]?.buffer).toBe(body.buffer);
});
