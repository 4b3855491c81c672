import type { z } from "zod";
import { plainCalendar } from "../../calendar/business-calendar.ts";
import type { BusinessCalendar } from "../../calendar/business-calendar.ts";
import type { DayKind } from "../../calendar/day-rule.ts";
import { deadlinesOf } from "../../calendar/deadlines.ts";
import type { Covers, Schedule } from "../../calendar/schedule.ts";
import type { Timeliness } from "../expectations.ts";
import { dayRuleOf } from "./day-rule.ts";
import type { Severity } from "../schema/forms.ts";
import type { timeliness } from "../schema/timeliness.ts";
import { isMonthly } from "../values/days.ts";

type Written = z.output<typeof timeliness>;

/** What the thing says where the section does not. */
export interface TimelinessContext {
  readonly severity: Severity;
  readonly timeZone: string;
  readonly calendar: BusinessCalendar | undefined;
  calendarNamed(name: string): BusinessCalendar | undefined;
}

/** Undefined when no kind is said: it was turned off. */
export function timelinessOf(written: Written, context: TimelinessContext): Timeliness | undefined {
  const severity = written.severity ?? context.severity;
  if (written.learned === true) return { severity, kind: "learned" };
  const ofSection = written.calendar === undefined ? undefined : context.calendarNamed(written.calendar);
  const zone = {
    timeZone: written.timezone ?? context.timeZone,
    calendar: ofSection ?? context.calendar ?? plainCalendar,
    days: dayRuleOf(written),
  };
  if (written.max_age !== undefined) {
    const always = written.on === undefined && written.months === undefined && written.between === undefined;
    const open = always ? undefined : { ...zone, between: written.between };
    return { severity, kind: "max_age", maxAgeMs: written.max_age, open };
  }
  const schedule = scheduleOf(written, { ...zone, covers: written.covers ?? usualCovers(written.on) });
  return schedule === undefined
    ? undefined
    : { severity, kind: "deadlines", schedule, deadlines: deadlinesOf(schedule) };
}

function scheduleOf(
  written: Written,
  zone: Pick<Schedule, "timeZone" | "calendar" | "days" | "covers">,
): Schedule | undefined {
  if (written.ready_by !== undefined) return { kind: "ready_by", minute: written.ready_by, ...zone };
  if (written.every !== undefined) {
    const minutes = written.every / 60_000;
    // What is due every hour has the next hour to come, unless something else is said.
    const withinMs = written.within ?? written.every;
    return { kind: "every", minutes, between: written.between, withinMs, ...zone };
  }
  if (written.cron !== undefined) return { kind: "cron", cron: written.cron, withinMs: written.within ?? 0, ...zone };
  return undefined;
}

/** What is due once a month is about the month before, what is due once a week about the week; else all since the last. */
function usualCovers(on: readonly DayKind[] | undefined): Covers {
  const [day, second] = on ?? [];
  if (day === undefined || second !== undefined) return "since_last";
  if (isMonthly(day)) return "month";
  return day.kind === "weekday" ? "week" : "since_last";
}
