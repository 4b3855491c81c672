/**
 * A column's type as producers write it, taken apart: `decimal(10,2)`, `array<struct<a:int>>`,
 * `timestamp(6) with time zone`, `Nullable(Int64)`, `ROW(a bigint, b varchar)`, `integer[]`.
 */
export interface TypeText {
  /** The words without what is in brackets: `timestamp with time zone`. */
  readonly name: string;
  /** What is in the brackets, split at commas; undefined without brackets. */
  readonly parameters: readonly string[] | undefined;
}

const opening = new Set(["(", "<"]);
const closing = new Set([")", ">"]);
const quotes = new Set(["'", '"', "`"]);

/** Undefined when the brackets do not fit together. */
export function parseTypeText(text: string): TypeText | undefined {
  const open = text.search(/[(<]/u);
  if (open === -1) return { name: words(text), parameters: undefined };
  const close = closingOf(text, open);
  if (close === undefined) return undefined;
  return {
    name: words(`${text.slice(0, open)} ${text.slice(close + 1)}`),
    parameters: splitOutside(text.slice(open + 1, close), ","),
  };
}

function words(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}

function closingOf(text: string, open: number): number | undefined {
  for (const { at, depth } of outside(text.slice(open))) if (depth === 0 && at > 0) return open + at;
  return undefined;
}

/** Parts between separators that are in no brackets or quotes; trimmed. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { at, depth, character } of outside(text)) {
    if (depth === 0 && character === separator) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** Each character that is in no quotes, with the depth of brackets after it. */
function* outside(
  text: string,
): Generator<{ readonly at: number; readonly depth: number; readonly character: string }> {
  let depth = 0;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      continue;
    }
    if (quotes.has(character)) quote = character;
    else if (opening.has(character)) depth++;
    else if (closing.has(character)) depth--;
    yield { at, depth, character };
  }
}
