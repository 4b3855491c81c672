import { describe, expect, test } from "vitest";
import { contentTypeProblem, decompressorOf } from "#collector/gateway/content.ts";
import { errorAnswer, gatewayErrors } from "#collector/gateway/errors.ts";
import { reasons } from "#collector/reasons.ts";

describe("content type", () => {
  test.each([
    [undefined, undefined],
    ["", undefined],
    ["application/json", undefined],
    ["application/json;charset=UTF8", undefined],
    ["application/json; charset=us-ascii", undefined],
    ["application/json; charset=utf-16", "unsupported_charset"],
    ["application/json; charset=iso-8859-1; x=y", "unsupported_charset"],
    ["application/jsonp", "unsupported_media_type"],
    ["text/json", "unsupported_media_type"],
  ])("%j", (header, problem) => {
    expect(contentTypeProblem(header)).toBe(problem);
  });
});

test.each([
  [undefined, "none"],
  ["identity", "none"],
  ["GZIP", "stream"],
  ["x-gzip", "stream"],
  ["deflate", "stream"],
  ["br", "stream"],
  ["gzip, gzip", "unsupported"],
  ["zstd", "unsupported"],
])("content encoding %j", (header, kind) => {
  expect(decompressorOf(header).kind).toBe(kind);
});

describe("errors", () => {
  test("no code is of both tables", () => {
    expect(Object.keys(reasons).filter((code) => code in gatewayErrors)).toEqual([]);
  });

  test("503 says when to try again; 413 never does", () => {
    expect(errorAnswer("log_unavailable")).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(errorAnswer("too_large").headers).not.toHaveProperty("retry-after");
  });
});
