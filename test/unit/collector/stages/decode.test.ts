import { describe, expect, test } from "vitest";
import { canonicalJson } from "#agent/contract/canonical.ts";
import { decode } from "#collector/stages/decode.ts";
import type { Decoded } from "#collector/stages/decode.ts";
import { maxDepth } from "#collector/stages/json-shape.ts";

function decoded(text: string): Decoded {
  const outcome = decode(Buffer.from(text));
  if (outcome.kind === "reject") throw new Error(outcome.reason);
  return outcome.value;
}

function refusal(body: string | Uint8Array): string {
  const outcome = decode(Buffer.from(body));
  return outcome.kind === "reject" ? `${outcome.stage} ${outcome.reason}: ${outcome.detail}` : "accepted";
}

test("a JSON object", () => {
  expect(decoded('{"a":{"b":[1,{"c":"é"}]}}').event).toEqual({ a: { b: [1, { c: "é" }] } });
});

describe("refused", () => {
  test.each([
    ["", "decode not_json: nothing was sent"],
    ["hello", "decode not_json: "],
    ['{"a":', "decode not_json: it ends too early"],
    ["[1]", "decode not_an_object: an array"],
    ["null", "decode not_an_object: null"],
    ["1", "decode not_an_object: a number"],
    ['"text"', "decode not_an_object: a string"],
    ['{"a":{"__proto__":{"polluted":true}}}', "decode forbidden_key: __proto__"],
    ['{"a":[{"\\u005f_proto__":1}]}', "decode forbidden_key: __proto__"],
    [nested(maxDepth + 1), `decode too_deep: deeper than ${maxDepth}`],
    [nested(10_000), `decode too_deep: deeper than ${maxDepth}`],
    [nested(10_000, "12345678901234567890"), `decode too_deep: deeper than ${maxDepth}`],
    [`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, `decode too_deep: deeper than ${maxDepth}`],
  ])("%.40s", (body, expected) => expect(refusal(body)).toBe(expected));

  test.each([
    ["a lone continuation byte", [0x7b, 0x80, 0x7d]],
    ["Latin-1", [...Buffer.from('{"a":"caf\u00e9"}', "latin1")]],
    ["UTF-16", [...Buffer.from('{"a":1}é', "utf16le")]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ])("%s is not UTF-8", (_name, bytes) => expect(refusal(Uint8Array.from(bytes))).toBe("decode not_utf8: "));

  test("what is told of it holds nothing of the event", () => {
    const told = refusal('{"password":"hunter2" "secret":"hunter2"}');
    expect(told).toBe("decode not_json: at position 22");
    expect(refusal("hunter2")).not.toContain("hunter2");
  });
});

test("nesting up to the limit is taken", () => {
  expect(refusal(nested(maxDepth))).toBe("accepted");
});

describe("integers that no double holds", () => {
  test("keep their digits for the identity, and are numbers for the columns", () => {
    const { event, exact } = decoded('{"rows":9007199254740993,"few":12,"text":"9007199254740993"}');
    expect(JSON.stringify(exact)).toBe('{"rows":9007199254740993,"few":12,"text":"9007199254740993"}');
    expect(canonicalJson(exact)).toContain('"rows":9007199254740993');
    expect(event["rows"]).toBe(9007199254740992);
  });

  test("two of them that are one double are told apart", () => {
    const [one, other] = ["-12345678901234567890", "-12345678901234567891"].map((digits) =>
      canonicalJson(decoded(`{"a":${digits}}`).exact),
    );
    expect(one).not.toBe(other);
  });

  test.each([0, 1, 7, 15, 16, 17, 33])("found behind %i other bytes", (shift) => {
    const { event, exact } = decoded(`{"${"k".repeat(shift)}":1234567890123456789}`);
    expect(exact).not.toBe(event);
  });

  test("an event without any is parsed once", () => {
    const { event, exact } = decoded('{"a":123456789012345,"time":"2026-01-31T07:00:00.123456789Z"}');
    expect(exact).toBe(event);
  });
});

test("counts members and items", () => {
  expect(decoded('{"a":[1,2,{"b":3}],"c":{}}').values).toBe(2 + 3 + 1);
});

function nested(depth: number, inside = "1"): string {
  return '{"a":'.repeat(depth) + inside + "}".repeat(depth);
}
