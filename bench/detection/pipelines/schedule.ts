import type { Chance } from "../chance.ts";
import { day, hour, minute } from "../metrics/metric.ts";
import type { ScheduleKind } from "./pipeline.ts";
import type { Zone } from "./zone.ts";

/** Days on which business rests, beside weekends; the same in every zone. */
const holidays = ["01-01", "01-06", "04-18", "04-21", "05-01", "05-29", "06-09", "10-03", "12-25", "12-26"];

const holidayDays = new Set(
  [2023, 2024, 2025, 2026].flatMap((year) => holidays.map((date) => Date.parse(`${year}-${date}T00:00:00Z`) / day)),
);

export function isHoliday(local: number): boolean {
  return holidayDays.has(Math.floor(local / day));
}

/** 0 is Monday. */
export function weekdayOf(local: number): number {
  return (((Math.floor(local / day) + 3) % 7) + 7) % 7;
}

/** When the runs of a schedule begin, in UTC: by the local clock, whatever summer time does. */
export function startsOf(kind: ScheduleKind, zone: Zone, chance: Chance, from: number, days: number): number[] {
  const toUtc = (local: number): number => local - zone.offsetAt(local - zone.offsetAt(local));
  const ofDay = chance.whole(0, 23) * hour + chance.pick([0, 5, 15, 30]) * minute;
  const ofHour = chance.pick([0, 2, 10, 30]) * minute;
  if (kind === "irregular") return irregular(chance, from, days);
  const [opens, closes] = [chance.whole(6, 9), chance.whole(16, 20)];
  const weekday = chance.whole(0, 6);
  const dayOfMonth = chance.whole(1, 5);
  const starts: number[] = [];
  for (let date = from; date < from + days * day; date += day) {
    const working = weekdayOf(date) < 5 && !isHoliday(date);
    const hours = hoursOf(kind, { working, opens, closes });
    if (kind === "weekly" && weekdayOf(date) !== weekday) continue;
    if (kind === "monthly" && new Date(date).getUTCDate() !== dayOfMonth) continue;
    if (hours !== undefined) for (const each of hours) starts.push(toUtc(date + each * hour + ofHour));
    else if (kind !== "business days" || working) starts.push(toUtc(date + ofDay));
  }
  return starts;
}

interface Working {
  readonly working: boolean;
  readonly opens: number;
  readonly closes: number;
}

function hoursOf(kind: ScheduleKind, { working, opens, closes }: Working): readonly number[] | undefined {
  if (kind === "hourly") return Array.from({ length: 24 }, (_, index) => index);
  if (kind !== "working hours") return undefined;
  return working ? Array.from({ length: closes - opens }, (_, index) => opens + index) : [];
}

/** When there is something to do: by day more than by night. */
function irregular(chance: Chance, from: number, days: number): number[] {
  const mean = chance.between(1, 4) * hour;
  const starts: number[] = [];
  for (let at = from; at < from + days * day;) {
    const night = (at / hour) % 24 < 6 ? 2 : 1;
    at += mean * night * (0.3 + 0.7 * chance.exponential());
    starts.push(at);
  }
  return starts;
}
