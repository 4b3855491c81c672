import { isCronDay } from "./cron.ts";
import { isDue } from "./day-rule.ts";
import type { DaySpan, Schedule } from "./schedule.ts";
import type { Temporal } from "./temporal.ts";
import { eachReading, minutesADay, onceADay } from "./wall-clock.ts";
import type { MinuteOfDay } from "./wall-clock.ts";

/**
 * The moments of a day, in order, at which new data is due; milliseconds since the epoch.
 *
 * A time that is said (`ready_by`, a cron hour) comes once on each such day, whatever the clocks do. What repeats by
 * the hour (`every`, a cron whose hour is `*`) follows the hours that pass: 25 on the day summer time ends, 23 when it begins.
 */
export function ticksOf(schedule: Schedule, date: Temporal.PlainDate): readonly number[] {
  if (schedule.kind === "cron" && !isCronDay(schedule.cron, date)) return [];
  if (!isDue(schedule.days, date, schedule.calendar)) return [];
  const minutes = minutesOf(schedule);
  const { timeZone } = schedule;
  const ticks = repeats(schedule)
    ? minutes.flatMap((minute) => eachReading(date, minute, timeZone))
    : minutes.flatMap((minute) => onceADay(date, minute, timeZone) ?? []);
  return ascending(ticks);
}

function repeats(schedule: Schedule): boolean {
  return schedule.kind === "every" || (schedule.kind === "cron" && schedule.cron.everyHour);
}

function minutesOf(schedule: Schedule): readonly MinuteOfDay[] {
  switch (schedule.kind) {
    case "ready_by":
      return [schedule.minute];
    case "every": {
      const count = Math.floor(minutesADay / schedule.minutes);
      const all = Array.from({ length: count }, (_, index) => index * schedule.minutes);
      return all.filter((minute) => isWithin(minute, schedule.between));
    }
    default: {
      const { hours, minutes } = schedule.cron;
      return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
    }
  }
}

export function isWithin(minute: MinuteOfDay, span: DaySpan | undefined): boolean {
  if (span === undefined) return true;
  const { from, to } = span;
  return from <= to ? minute >= from && minute <= to : minute >= from || minute <= to;
}

/** In order and each once: on the day the clocks change, two times of the wall may be one moment. */
function ascending(ticks: readonly number[]): readonly number[] {
  const sorted = ticks.toSorted((a, b) => a - b);
  return sorted.filter((tick, index) => tick !== sorted[index - 1]);
}
