import { describe, expect, test } from "vitest";
import { canonicalJson, maxDepth } from "#agent/contract/canonical.ts";

function double(bits: string): number {
  return Buffer.from(bits, "hex").readDoubleBE();
}

function nest(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

describe("RFC 8785", () => {
  // Appendix B of the RFC: IEEE 754 bits and the text they must become.
  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("writes the double %s as %s", (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
  });

  test("orders keys by their UTF-16 units", () => {
    const members = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect(Object.values(JSON.parse(canonicalJson(members)))).toHaveLength(7);
    expect([...canonicalJson(members).matchAll(/:"([^"]+)"/g)].map((match) => match[1])).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  test("writes the RFC's sample", () => {
    const sample = JSON.parse(
      String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
    );
    expect(canonicalJson(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test("orders many keys as it orders few", () => {
    const keys = Array.from({ length: 40 }, (_, i) => `k${i}`);
    const members = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(Object.keys(JSON.parse(canonicalJson(members)))).toEqual(keys.toSorted());
  });
});

describe("what JSON cannot say", () => {
  test.each([
    [undefined, "null"],
    [{ a: undefined, b: () => 1, c: Symbol("c"), d: 1 }, '{"d":1}'],
    [[undefined, () => 1], "[null,null]"],
    [[Number.NaN, Infinity], "[null,null]"],
    [{ at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    [{ toJSON: "data" }, '{"toJSON":"data"}'],
    ["\ud800", String.raw`"\ud800"`],
  ])("is treated as JSON.stringify treats it: %o", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test("toJSON is told its key, and its result is not replaced again", () => {
    const own = { toJSON: (key: string) => ({ key, toJSON: () => "again" }) };
    expect(canonicalJson({ a: own })).toBe('{"a":{"key":"a"}}');
  });

  test("an own __proto__ is a key like any other", () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1},"b":1}');
  });
});

describe("numbers beyond a double", () => {
  test("a bigint keeps its digits", () => {
    expect(canonicalJson({ n: 12345678901234567890n })).toBe('{"n":12345678901234567890}');
  });

  test("a raw number is written as it was read", () => {
    const rawJson: unknown = Reflect.get(JSON, "rawJSON");
    if (typeof rawJson !== "function") throw new Error("this runtime has no JSON.rawJSON");
    expect(canonicalJson({ n: rawJson("12345678901234567890.10") })).toBe('{"n":12345678901234567890.10}');
    expect(canonicalJson(Object.assign(Object.create(null), { rawJSON: "x" }))).toBe('{"rawJSON":"x"}');
  });
});

describe("nesting", () => {
  test("is followed to the limit and refused beyond it", () => {
    expect(canonicalJson(nest(maxDepth))).toHaveLength(maxDepth * 2 + 2 * maxDepth + 1);
    expect(() => canonicalJson(nest(maxDepth + 1))).toThrow(RangeError);
  });

  test("a cycle is refused", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow(RangeError);
  });
});
