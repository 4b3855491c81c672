import type { HolidayDay } from "../../calendar/holiday.ts";
import { Temporal } from "../../calendar/temporal.ts";
import { weekdayNumber, weekdays } from "../../calendar/weekday.ts";

export const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** `2026-12-25`, a day that there is. */
export function parseDate(text: string): Temporal.PlainDate | undefined {
  if (!datePattern.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return undefined;
  }
}

export const dayOfYearPattern = /^\d{2}-\d{2}$/;

/** `12-25`, month and day; 29 February is one. */
export function parseDayOfYear(text: string): { readonly month: number; readonly day: number } | undefined {
  const date = dayOfYearPattern.test(text) ? parseDate(`2024-${text}`) : undefined;
  return date === undefined ? undefined : { month: date.month, day: date.day };
}

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const ordinals: Readonly<Record<string, number>> = { "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, last: -1 };

export const nthWeekdayPattern = new RegExp(
  `^(?:${Object.keys(ordinals).join("|")}) (?:${weekdays.join("|")}) of (?:${months.join("|")})$`,
  "i",
);

/** `4th thursday of november`, `last monday of may`. */
export function parseNthWeekday(text: string): HolidayDay | undefined {
  if (!nthWeekdayPattern.test(text)) return undefined;
  const [ordinal = "", day = "", , month = ""] = text.toLowerCase().split(" ");
  const weekday = weekdays.find((each) => each === day);
  const nth = ordinals[ordinal];
  if (weekday === undefined || nth === undefined) return undefined;
  return { kind: "weekday", nth, weekday: weekdayNumber(weekday), month: months.indexOf(month) + 1 };
}

export const momentPattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?\s*(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** A time with its offset, or of the wall clock of a zone: milliseconds since the epoch. A date is its first moment. */
export function parseMoment(text: string, timeZone: string): number | undefined {
  if (!momentPattern.test(text)) return undefined;
  const iso = text.replace(" ", "T").replaceAll(" ", "");
  try {
    if (/(?:Z|[+-]\d{2}:\d{2})$/.test(iso.slice(10))) return Temporal.Instant.from(iso).epochMilliseconds;
    if (datePattern.test(iso)) return Temporal.PlainDate.from(iso).toZonedDateTime(timeZone).epochMilliseconds;
    return Temporal.PlainDateTime.from(iso, { overflow: "reject" }).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
}
