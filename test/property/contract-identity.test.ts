import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "#agent/contract/canonical.ts";
import { eventIdentity } from "#agent/contract/identity.ts";
import { parseEventTime } from "#agent/contract/time.ts";

/** The same value with the members of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const);
  return Object.fromEntries(entries.toReversed());
}

/** Values of so few parts that equal ones, and ones that differ in one character, are common. */
const nearlyAlike = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom<unknown>(0, 1, "0", "1", "", ",", '"', null, true, "null", "true", "[]"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "0", ""), tie("value"), { maxKeys: 2, noNullPrototype: true }),
  ),
})).value;

describe("identity", () => {
  test("does not depend on the order of keys, nor on white space", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 8 }), (value, indent) => {
        expect(eventIdentity(reversed(value))).toBe(eventIdentity(value));
        expect(eventIdentity(JSON.parse(JSON.stringify(value, undefined, indent)))).toBe(eventIdentity(value));
      }),
    );
  });

  test("is equal exactly when the values are", () => {
    fc.assert(
      fc.property(nearlyAlike, nearlyAlike, (a, b) => {
        expect(eventIdentity(a) === eventIdentity(b)).toBe(isDeepStrictEqual(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  test("the canonical form reads back as the value, and is a fixed point", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test("takes whatever JSON.stringify takes, to the same value", () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withNullPrototype: true }), (value) => {
        const text = JSON.stringify(value) ?? "null";
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe("event time", () => {
  test("any offset of any instant reads as that instant", () => {
    const instants = fc.date({ min: new Date("1901-01-01"), max: new Date("2254-01-01"), noInvalidDate: true });
    const offsets = fc.integer({ min: -17 * 60, max: 17 * 60 });
    fc.assert(
      fc.property(instants, offsets, fc.integer({ min: 0, max: 999 }), (instant, offset, micros) => {
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
          `${n}`.padStart(2, "0"),
        );
        const text = `${local}${`${micros}`.padStart(3, "0")}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
        expect(parseEventTime(text)).toEqual({ micros: instant.getTime() * 1000 + micros });
      }),
    );
  });

  test("never throws, and never answers out of range", () => {
    const near = fc.stringMatching(/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.]\d{1,12})?)?(Z|[+-]\d\d:?\d\d)?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        const micros = parseEventTime(text)?.micros ?? 0;
        expect(new Date(micros / 1000).getUTCFullYear()).toSatisfy((year: number) => year >= 1900 && year <= 2299);
      }),
    );
  });
});
