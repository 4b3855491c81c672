import { describe, expect, test } from "vitest";
import { problemText } from "#signals/expectations/problem.ts";
import { parseYaml } from "#signals/expectations/yaml/parse-yaml.ts";

function problems(text: string): readonly string[] {
  return parseYaml({ path: "t.yml", text }).problems.map(problemText);
}

function value(text: string): unknown {
  const { content, problems: wrong } = parseYaml({ path: "t.yml", text });
  expect(wrong).toEqual([]);
  return content?.value;
}

describe("YAML 1.2", () => {
  test("times, dates and words stay what they look like", () => {
    expect(value("at: 07:00\non: off\nday: 2026-12-31\nyes: no\nshare: 50%\ncount: 5\nnothing:\n")).toEqual({
      at: "07:00",
      on: "off",
      day: "2026-12-31",
      yes: "no",
      share: "50%",
      count: 5,
      nothing: null,
    });
  });

  test("anchors, aliases and merges", () => {
    expect(value("a: &a {k: 1, j: 2}\nb: {<<: *a, k: 3}\nc:\n  <<: [*a, {l: 4, k: 5}]\nd: *a\n")).toEqual({
      a: { k: 1, j: 2 },
      b: { k: 3, j: 2 },
      c: { k: 1, j: 2, l: 4 },
      d: { k: 1, j: 2 },
    });
  });

  test("every part has its place; an alias that of its anchor", () => {
    const { content } = parseYaml({ path: "t.yml", text: "a: &a\n  k: 1\nb:\n  - x\n  - {c: *a, d: 2}\n" });
    expect(content?.positionOf(["b", 1, "d"])).toEqual({ file: "t.yml", line: 5, column: 16 });
    expect(content?.keyPositionOf(["b", 1, "d"])).toEqual({ file: "t.yml", line: 5, column: 13 });
    expect(content?.positionOf(["b", 1, "c", "k"])).toEqual({ file: "t.yml", line: 2, column: 6 });
    // What is not there stands where what is around it does.
    expect(content?.positionOf(["b", 1, "d", "missing"])).toEqual({ file: "t.yml", line: 5, column: 16 });
  });

  test.each([
    ["", "t.yml:1:1: is empty: it must begin with `version: 1`"],
    ["a: 1\nb: 2\na: 3\n", "t.yml:3:1: the key `a` is there twice"],
    [
      "match: *.orders\n",
      't.yml:1:8: `*.orders` names no anchor; a pattern that begins with * must be quoted: "*.orders"',
    ],
    ["a: &a [*a]\n", "t.yml:1:7: contains itself"],
    ["a: 1\n---\nb: 2\n", "t.yml:2:1: holds several YAML documents (`---`): write one a file"],
    ["%YAML 1.1\n---\na: 1\n", "t.yml:1:1: is read as YAML 1.2: remove %YAML"],
    ["? [a]\n: b\n", "t.yml:1:3: a key must be a word"],
    ["a: {<<: 5}\n", "t.yml:1:9: `<<` takes an alias of a map, or a list of them"],
    ["\ta: 1", "t.yml:1:1: is no valid YAML: Tabs are not allowed as indentation"],
    ["a: !secret x", "t.yml:1:4: is no valid YAML: Unresolved tag: !secret"],
  ])("%j is refused", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test("mistakes in the grammar do not repeat what they stumble over", () => {
    const [first = ""] = problems('token: "abc" xoxb-secret\n');
    expect(first).toMatch(/^t\.yml:1:\d+: is no valid YAML/);
    expect(first).not.toContain("xoxb");
  });
});

describe("what grows without bound is refused", () => {
  test("aliases of aliases of aliases", () => {
    const levels = "bcdefghij".split("");
    const bomb = levels.map((name, index) => {
      const below = `*${"abcdefghi"[index] ?? ""}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => below).join(", ")}]\n`;
    });
    expect(problems(`a: &a [x]\n${bomb.join("")}`)).toEqual([
      expect.stringContaining("expands to more than 100,000 values"),
    ]);
  });

  test.each([
    ["brackets", "[".repeat(20_000)],
    ["lists", "- ".repeat(20_000)],
    ["maps", `${"{a: ".repeat(60)}1${"}".repeat(60)}`],
  ])("%s in one another", (_name, text) => {
    expect(problems(text)).toEqual([expect.stringContaining("nested too deeply")]);
  });

  test("more than a mebibyte", () => {
    expect(problems(`a: ${"x".repeat(1024 * 1024)}`)).toEqual(["t.yml:1:1: is larger than 1 MiB"]);
  });

  test("many keys are read in no time to speak of, and found when they repeat", () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join("");
    expect(problems(`${keys}k7: 1\n`)).toEqual(["t.yml:20001:1: the key `k7` is there twice"]);
  });
});
