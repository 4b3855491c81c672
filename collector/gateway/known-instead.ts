import { nearest } from "../config/nearest.ts";

/** Beside a word that is not known: the one that was likely meant, else all. */
export function knownInstead(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `those known are ${known.join(", ")}` : `did you mean ${meant}?`;
}
