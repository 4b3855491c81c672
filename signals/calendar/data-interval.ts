import type { Schedule } from "./schedule.ts";
import { dateAt, startOfDay } from "./wall-clock.ts";
import type { Temporal } from "./temporal.ts";

/** From, included, to, excluded; milliseconds since the epoch. */
export interface DataInterval {
  readonly from: number;
  readonly to: number;
}

/**
 * The data that is due at a tick. `since_last` ends where the tick is for what repeats, and at the midnight before it for
 * `ready_by`: on Tuesday 07:00, Monday's data; on Monday, where only business days count, that of Friday to Sunday.
 */
export function dataIntervalOf(schedule: Schedule, tick: number, previousTick: number | undefined): DataInterval {
  const { timeZone, covers } = schedule;
  if (covers === "since_last") {
    const cut = (at: number): number =>
      schedule.kind === "ready_by" ? startOfDay(dateAt(at, timeZone), timeZone) : at;
    const to = cut(tick);
    return { from: previousTick === undefined ? to : Math.min(cut(previousTick), to), to };
  }
  const end = startOfPeriod(dateAt(tick, timeZone), covers, schedule.calendar.weekStarts);
  const start = startOfPeriod(end.subtract({ days: 1 }), covers, schedule.calendar.weekStarts);
  return { from: startOfDay(start, timeZone), to: startOfDay(end, timeZone) };
}

type Period = "day" | "week" | "month" | "quarter" | "year";

/** The first day of the period that a day is in. */
export function startOfPeriod(date: Temporal.PlainDate, period: Period, weekStarts: number): Temporal.PlainDate {
  switch (period) {
    case "day":
      return date;
    case "week":
      return date.subtract({ days: (date.dayOfWeek - weekStarts + 7) % 7 });
    case "month":
      return date.with({ day: 1 });
    case "quarter":
      return date.with({ month: date.month - ((date.month - 1) % 3), day: 1 });
    default:
      return date.with({ month: 1, day: 1 });
  }
}
