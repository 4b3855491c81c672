import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { didYouMean } from "#signals/expectations/did-you-mean.ts";
import { compilePattern } from "#signals/expectations/resolve/pattern.ts";

describe("patterns", () => {
  test.each([
    ["shop.public.orders", "shop.public.orders", true],
    ["shop.public.orders", "shop.public.orders2", false],
    ["shop.*", "shop.public.orders", true],
    ["shop.*", "shop.public/orders", false],
    ["s3://lake/**", "s3://lake/raw/2026/orders", true],
    ["s3://lake/*", "s3://lake/raw/orders", false],
    ["**", "", true],
    ["*", "a/b", false],
    ["*.orders", ".orders", true],
    ["tmp_?", "tmp_1", true],
    ["tmp_?", "tmp_12", false],
    ["tmp_?", "tmp_/", false],
    ["{dev,test}/**", "test/x", true],
    ["{dev,test}/**", "prod/x", false],
    ["{a,b}{c,d}", "bc", true],
    ["{{ ds }}", "{{ ds }}", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["a\\{b,c}", "a{b,c}", true],
    ["A*", "ab", false],
    ["*a*b*", "xxaxxbxx", true],
    ["a*a", "a", false],
    ["**/orders", "postgres://db:5432/orders", true],
    ["[x]", "[x]", true],
    ["a.c", "abc", false],
    ["ü*", "üx", true],
    ["?", "🦊", true],
  ])("%s and %s: %s", (pattern, name, matches) => {
    expect(compilePattern(pattern).matches(name)).toBe(matches);
  });

  test("agree with regular expressions", () => {
    const piece = fc.constantFrom("a", "b", "/", ".", "*", "**", "?");
    const text = fc.array(fc.constantFrom("a", "b", "/", "."), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), text, (pieces, name) => {
        const pattern = pieces.join("");
        const source = pattern.replaceAll(/\*+|\?|[./]/g, (part) => {
          if (part === "?") return "[^/]";
          if (part === "*") return "[^/]*";
          return part.startsWith("*") ? ".*" : `\\${part}`;
        });
        expect(compilePattern(pattern).matches(name)).toBe(new RegExp(`^${source}$`, "s").test(name));
      }),
      { numRuns: 3000 },
    );
  });

  test("take time in proportion to the text, whatever it is", () => {
    const pattern = compilePattern(`${"*a".repeat(30)}*b*`);
    expect(pattern.matches(`${"a".repeat(20_000)}c`)).toBe(false);
  });
});

describe("did you mean", () => {
  const known = ["freshness", "volume", "max_age", "min_rows", "max_rows", "severity", "timezone"];
  test.each([
    ["freshnes", "freshness"],
    ["maxAge", "max_age"],
    ["MIN-ROWS", "min_rows"],
    ["time_zone", "timezone"],
    ["sevrity", "severity"],
    ["voulme", "volume"],
    ["fresh", "freshness"],
  ])("%s: %s", (word, meant) => {
    expect(didYouMean(word, known)).toBe(`; did you mean \`${meant}\`?`);
  });

  test.each(["", "x", "colour", "x".repeat(100_000)])("%.10s: nothing", (word) => {
    expect(didYouMean(word, known)).toBe("");
  });
});
