import { holidayIn } from "./holiday.ts";
import type { Holiday } from "./holiday.ts";
import type { Temporal } from "./temporal.ts";
import type { Weekday } from "./weekday.ts";

export interface CalendarRules {
  readonly name: string;
  /** ISO numbers of the days, 1 is Monday. */
  readonly weekend: ReadonlySet<number>;
  readonly weekStarts: Weekday;
  readonly holidays: readonly Holiday[];
  /** Worked although they are weekend or holiday: ISO dates. */
  readonly workingDays: ReadonlySet<string>;
}

/** Which days are worked. Days are judged by their date alone, so it holds in every time zone. */
export interface BusinessCalendar {
  readonly name: string;
  /** The same for calendars with the same days. */
  readonly digest: string;
  readonly weekStarts: Weekday;
  isBusinessDay(date: Temporal.PlainDate): boolean;
  /** The holiday's name; a weekend is none. */
  holidayOn(date: Temporal.PlainDate): string | undefined;
}

export function createBusinessCalendar(rules: CalendarRules): BusinessCalendar {
  // A year's holidays are asked for 365 times and computed once.
  const years = new Map<number, ReadonlyMap<string, string>>();
  const holidaysOf = (year: number): ReadonlyMap<string, string> => {
    const known = years.get(year) ?? holidaysAround(year, rules);
    years.set(year, known);
    return known;
  };
  const holidayOn = (date: Temporal.PlainDate): string | undefined => holidaysOf(date.year).get(date.toString());
  return {
    name: rules.name,
    digest: JSON.stringify([[...rules.weekend], rules.holidays, [...rules.workingDays]]),
    weekStarts: rules.weekStarts,
    holidayOn,
    isBusinessDay: (date) =>
      rules.workingDays.has(date.toString()) || (!isWeekend(date, rules) && holidayOn(date) === undefined),
  };
}

/** Saturday and Sunday off, no holidays. */
export const plainCalendar = createBusinessCalendar({
  name: "",
  weekend: new Set([6, 7]),
  weekStarts: 1,
  holidays: [],
  workingDays: new Set(),
});

function isWeekend(date: Temporal.PlainDate, { weekend }: CalendarRules): boolean {
  return weekend.has(date.dayOfWeek);
}

/** A holiday of the neighbouring years may be kept in this one: New Year's Day 2022, a Saturday, on 31 December 2021. */
function holidaysAround(year: number, rules: CalendarRules): ReadonlyMap<string, string> {
  const found = [year - 1, year, year + 1].flatMap((each) =>
    rules.holidays.flatMap((holiday) => {
      const date = holidayIn(each, holiday);
      return date === undefined ? [] : [{ holiday, date }];
    }),
  );
  const days = new Map(found.map(({ holiday, date }) => [date.toString(), holiday.name]));
  const byDate = found.toSorted((a, b) => (a.date.toString() < b.date.toString() ? -1 : 1));
  for (const { holiday, date } of byDate) {
    if (holiday.observed === "same_day" || !isWeekend(date, rules)) continue;
    const kept = holiday.observed === "nearest_weekday" ? nearestWeekday(date, rules) : nextFree(date, rules, days);
    if (kept !== undefined) days.set(kept.toString(), holiday.name);
  }
  return days;
}

/** One day back before two on: a Saturday's on Friday, a Sunday's on Monday. */
function nearestWeekday(date: Temporal.PlainDate, rules: CalendarRules): Temporal.PlainDate | undefined {
  return [-1, 1, -2, 2].map((days) => date.add({ days })).find((near) => !isWeekend(near, rules));
}

function nextFree(
  date: Temporal.PlainDate,
  rules: CalendarRules,
  taken: ReadonlyMap<string, string>,
): Temporal.PlainDate | undefined {
  for (let days = 1; days <= 14; days++) {
    const next = date.add({ days });
    if (!isWeekend(next, rules) && !taken.has(next.toString())) return next;
  }
  return undefined;
}
