import { easterSunday, orthodoxEasterSunday } from "./easter.ts";
import { Temporal } from "./temporal.ts";
import type { Weekday } from "./weekday.ts";

/** What a holiday's day is computed from. */
export type HolidayDay =
  | { readonly kind: "date"; readonly date: Temporal.PlainDate }
  /** Every year. 29 February: only in leap years. */
  | { readonly kind: "yearly"; readonly month: number; readonly day: number }
  /** So many days after Easter Sunday; before it when negative. */
  | { readonly kind: "easter"; readonly days: number; readonly church: "western" | "orthodox" }
  /** The nth such weekday of a month; from its end when negative. */
  | { readonly kind: "weekday"; readonly nth: number; readonly weekday: Weekday; readonly month: number };

/**
 * What happens when it falls on the weekend: it is lost (`same_day`), it is kept on the nearest weekday (Friday for
 * Saturday, Monday for Sunday, as in the United States), or on the next day that is no weekend and no other holiday (as in
 * Great Britain). The day itself stays a holiday too.
 */
export type Observed = "same_day" | "nearest_weekday" | "next_free_weekday";

export interface Holiday {
  readonly name: string;
  readonly on: HolidayDay;
  readonly observed: Observed;
  /** The first and last year it is kept. */
  readonly fromYear: number | undefined;
  readonly untilYear: number | undefined;
}

/** The day of a year it falls on, before it is moved off a weekend. */
export function holidayIn(year: number, holiday: Holiday): Temporal.PlainDate | undefined {
  if (year < (holiday.fromYear ?? year) || year > (holiday.untilYear ?? year)) return undefined;
  return dayIn(year, holiday.on);
}

function dayIn(year: number, on: HolidayDay): Temporal.PlainDate | undefined {
  switch (on.kind) {
    case "date":
      return on.date.year === year ? on.date : undefined;
    case "yearly":
      return existing(year, on.month, on.day);
    case "easter":
      return (on.church === "western" ? easterSunday(year) : orthodoxEasterSunday(year)).add({ days: on.days });
    default:
      return nthWeekday(year, on.month, on.nth, on.weekday);
  }
}

function existing(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  const first = new Temporal.PlainDate(year, month, 1);
  return day <= first.daysInMonth ? first.with({ day }) : undefined;
}

function nthWeekday(year: number, month: number, nth: number, weekday: Weekday): Temporal.PlainDate | undefined {
  const first = new Temporal.PlainDate(year, month, 1);
  if (nth > 0) {
    const day = 1 + ((weekday - first.dayOfWeek + 7) % 7) + 7 * (nth - 1);
    return existing(year, month, day);
  }
  const last = first.with({ day: first.daysInMonth });
  const day = last.day - ((last.dayOfWeek - weekday + 7) % 7) + 7 * (nth + 1);
  return day >= 1 ? first.with({ day }) : undefined;
}
