import type { BusinessCalendar } from "./business-calendar.ts";
import { isDue } from "./day-rule.ts";
import type { DayRule } from "./day-rule.ts";
import type { DaySpan } from "./schedule.ts";
import type { Temporal } from "./temporal.ts";
import { dateAt, onceADay, startOfDay } from "./wall-clock.ts";

/** When time counts: on the days of a rule, between two times of the wall clock. */
export interface OpenTime {
  readonly timeZone: string;
  readonly calendar: BusinessCalendar;
  readonly days: DayRule;
  /** The whole day when undefined. When `to` is the earlier, it lasts over midnight and belongs to the day it begins on. */
  readonly between: DaySpan | undefined;
}

/** Beyond this the age of data is no longer counted exactly: nothing is judged by it. */
const longestDays = 4 * 366;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** How much open time lies between two moments; milliseconds. Closed days and hours do not count. */
export function openMsBetween(open: OpenTime, from: number, to: number): number {
  let sum = 0;
  for (const span of openSpans(open, from)) {
    if (span.from >= to) break;
    sum += Math.min(span.to, to) - Math.max(span.from, from);
  }
  return sum;
}

/**
 * When so much open time has passed since a moment: data of Friday 17:00 that may be 2 h old, with open time on business
 * days from 08:00 to 18:00, is late on Monday at 09:00.
 *
 * @returns undefined when that is more than four years away.
 */
export function afterOpenMs(open: OpenTime, from: number, ms: number): number | undefined {
  let left = ms;
  for (const span of openSpans(open, from)) {
    const start = Math.max(span.from, from);
    if (span.to - start >= left) return start + left;
    left -= span.to - start;
  }
  return undefined;
}

/** The open spans that end after a moment, in order, not overlapping. */
function* openSpans({ timeZone, calendar, days, between }: OpenTime, from: number): Generator<Span> {
  let date = dateAt(from, timeZone).subtract({ days: 1 });
  let end = from;
  for (let day = 0; day < longestDays; day++) {
    if (isDue(days, date, calendar)) {
      const span = spanOf(date, between, timeZone);
      if (span !== undefined && span.to > end) {
        yield { from: Math.max(span.from, end), to: span.to };
        end = span.to;
      }
    }
    date = date.add({ days: 1 });
  }
}

function spanOf(date: Temporal.PlainDate, between: DaySpan | undefined, timeZone: string): Span | undefined {
  const next = date.add({ days: 1 });
  if (between === undefined) return { from: startOfDay(date, timeZone), to: startOfDay(next, timeZone) };
  const from = onceADay(date, between.from, timeZone);
  const to = onceADay(between.to > between.from ? date : next, between.to, timeZone);
  return from === undefined || to === undefined ? undefined : { from, to };
}
