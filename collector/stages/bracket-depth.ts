/** From this size on the parser may be asked for more than it should be: see `nestsBeyond`. */
const worthLooking = 256 * 1024;

const byte = {
  quote: 0x22,
  backslash: 0x5c,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/**
 * Whether brackets in the bytes of a large JSON text are nested deeper than this. Parsing 16 MB of
 * brackets takes seconds and 700 MB, this look a few milliseconds. Small texts are left to the parser.
 */
export function nestsBeyond(json: Uint8Array, depth: number): boolean {
  if (json.length < worthLooking) return false;
  let open = 0;
  for (let at = 0; at < json.length; at++) {
    const seen = json[at];
    if (seen === byte.quote) {
      at = endOfString(json, at);
      if (at === -1) return false;
    } else if (seen === byte.openBracket || seen === byte.openBrace) {
      if (++open > depth) return true;
    } else if (seen === byte.closeBracket || seen === byte.closeBrace) open--;
  }
  return false;
}

/** Where the string that starts at `open` ends; -1 if it does not. */
function endOfString(json: Uint8Array, open: number): number {
  for (let end = json.indexOf(byte.quote, open + 1); end !== -1; end = json.indexOf(byte.quote, end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === byte.backslash) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
