/** A compiled pattern of names. */
export interface Pattern {
  readonly text: string;
  /** It has no wildcards: it names one thing. */
  readonly isLiteral: boolean;
  /** How many characters are said: the more, the more specific. */
  readonly literals: number;
  matches(name: string): boolean;
}

export type Token = { readonly kind: "char"; readonly char: string } | { readonly kind: "one" | "some" | "all" };

/** `{a,b}{c,d}` …: more ways than this are not counted out. */
const maxAlternatives = 64;

/**
 * `*` stands for any characters but `/`, `**` for any, `?` for one but `/`, `{a,b}` for either; `\` before one of them takes
 * it as it is. Upper and lower case differ. Matching takes time in proportion to pattern times name, whatever they are.
 */
export function compilePattern(text: string): Pattern {
  const ways = alternatives(text).map(tokensOf);
  const [first = []] = ways;
  const isLiteral = ways.length === 1 && first.every(({ kind }) => kind === "char");
  const literals = Math.min(...ways.map((tokens) => tokens.filter(({ kind }) => kind === "char").length));
  if (isLiteral) {
    const exact = first.map((token) => (token.kind === "char" ? token.char : "")).join("");
    return { text, isLiteral, literals, matches: (name) => name === exact };
  }
  const matchers = ways.map(matcher);
  return { text, isLiteral, literals, matches: (name) => matchers.some((matches) => matches(name)) };
}

/** The ways a pattern with braces can be read. Braces without a comma stand for themselves. */
export function alternatives(text: string): readonly string[] {
  let ways = [""];
  let rest = text;
  for (;;) {
    const match = /^((?:\\.|[^{\\])*)\{((?:\\.|[^{}\\])*,(?:\\.|[^{}\\])*)\}/s.exec(rest);
    if (match === null) break;
    const [whole, before = "", choices = ""] = match;
    const next = ways.flatMap((way) => choices.split(/(?<!\\),/).map((choice) => way + before + choice));
    if (next.length > maxAlternatives) break;
    ways = next;
    rest = rest.slice(whole.length);
  }
  return ways.map((way) => way + rest);
}

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [part] of text.matchAll(/\\.|\*+|\?|./gsu)) {
    if (part.startsWith("*")) tokens.push({ kind: part.length > 1 ? "all" : "some" });
    else if (part === "?") tokens.push({ kind: "one" });
    else
      for (const char of part.length > 1 && part.startsWith("\\") ? part.slice(1) : part)
        tokens.push({ kind: "char", char });
  }
  return tokens;
}

/** First what needs no search: nearly all names that do not match lack one of the literal parts. */
function matcher(tokens: readonly Token[]): (name: string) => boolean {
  const parts = literalParts(tokens);
  const [start = ""] = parts;
  if (parts.length === 1) return (name) => name === start;
  const end = parts.at(-1) ?? "";
  const inner = parts.slice(1, -1).filter((part) => part !== "");
  const middle = tokens.slice(
    tokens.findIndex(({ kind }) => kind !== "char"),
    tokens.findLastIndex(({ kind }) => kind !== "char") + 1,
  );
  const anything = middle.length === 1 && middle[0]?.kind === "all";
  return (name) => {
    if (name.length < start.length + end.length || !name.startsWith(start) || !name.endsWith(end)) return false;
    const text = name.slice(start.length, name.length - end.length);
    return anything || (inner.every((part) => text.includes(part)) && simulate(middle, text));
  };
}

/** What stands between the wildcards, before the first and after the last; one part when there are none. */
function literalParts(tokens: readonly Token[]): readonly string[] {
  const parts = [""];
  for (const token of tokens) {
    if (token.kind === "char") parts.push((parts.pop() ?? "") + token.char);
    else parts.push("");
  }
  return parts;
}

/** Follows all readings at once: the positions in the pattern that the text so far can have led to. */
function simulate(tokens: readonly Token[], text: string): boolean {
  let reached = skipStars(tokens, new Set([0]));
  for (const char of text) {
    const next = new Set<number>();
    for (const position of reached) {
      const token = tokens[position];
      if (token === undefined) continue;
      if (token.kind === "char" ? token.char === char : token.kind === "all" || char !== "/") {
        next.add(token.kind === "some" || token.kind === "all" ? position : position + 1);
      }
    }
    if (next.size === 0) return false;
    reached = skipStars(tokens, next);
  }
  return reached.has(tokens.length);
}

/** A star may stand for nothing. */
function skipStars(tokens: readonly Token[], positions: Set<number>): Set<number> {
  for (const position of positions) {
    const kind = tokens[position]?.kind;
    // A set is iterated over what is added meanwhile, too.
    if (kind === "some" || kind === "all") positions.add(position + 1);
  }
  return positions;
}
