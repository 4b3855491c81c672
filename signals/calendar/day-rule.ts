import type { BusinessCalendar } from "./business-calendar.ts";
import type { Temporal } from "./temporal.ts";

export type DayKind =
  | { readonly kind: "every_day" }
  | { readonly kind: "business_days" }
  /** ISO numbers, 1 is Monday. */
  | { readonly kind: "weekday"; readonly weekday: number }
  /** The nth day of the month; -1 is the last. A month without it has none. */
  | { readonly kind: "month_day"; readonly nth: number }
  /** The nth business day of the month; -1 is the last. */
  | { readonly kind: "business_day"; readonly nth: number };

/** What becomes of a day that is closed (weekend or holiday). */
export type IfClosed = "keep" | "skip" | "next_business_day" | "previous_business_day";

/** Which days of a calendar something is due on. */
export interface DayRule {
  /** Any of them. */
  readonly days: readonly DayKind[];
  /** 1 is January; empty means all. */
  readonly months: readonly number[];
  readonly ifClosed: IfClosed;
}

export const everyDay: DayRule = { days: [{ kind: "every_day" }], months: [], ifClosed: "keep" };

/** Longer than any row of closed days, so that the search for an open one ends. */
const longestClosure = 60;

export function isDue(rule: DayRule, date: Temporal.PlainDate, calendar: BusinessCalendar): boolean {
  if (rule.ifClosed === "keep") return isNamed(rule, date, calendar);
  if (!calendar.isBusinessDay(date)) return false;
  if (isNamed(rule, date, calendar)) return true;
  if (rule.ifClosed === "skip") return false;
  // A named day that is closed is moved here when only closed days lie between.
  const step = rule.ifClosed === "next_business_day" ? -1 : 1;
  let near = date.add({ days: step });
  for (let days = 0; days < longestClosure && !calendar.isBusinessDay(near); days++) {
    if (isNamed(rule, near, calendar)) return true;
    near = near.add({ days: step });
  }
  return false;
}

function isNamed(rule: DayRule, date: Temporal.PlainDate, calendar: BusinessCalendar): boolean {
  if (rule.months.length > 0 && !rule.months.includes(date.month)) return false;
  return rule.days.some((day) => isOfKind(day, date, calendar));
}

function isOfKind(day: DayKind, date: Temporal.PlainDate, calendar: BusinessCalendar): boolean {
  switch (day.kind) {
    case "every_day":
      return true;
    case "business_days":
      return calendar.isBusinessDay(date);
    case "weekday":
      return date.dayOfWeek === day.weekday;
    case "month_day":
      return day.nth > 0 ? date.day === day.nth : date.day - date.daysInMonth - 1 === day.nth;
    default:
      return calendar.isBusinessDay(date) && businessDaysBefore(date, calendar, day.nth > 0) + 1 === Math.abs(day.nth);
  }
}

/** How many business days of the month lie before the date; after it, when counted from the end. */
function businessDaysBefore(date: Temporal.PlainDate, calendar: BusinessCalendar, fromStart: boolean): number {
  const days = fromStart ? date.day - 1 : date.daysInMonth - date.day;
  let count = 0;
  for (let distance = 1; distance <= days; distance++) {
    if (calendar.isBusinessDay(date.add({ days: fromStart ? -distance : distance }))) count++;
  }
  return count;
}
