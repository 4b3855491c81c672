import type { PlatformFact } from "./fact.ts";

/** Events that were refused in a minute. Times are milliseconds. */
export interface ToldDeadLettersRow {
  /** The hour in which they came. */
  readonly at: number;
  /** The end of the minute in which they came. */
  readonly known: number;
  /** When they were last sent again; null when they never were. */
  readonly redriven: number | null;
  readonly count: number;
}

/** What was refused in the time before `now` and had not been sent again by then, by hour. */
export function deadLettersAt(
  rows: readonly ToldDeadLettersRow[],
  now: number,
  withinMs: number,
): PlatformFact["deadLetters"] {
  const counts = new Map<number, number>();
  for (const { at, known, redriven, count } of rows) {
    if (known > now) break;
    if (known <= now - withinMs || (redriven !== null && redriven <= now)) continue;
    counts.set(at, (counts.get(at) ?? 0) + count);
  }
  return [...counts].map(([at, count]) => ({ at, count })).toSorted((a, b) => a.at - b.at);
}
