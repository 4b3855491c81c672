/** `; did you mean …?` with the word that was likely meant, or nothing. Case, `-` and `_` do not count: `maxAge` is `max_age`. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearestWord(word, known);
  return meant === undefined ? "" : `; did you mean \`${meant}\`?`;
}

export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const typed = plain(word);
  // What was cut short: `warn`.
  const begun = typed.length < 3 ? [] : known.filter((candidate) => plain(candidate).startsWith(typed));
  if (begun.length === 1) return begun[0];
  let best: string | undefined;
  // A third of the letters may be wrong; in a short word one, but not its only one.
  let bestDistance = Math.min(typed.length, Math.max(1, Math.floor(typed.length / 3)) + 1);
  for (const candidate of known) {
    const distance = editDistance(typed, plain(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Longer words are cut: they are none of ours, and the distance takes the product of the lengths. */
const longest = 80;

function plain(word: string): string {
  return word
    .slice(0, longest)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "");
}

/** Damerau's: letters added, left out, replaced, or two neighbours swapped. */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforePrevious[j - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? a.length;
}
