import { tokensOf } from "./pattern.ts";
import type { Token } from "./pattern.ts";

/** A pattern without braces that says what each of its wildcards stood for. */
export interface Capturing {
  /** How many wildcards it has. */
  readonly wildcards: number;
  /** The same by RE2, a group for each wildcard; of the whole text. */
  readonly expression: string;
  /** Each wildcard as short as can be, the first first; undefined where it does not match. */
  capture(text: string): readonly string[] | undefined;
}

export function compileCapturing(pattern: string): Capturing {
  const tokens = tokensOf(pattern);
  return {
    wildcards: tokens.filter(({ kind }) => kind !== "char").length,
    expression: tokens.map(expressionOf).join(""),
    capture: (text) => captured(tokens, Array.from(text)),
  };
}

function expressionOf(token: Token): string {
  switch (token.kind) {
    case "char":
      return token.char.replace(/[\\^$.*+?()[\]{}|]/, String.raw`\$&`);
    case "one":
      return "([^/])";
    case "some":
      return "([^/]*?)";
    default:
      return "(.*?)";
  }
}

/**
 * First, from the end, from which places each rest of the pattern can match the rest of the text; then each wildcard up to the
 * first such place. Time in proportion to pattern times text.
 */
function captured(tokens: readonly Token[], text: readonly string[]): readonly string[] | undefined {
  let after = new Uint8Array(text.length + 1);
  after[text.length] = 1;
  const canFollow = [after];
  for (const token of tokens.toReversed()) {
    const here = new Uint8Array(text.length + 1);
    const isStar = token.kind === "some" || token.kind === "all";
    for (let at = text.length; at >= 0; at--) {
      const char = text[at];
      const takes = char !== undefined && fits(token, char);
      const next = takes ? (isStar ? here : after)[at + 1] : 0;
      here[at] = (isStar && after[at] === 1) || next === 1 ? 1 : 0;
    }
    canFollow.unshift(here);
    after = here;
  }
  if (after[0] !== 1) return undefined;
  const found: string[] = [];
  let at = 0;
  for (const [index, { kind }] of tokens.entries()) {
    const from = at;
    if (kind === "char" || kind === "one") at++;
    else while (canFollow[index + 1]?.[at] !== 1) at++;
    if (kind !== "char") found.push(text.slice(from, at).join(""));
  }
  return found;
}

function fits(token: Token, char: string): boolean {
  return token.kind === "char" ? token.char === char : token.kind === "all" || char !== "/";
}
