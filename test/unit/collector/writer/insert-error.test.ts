import { expect, test } from "vitest";
import { contentError } from "#collector/writer/insert-error.ts";

test.each([
  [
    "of a server's client",
    Object.assign(new Error("Cannot parse"), { code: "27" }),
    "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  ],
  ["of the embedded engine", new Error("Code: 469. DB::Exception: Constraint is violated."), "VIOLATED_CONSTRAINT"],
  ["a missing table", new Error("Code: 60. DB::Exception: Table does not exist."), undefined],
  ["too little memory", Object.assign(new Error("Memory limit"), { code: "241" }), undefined],
  ["a connection", Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }), undefined],
  ["anything else", "Code: 27", undefined],
])("%s", (_name, error, expected) => expect(contentError(error)).toBe(expected));
