import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileCapturing } from "#signals/expectations/resolve/captures.ts";
import { compilePattern } from "#signals/expectations/resolve/pattern.ts";
import { renamedBy } from "#signals/expectations/names.ts";
import { load, problemsOf } from "#test/support/expectations.ts";

const names = (text: string): string => `names:\n${text}\n`;
const rewrite = (match: string, to: string): string => names(`  rewrites:\n    - match: ${match}\n      to: ${to}`);

describe("mistakes are told with their place", () => {
  test.each([
    [
      names("  aliases:\n    - { name: orders, is: a/b }"),
      't.yml:4:15: `names.aliases[0].name` takes a dataset: namespace/name such as postgres://db:5432/shop.public.orders, or {namespace, name}; got "orders"',
    ],
    [
      names("  aliases:\n    - { name: a/b, is: c/d }\n    - { name: a/b, is: e/f }"),
      "t.yml:5:15: a/b has an alias in t.yml:4:7 too",
    ],
    [
      names("  aliases:\n    - { name: a/b, is: c/d }\n    - { name: c/d, is: a/b }"),
      "t.yml:4:24: a/b is itself by its aliases",
    ],
    [rewrite("{}", "{ name: x }"), "t.yml:4:14: `names.rewrites[0].match` takes `namespace`, `name` or both"],
    [
      rewrite("{ name: x }", "{}"),
      "t.yml:5:11: `names.rewrites[0].to` takes `namespace`, `name`, `case` or several of them",
    ],
    [
      rewrite("{ nam: x }", "{ name: x }"),
      "t.yml:4:16: unknown key `nam` in `names.rewrites[0].match`; did you mean `name`?",
    ],
    [
      rewrite('{ namespace: "*", name: "a?" }', '{ name: "$3" }'),
      "t.yml:5:19: `to.name` takes $1 for what the first wildcard of `match` stood for (there: $1 to $2), and $$ for a $",
    ],
    [
      rewrite("{ name: a }", '{ namespace: "x$" }'),
      "t.yml:5:24: `to.namespace` takes $1 for what the first wildcard of `match` stood for (there: no wildcards), and $$ for a $",
    ],
    [
      rewrite('{ namespace: "{a,b,c,d,e,f,g,h,i}", name: "{a,b,c,d,e,f,g,h,i}" }', "{ name: x }"),
      "t.yml:4:56: `match` takes at most 64 ways to read its braces",
    ],
    [names("  rules: []"), "t.yml:3:3: unknown key `rules` in `names`; it takes aliases, rewrites"],
  ])("%s", (text, message) => {
    expect(problemsOf(text)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  test("more than the engine can do in passing", () => {
    const rules = Array.from(
      { length: 60 },
      (_, index) => `    - { match: { name: "{a,b,c,d}${index}" }, to: { name: x } }`,
    );
    const [first, ...others] = problemsOf(names(`  rewrites:\n${rules.join("\n")}`));
    expect(first).toContain("t.yml:54:7: `names.rewrites` takes at most 200 rules, each way to read braces counted");
    expect(others).toHaveLength(9);
  });

  test("a wrong one is left out, the others hold", () => {
    const { declarations } = load({
      "t.yml": `version: 1\n${names("  aliases:\n    - { name: a/b, is: c/d }\n    - { name: orders, is: a/b }")}`,
    });
    expect(renamedBy(declarations.names, { namespace: "a", name: "b" })?.to).toEqual({ namespace: "c", name: "d" });
  });
});

test("the files are read as one: an alias of another file's alias leads on", () => {
  const { declarations, problems } = load({
    "a.tidemark.yml": `version: 1\n${names("  aliases: [{ name: a/b, is: c/d }]")}`,
    "b.tidemark.yml": `version: 1\n${names("  aliases: [{ name: c/d, is: e/f }]")}`,
  });
  expect(problems).toEqual([]);
  expect(renamedBy(declarations.names, { namespace: "a", name: "b" })?.to).toEqual({ namespace: "e", name: "f" });
});

describe("wildcards", () => {
  test.each([
    ["s3{a,n,}", undefined],
    ["*.*", ["a", "b.c"]],
    ["**", ["a.b.c"]],
    ["a?b*c", [".", "."]],
    ["a.b.c", []],
    ["*/**", undefined],
  ])("%s", (pattern, captured) => {
    expect(compileCapturing(pattern).capture("a.b.c")).toEqual(captured);
  });

  test("match what patterns match, and what they stood for fills the pattern to the text", () => {
    const piece = fc.constantFrom("*", "**", "?", "a", "b", "/", ".", "\\*", "é", "𝕏");
    const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    const text = fc.array(fc.constantFrom("a", "b", "/", ".", "*", "é", "𝕏"), { maxLength: 10 }).map((t) => t.join(""));
    let matched = 0;
    fc.assert(
      fc.property(pattern, text, (written, name) => {
        const captured = compileCapturing(written).capture(name);
        expect(captured !== undefined).toBe(compilePattern(written).matches(name));
        if (captured === undefined) return;
        matched++;
        const rest = [...captured];
        expect(written.replaceAll(/\\(.)|\*+|\?/gu, (_, char?: string) => char ?? rest.shift() ?? "")).toBe(name);
      }),
      { numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  test("take time in proportion to pattern times name", () => {
    const pattern = compileCapturing(`${"**a".repeat(300)}b`);
    const started = performance.now();
    expect(pattern.capture("a".repeat(2000))).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test("an owner is named as events name it", () => {
  const text = 'owners: { "team:shop": { contact: "#shop" }, group:/data/eng: {} }\n';
  const { declarations, problems } = load({ "t.yml": `version: 1\n${text}` });
  expect(problems).toEqual([]);
  expect([...declarations.owners.keys()]).toEqual(["team:shop", "group:/data/eng"]);
});
