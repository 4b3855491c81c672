import { isDue } from "./day-rule.ts";
import type { DayRule } from "./day-rule.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import type { DaySpan } from "./schedule.ts";
import { dateAt, onceADay } from "./wall-clock.ts";

/** A stretch of time that was announced: once, or again and again. Times are milliseconds since the epoch. */
export type TimeSpan =
  | { readonly kind: "once"; readonly from: number; readonly to: number }
  | {
      readonly kind: "repeated";
      readonly timeZone: string;
      readonly calendar: BusinessCalendar;
      readonly days: DayRule;
      /** From, included, to, excluded. When `to` is not the later, it ends on the next day. */
      readonly between: DaySpan;
    };

/** The stretch a moment is in: when it began and when it ends; undefined when it is in none. */
export function spanAround(span: TimeSpan, at: number): { readonly from: number; readonly to: number } | undefined {
  if (span.kind === "once") return at >= span.from && at < span.to ? { from: span.from, to: span.to } : undefined;
  const { timeZone, calendar, days, between } = span;
  const today = dateAt(at, timeZone);
  // It may have begun yesterday.
  for (const date of [today, today.subtract({ days: 1 })]) {
    if (!isDue(days, date, calendar)) continue;
    const from = onceADay(date, between.from, timeZone);
    const to = onceADay(between.to > between.from ? date : date.add({ days: 1 }), between.to, timeZone);
    if (from !== undefined && to !== undefined && at >= from && at < to) return { from, to };
  }
  return undefined;
}
