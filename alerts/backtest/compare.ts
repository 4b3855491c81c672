import { subjectKey } from "#signals/verdict.ts";
import type { BacktestIncident } from "./report.ts";

export interface Comparison {
  /** Told by both: the same cause, in times that touch. */
  readonly both: readonly (readonly [BacktestIncident, BacktestIncident])[];
  readonly onlyFirst: readonly BacktestIncident[];
  readonly onlySecond: readonly BacktestIncident[];
}

/** What other expectations would have done with the same past. */
export function compare(first: readonly BacktestIncident[], second: readonly BacktestIncident[]): Comparison {
  const left = new Set(second);
  const both: (readonly [BacktestIncident, BacktestIncident])[] = [];
  const onlyFirst: BacktestIncident[] = [];
  for (const one of first) {
    const other = [...left].find((each) => isSame(one, each));
    if (other === undefined) onlyFirst.push(one);
    else {
      both.push([one, other]);
      left.delete(other);
    }
  }
  return { both, onlyFirst, onlySecond: [...left] };
}

function isSame(one: BacktestIncident, other: BacktestIncident): boolean {
  const touches = one.openedAt <= (other.resolvedAt ?? Infinity) && other.openedAt <= (one.resolvedAt ?? Infinity);
  return touches && subjectKey(one.cause) === subjectKey(other.cause);
}
