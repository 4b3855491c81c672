import type { SignalName, Verdict } from "#signals/verdict.ts";
import { countText, quantityText } from "./quantities.ts";

/** What is counted by signals whose unit is a count. */
const counted: Partial<Record<SignalName, readonly [one: string, many: string]>> = {
  failures: ["failed run in a row", "failed runs in a row"],
  quality: ["failed result in a row", "failed results in a row"],
  retries: ["try", "tries"],
  dead_letters: ["refused event in an hour", "refused events in an hour"],
};

/** `450 rows; expected 793 rows; usual 700 rows to 900 rows; by chance once in 200`, `1 failed run in a row; expected none`. */
export function measuredText(verdict: Verdict): string | undefined {
  const { signal, observed, expected, lower, upper, unit, p, history } = verdict;
  if (observed === null) return undefined;
  const things = unit === "count" ? counted[signal] : undefined;
  const parts = [things === undefined ? quantityText(observed, unit) : countText(observed, ...things)];
  const text = (value: number): string => (things !== undefined && value === 0 ? "none" : quantityText(value, unit));
  if (expected !== null) parts.push(`expected ${text(expected)}`);
  if (lower !== null && upper !== null)
    parts.push(`usual ${quantityText(lower, unit)} to ${quantityText(upper, unit)}`);
  else if (lower !== null && lower !== expected) parts.push(`at least ${quantityText(lower, unit)}`);
  else if (upper !== null && upper !== expected) parts.push(`at most ${text(upper)}`);
  if (p !== null && p > 0) parts.push(`by chance once in ${Math.round(1 / p).toLocaleString("en-US")}`);
  if (history.points > 0) parts.push(`judged by ${countText(history.points, "earlier value")}`);
  return parts.join("; ");
}
