import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoundValues } from "#query/bound-values.ts";
import { decodeCursor, encodeCursor } from "#query/cursor.ts";
import { nameText, splits } from "#query/named.ts";
import { after, isPosition } from "#query/order.ts";

describe("a cursor", () => {
  test("is what it was made of", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary", maxLength: 40 }), { minLength: 1, maxLength: 10 }),
        (position) => {
          const text = encodeCursor({ list: "runs", position });
          expect(text).toMatch(/^[\w-]+$/);
          // Half a surrogate pair is no text; it is read as U+FFFD.
          expect(decodeCursor(text, "runs", position.length)?.position).toEqual(
            position.map((each) => each.toWellFormed()),
          );
        },
      ),
    );
  });

  test.each([
    ["of another list", encodeCursor({ list: "jobs", position: ["a", "b"] })],
    ["with a column too few", encodeCursor({ list: "runs", position: ["a"] })],
    ["that holds no texts", Buffer.from('["runs",1,{}]').toString("base64url")],
    ["that is no JSON", Buffer.from("runs").toString("base64url")],
    ["with characters of no cursor", "a b/c=="],
    ["that is empty", ""],
    ["without end", "a".repeat(1_000_000)],
  ])("%s is none", (_what, text) => {
    expect(decodeCursor(text, "runs", 2)).toBeUndefined();
  });
});

describe("an order", () => {
  const order = [
    { sql: "event_time", type: "time", descending: true },
    { sql: "name", type: "text" },
    { sql: "ordinal", type: "number" },
  ] as const;

  test("what comes after a position, each value bound", () => {
    const values = new BoundValues();
    const time = "fromUnixTimestamp64Micro({v0: Int64}, 'UTC')";
    expect(after(order, ["17", "x'; --", "3"], values)).toBe(
      `event_time <= ${time} AND (event_time < ${time} OR (event_time = ${time} AND ` +
        "(name > {v1: String} OR (name = {v1: String} AND (ordinal > {v2: Int64})))))",
    );
    expect(values.all).toEqual({ v0: "17", v1: "x'; --", v2: "3" });
  });

  test("numbers and times are numbers", () => {
    expect(isPosition(order, ["-5", "anything", "3"])).toBe(true);
    expect(isPosition(order, ["5", "anything", "3 OR 1"])).toBe(false);
    expect(isPosition(order, ["now()", "anything", "3"])).toBe(false);
    expect(isPosition(order, ["99999999999999999999", "", "1"])).toBe(false);
  });
});

describe("a name that somebody types", () => {
  test("may be split at any slash", () => {
    expect(splits("s3://lake/raw/orders")).toEqual([
      { namespace: "s3:", name: "/lake/raw/orders" },
      { namespace: "s3:/", name: "lake/raw/orders" },
      { namespace: "s3://lake", name: "raw/orders" },
      { namespace: "s3://lake/raw", name: "orders" },
    ]);
    expect(splits("orders")).toEqual([]);
    expect(splits("/")).toEqual([]);
    expect(splits("/".repeat(100_000)).length).toBeLessThanOrEqual(50);
  });

  test("is among its splits", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1, maxLength: 10 }), (namespace, name) => {
        fc.pre(namespace.split("/").length < 40);
        expect(splits(nameText({ namespace, name }))).toContainEqual({ namespace, name });
      }),
    );
  });
});
