import { ok, reject } from "./outcome.ts";
import type { Verdict } from "./outcome.ts";

/** More events in one message are refused as a whole: each bad one would become a dead letter. */
export const mostEvents = 10_000;

/**
 * The events of a message, each as the bytes that came, without the white space around it: the lines
 * of NDJSON, the items of an array, else the whole body. They are cut here and parsed one by one, so
 * that a broken one does not harm its neighbours and a dead letter holds its own bytes only.
 */
export function frames(body: Uint8Array, contentType: string | undefined): Verdict<readonly Uint8Array[]> {
  const text = trimmed(withoutByteOrderMark(body));
  if (isNdjson(contentType)) return atMost(lines(text));
  if (text[0] !== byte.openBracket) return ok([text]);
  const cut = items(text);
  return cut === undefined ? reject("decode", "not_json", "an array that does not end") : atMost(cut);
}

const byte = {
  lineFeed: 0x0a,
  quote: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

function atMost(events: readonly Uint8Array[]): Verdict<readonly Uint8Array[]> {
  return events.length > mostEvents ? reject("decode", "too_many_events", `more than ${mostEvents}`) : ok(events);
}

function isNdjson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/(?:x-)?(?:ndjson|jsonl|json-?lines)\b/i.test(contentType);
}

function lines(text: Uint8Array): readonly Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let from = 0; from < text.length && cut.length <= mostEvents;) {
    const end = text.indexOf(byte.lineFeed, from);
    const line = trimmed(text.subarray(from, end === -1 ? text.length : end));
    if (line.length > 0) cut.push(line);
    from = end === -1 ? text.length : end + 1;
  }
  return cut;
}

/** Bytes of UTF-8 that look like JSON's punctuation are nothing else, so no text is needed. */
function items(text: Uint8Array): readonly Uint8Array[] | undefined {
  const cut: Uint8Array[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 0; at < text.length && cut.length <= mostEvents; at++) {
    const seen = text[at];
    if (seen === byte.quote) at = endOfString(text, at);
    else if (seen === byte.openBracket || seen === byte.openBrace) depth++;
    else if (seen === byte.closeBracket || seen === byte.closeBrace) depth--;
    const closed = depth === 0;
    if (!closed && !(seen === byte.comma && depth === 1)) continue;
    const item = trimmed(text.subarray(from, at));
    if (closed && at !== text.length - 1) return undefined;
    if (!closed || item.length > 0 || cut.length > 0) cut.push(item);
    if (closed) return cut;
    from = at + 1;
  }
  return cut.length > mostEvents ? cut : undefined;
}

/** Where the string that starts at `quote` ends; the end of the text if it does not. */
function endOfString(text: Uint8Array, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === byte.backslash) at++;
    else if (text[at] === byte.quote) return at;
  }
  return text.length;
}

function withoutByteOrderMark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

function trimmed(text: Uint8Array): Uint8Array {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text[from])) from++;
  while (to > from && isSpace(text[to - 1])) to--;
  return from === 0 && to === text.length ? text : text.subarray(from, to);
}

/** JSON's white space. */
function isSpace(seen: number | undefined): boolean {
  return seen === 0x20 || seen === 0x0a || seen === 0x0d || seen === 0x09;
}
