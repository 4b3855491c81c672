import { expect, test } from "vitest";
import { preludeOf } from "#store/engines/engine-session.ts";
import { statement } from "#store/engines/engine-query.ts";
import { formatParameters } from "#store/engines/query-parameters.ts";
import { quoteIdentifier, quoteString } from "#store/sql-text.ts";

test("quotes cannot be left", () => {
  expect(quoteString("a'b\\'c")).toBe("'a\\'b\\\\\\'c'");
  expect(quoteIdentifier("a`b\\")).toBe("`a\\`b\\\\`");
});

test("parameters are written as @clickhouse/client writes them", () => {
  expect(
    formatParameters({
      text: "a\tb'c\\",
      none: null,
      flag: true,
      list: ["x'y", 1, null],
      at: new Date(1500),
      day: new Date(2000),
    }),
  ).toEqual({ text: "a\\tb\\'c\\\\", none: "\\N", flag: "1", list: "['x\\'y',1,NULL]", at: "1.500", day: "2" });
  expect(() => formatParameters({ object: {} })).toThrow(TypeError);
});

test("a restricted session is locked last", () => {
  const prelude = preludeOf(
    {
      ...statement("SELECT 1", { final: 1 }),
      restricted: true,
      database: "tide`mark",
      parameters: { x: "a'b" },
      signal: new AbortController().signal,
    },
    "tag",
  );
  expect(prelude).toBe(
    "SET ROLE tidemark_reader; USE `tide\\`mark`; SET final = 1, param_x = 'a\\'b', log_comment = 'tag', readonly = 1",
  );
  expect(preludeOf(statement("SELECT 1"), "tag")).toBe("");
});

test("names of settings and parameters are names", () => {
  expect(() => preludeOf(statement("SELECT 1", { "a=1, readonly": 0 }), "tag")).toThrow(/not a name/);
  expect(() => preludeOf({ ...statement("SELECT 1"), parameters: { "x y": "" } }, "tag")).toThrow(/not a name/);
});
