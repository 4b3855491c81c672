import { expect, test } from "vitest";
import { parseOptions } from "#demo/options.ts";

test("without arguments it runs until it is stopped", () => {
  expect(parseOptions([], {})).toEqual({
    kind: "run",
    options: {
      once: false,
      json: false,
      directory: "./.tidemark/demo",
      days: 14,
      tickMs: 6000,
      port: 5050,
      clickhousePort: 8123,
    },
  });
});

test("--once is quicker, and ports come from the environment", () => {
  const parsed = parseOptions(["--once", "--json"], { TIDEMARK_PORT: "6060", TIDEMARK_CLICKHOUSE_PORT: "9123" });
  expect(parsed).toMatchObject({ options: { once: true, json: true, tickMs: 2000, port: 6060, clickhousePort: 9123 } });
});

test.each([
  [["--json"], "--json goes with --once"],
  [["--days", "many"], "--days"],
  [["--tick", "0"], "--tick"],
  [["--what"], "--what"],
])("%j is told to be wrong", (args, problem) => {
  const parsed = parseOptions(args, {});
  expect(parsed).toMatchObject({ kind: "invalid", problem: expect.stringContaining(problem) });
});

test("--help wins", () => {
  expect(parseOptions(["--once", "-h"], {})).toEqual({ kind: "help" });
});
