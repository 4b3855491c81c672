import type { z } from "zod";
import type { CalendarRules } from "../../calendar/business-calendar.ts";
import type { Holiday, HolidayDay } from "../../calendar/holiday.ts";
import { weekdayNumber } from "../../calendar/weekday.ts";
import type { calendarFile, HolidayInput } from "../schema/calendars.ts";

/** What a calendar says itself, or a file that it includes. */
export type CalendarPart = Omit<z.output<typeof calendarFile>, "version" | "description">;

/** A calendar of parts, the strongest first: holidays of all, the week of the first that says one. */
export function calendarRulesOf(name: string, parts: readonly CalendarPart[]): CalendarRules {
  const weekend = parts.find((part) => part.weekend !== undefined)?.weekend ?? ["saturday", "sunday"];
  const weekStarts = parts.find((part) => part.week_starts !== undefined)?.week_starts ?? "monday";
  return {
    name,
    weekend: new Set(weekend.map(weekdayNumber)),
    weekStarts: weekdayNumber(weekStarts),
    holidays: parts.flatMap((part) => (part.holidays ?? []).map(holidayOf)),
    workingDays: new Set(parts.flatMap((part) => (part.working_days ?? []).map(String))),
  };
}

/** The last year for which it knows a holiday; undefined when it goes on for ever, or has none. */
export function lastYearOf({ holidays }: CalendarRules): number | undefined {
  const years = holidays.map(({ on, untilYear }) => (on.kind === "date" ? on.date.year : (untilYear ?? Infinity)));
  const last = Math.max(...years);
  return Number.isFinite(last) ? last : undefined;
}

function holidayOf(written: HolidayInput): Holiday {
  const { name = "holiday", observed = "same_day", from, until } = written;
  return { name, on: dayOf(written), observed, fromYear: from, untilYear: until };
}

/** One of them is there: the schema sees to it. */
function dayOf(written: HolidayInput): HolidayDay {
  if (written.date !== undefined) return { kind: "date", date: written.date };
  if (written.yearly !== undefined) return { kind: "yearly", ...written.yearly };
  if (written.easter !== undefined) return { kind: "easter", days: written.easter, church: "western" };
  if (written.orthodox_easter !== undefined)
    return { kind: "easter", days: written.orthodox_easter, church: "orthodox" };
  if (written.weekday !== undefined) return written.weekday;
  throw new TypeError("a holiday has no day");
}
