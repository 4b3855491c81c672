import type { BusinessCalendar } from "./business-calendar.ts";
import type { Cron } from "./cron.ts";
import type { DayRule } from "./day-rule.ts";
import type { MinuteOfDay } from "./wall-clock.ts";

/**
 * What data a deadline is about: all since the deadline before (`since_last`), or the last whole day, week, month, quarter
 * or year of the calendar that is over.
 */
export type Covers = "since_last" | "day" | "week" | "month" | "quarter" | "year";

interface InZone {
  /** IANA: `Europe/Berlin`. */
  readonly timeZone: string;
  readonly calendar: BusinessCalendar;
  readonly days: DayRule;
  readonly covers: Covers;
}

/** Ready at a time of the wall clock, on the days of the rule. */
export interface ReadyBy extends InZone {
  readonly kind: "ready_by";
  readonly minute: MinuteOfDay;
}

/** From and to which time of the day, both included. When `to` is the earlier, it lasts over midnight. */
export interface DaySpan {
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
}

/** New data each time the minutes since midnight, on the wall clock, are a multiple of so many. */
export interface Every extends InZone {
  readonly kind: "every";
  /** Divides a day. */
  readonly minutes: number;
  readonly between: DaySpan | undefined;
  /** How long after the tick the data must be there. */
  readonly withinMs: number;
}

/** At the times of a cron expression that fall on the days of the rule. */
export interface CronSchedule extends InZone {
  readonly kind: "cron";
  readonly cron: Cron;
  readonly withinMs: number;
}

export type Schedule = ReadyBy | Every | CronSchedule;
