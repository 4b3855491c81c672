/** Digits that can make an integer no double holds: 2^53 has 16. */
const digits = 16;

/** Whether as many digits follow one another. Any such row of digits covers a multiple of 16. */
export function hasLongNumber(text: Uint8Array): boolean {
  for (let probe = digits - 1; probe < text.length; probe += digits) {
    if (!isDigit(text[probe])) continue;
    let from = probe;
    let to = probe;
    while (isDigit(text[from - 1])) from--;
    while (isDigit(text[to + 1])) to++;
    if (to - from + 1 >= digits) return true;
  }
  return false;
}

function isDigit(seen: number | undefined): boolean {
  return seen !== undefined && seen >= 0x30 && seen <= 0x39;
}
