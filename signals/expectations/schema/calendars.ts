import { z } from "zod";
import { weekdays } from "../../calendar/weekday.ts";
import {
  datePattern,
  dayOfYearPattern,
  nthWeekdayPattern,
  parseDate,
  parseDayOfYear,
  parseNthWeekday,
} from "../values/dates.ts";
import { keys, word, written } from "./forms.ts";

const date = written(datePattern, "a date such as 2026-12-25", parseDate);
const offset = z.int().min(-366).max(366);
const year = z.int().min(1900).max(2200);
const dayKeys = ["date", "yearly", "easter", "orthodox_easter", "weekday"] as const;

const holidayKeys = keys({
  name: z
    .string()
    .max(200)
    .meta({ description: "For people.", examples: ["Good Friday"] })
    .optional(),
  date: date.meta({ description: "One date.", examples: ["2026-12-31"] }).optional(),
  yearly: written(dayOfYearPattern, "month and day such as 12-25", parseDayOfYear)
    .meta({ description: "Month and day, each year.", examples: ["12-25"] })
    .optional(),
  easter: offset
    .meta({ description: "So many days after Easter Sunday; before it when negative.", examples: [-2] })
    .optional(),
  orthodox_easter: offset.meta({ description: "The same with the Easter of the orthodox churches." }).optional(),
  weekday: written(
    nthWeekdayPattern,
    "a day such as `4th thursday of november` or `last monday of may`",
    parseNthWeekday,
  )
    .meta({ description: "The nth such weekday of a month.", examples: ["4th thursday of november"] })
    .optional(),
  observed: z
    .enum(["same_day", "nearest_weekday", "next_free_weekday"])
    .meta({ description: "Where it is kept when it falls on a weekend; `same_day` when left out." })
    .optional(),
  from: year.meta({ description: "First year it is kept." }).optional(),
  until: year.meta({ description: "Last year it is kept." }).optional(),
}).check(({ value, issues }) => {
  if (dayKeys.filter((key) => value[key] !== undefined).length === 1) return;
  issues.push({ code: "custom", message: `takes one of ${dayKeys.join(", ")}`, input: value });
});

export type HolidayInput = z.output<typeof holidayKeys>;
const holiday = z.union([date.transform((each): HolidayInput => ({ date: each })), holidayKeys]);

const weekday = z.enum(weekdays);

const calendarShape = {
  weekend: z.array(weekday).max(6).meta({ description: "Saturday and Sunday when left out; `[]`: none." }).optional(),
  week_starts: weekday
    .meta({ description: "First day of the week, for `covers: week`; Monday when left out." })
    .optional(),
  holidays: z.array(holiday).max(5000).meta({ description: "Days that are not worked." }).optional(),
  working_days: z
    .array(date)
    .max(5000)
    .meta({ description: "Dates that are worked although they are weekend or holiday." })
    .optional(),
} as const;

const paths = z.union([
  z
    .string()
    .min(1)
    .transform((each) => [each]),
  z.array(z.string().min(1)).max(50),
]);

export const calendar = keys({
  extends: z
    .union([word.transform((each) => [each]), z.array(word).max(20)])
    .meta({ description: "Calendars of which it has all holidays." })
    .optional(),
  include: paths
    .meta({ description: "Files with holidays, from where this file is.", examples: ["calendars/de.yml"] })
    .optional(),
  ...calendarShape,
});

/** A file that calendars include. */
export const calendarFile = keys({
  version: z.literal(1, { error: "takes 1" }),
  description: z.string().max(2000).optional(),
  ...calendarShape,
});
