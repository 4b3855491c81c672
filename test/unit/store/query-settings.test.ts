import { expect, test } from "vitest";
import { defaultHttpInterfaceLimits as limits } from "#store/http-interface/limits.ts";
import { querySettings } from "#store/http-interface/query-settings.ts";

function settingsOf(query: string, buffered = false): unknown {
  const outcome = querySettings(new URLSearchParams(query), limits, buffered);
  return outcome.kind === "ok" ? outcome.settings : outcome.failure.code;
}

test("limits hold without being asked for", () => {
  expect(settingsOf("query=SELECT%201&database=tidemark")).toEqual({
    max_execution_time: limits.maxExecutionSeconds,
    max_memory_usage: limits.maxMemoryBytes,
    max_result_bytes: limits.maxResultBytes,
    max_threads: 2,
    timeout_overflow_mode: "throw",
  });
  expect(settingsOf("", true)).toMatchObject({ max_result_bytes: limits.maxBufferedBytes });
});

test("a limit can be lowered, never lifted", () => {
  expect(settingsOf("max_execution_time=5")).toMatchObject({ max_execution_time: 5 });
  for (const wanted of ["0", "-1", "1e9", "nonsense", ""]) {
    expect(settingsOf(`max_execution_time=${wanted}`)).toMatchObject({
      max_execution_time: limits.maxExecutionSeconds,
    });
  }
});

test("the form of an answer is free, what clients send by habit is ignored", () => {
  expect(
    settingsOf("output_format_json_quote_64bit_integers=0&wait_end_of_query=1&http_zlib_compression_level=3&param_x=1"),
  ).toEqual(expect.objectContaining({ output_format_json_quote_64bit_integers: "0" }));
  expect(settingsOf("wait_end_of_query=1")).not.toHaveProperty("wait_end_of_query");
});

test.each([
  "format_template_row",
  "output_format_schema",
  "format_schema",
  "allow_ddl",
  "role",
  "session_id",
  "profile",
])("%s is refused", (name) => {
  expect(settingsOf(`${name}=1`)).toBe(164);
});

test("compressed blocks are refused, not left out in silence", () => {
  expect(settingsOf("compress=1")).toBe(344);
  expect(settingsOf("compress=0")).toMatchObject({ max_threads: 2 });
});
