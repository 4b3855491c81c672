import type { Chance } from "#bench/detection/chance.ts";
import { zones } from "#bench/detection/pipelines/zone.ts";
import type { Zone } from "#bench/detection/pipelines/zone.ts";
import type { Interval } from "#signals/facts/fact.ts";

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

export const cadences = ["hourly", "daily", "business days", "weekly", "monthly"] as const;
export type Cadence = (typeof cadences)[number];

/** Where pipelines run: by its clock, and at rest on its holidays. */
export interface Country {
  readonly code: "de" | "us";
  readonly zone: Zone;
  /** ISO dates. */
  readonly holidays: readonly string[];
}

/** A run that is planned. */
export interface Slot {
  /** When its first jobs start. */
  readonly start: number;
  /** The data it is for. */
  readonly nominal: Interval;
  /** The local day, in days since the epoch. */
  readonly date: number;
}

export const countries: readonly Country[] = [
  {
    code: "de",
    zone: zoneNamed("Europe/Berlin"),
    holidays: [
      "2025-01-01",
      "2025-04-18",
      "2025-04-21",
      "2025-05-01",
      "2025-05-29",
      "2025-06-09",
      "2025-10-03",
      "2025-12-25",
      "2025-12-26",
      "2026-01-01",
      "2026-04-03",
      "2026-04-06",
      "2026-05-01",
      "2026-05-14",
    ],
  },
  {
    code: "us",
    zone: zoneNamed("America/New_York"),
    holidays: [
      "2025-01-01",
      "2025-01-20",
      "2025-02-17",
      "2025-05-26",
      "2025-06-19",
      "2025-07-04",
      "2025-09-01",
      "2025-10-13",
      "2025-11-11",
      "2025-11-27",
      "2025-12-25",
      "2026-01-01",
      "2026-01-19",
      "2026-02-16",
    ],
  },
];

function zoneNamed(name: string): Zone {
  const zone = zones.find((each) => each.name === name);
  if (zone === undefined) throw new RangeError(`no zone ${name}`);
  return zone;
}

export function isHoliday({ holidays }: Country, date: number): boolean {
  return holidays.includes(new Date(date * day).toISOString().slice(0, 10));
}

/** 0 is Monday. */
export function weekdayOf(date: number): number {
  return (date + 3) % 7;
}

export function isWorked(country: Country, date: number): boolean {
  return weekdayOf(date) < 5 && !isHoliday(country, date);
}

export function localOf({ zone }: Country, at: number): number {
  return at + zone.offsetAt(at);
}

function utcOf({ zone }: Country, local: number): number {
  return local - zone.offsetAt(local - zone.offsetAt(local));
}

/** When a schedule says that runs start, by the local clock. */
export interface Timetable {
  readonly cadence: Cadence;
  readonly minuteOfDay: number;
  /** Of a weekly one, 0 is Monday. */
  readonly weekday: number;
  readonly dayOfMonth: number;
  /** What falls on a weekend or a holiday runs on the next business day. */
  readonly moves: boolean;
}

export function timetableOf(chance: Chance, cadence: Cadence, moves: boolean): Timetable {
  return {
    cadence,
    minuteOfDay: cadence === "hourly" ? chance.pick([0, 5, 10]) : chance.whole(0, 6) * 60 + chance.pick([0, 15, 30]),
    weekday: chance.whole(0, 4),
    dayOfMonth: chance.whole(1, 4),
    moves,
  };
}

export function slotsOf(country: Country, timetable: Timetable, from: number, until: number): readonly Slot[] {
  const dates: number[] = [];
  for (let date = Math.floor(localOf(country, from) / day); date * day < until; date++)
    if (runsOn(country, timetable, date)) dates.push(date);
  if (timetable.cadence === "hourly") return dates.flatMap((date) => hoursOf(country, timetable, date));
  return dates.slice(1).map((date, index) => ({
    start: utcOf(country, date * day + timetable.minuteOfDay * minute),
    nominal: { from: utcOf(country, (dates[index] ?? date - 1) * day), to: utcOf(country, date * day) },
    date,
  }));
}

function runsOn(country: Country, { cadence, weekday, dayOfMonth, moves }: Timetable, date: number): boolean {
  switch (cadence) {
    case "business days":
      return isWorked(country, date);
    case "weekly":
      return weekdayOf(date) === weekday;
    case "monthly":
      return moves ? isMovedTo(country, date, dayOfMonth) : isDayOfMonth(date, dayOfMonth);
    default:
      return true;
  }
}

function isDayOfMonth(date: number, dayOfMonth: number): boolean {
  return new Date(date * day).getUTCDate() === dayOfMonth;
}

/** It is the first business day from that day of the month on. */
function isMovedTo(country: Country, date: number, dayOfMonth: number): boolean {
  if (!isWorked(country, date)) return false;
  let named = date;
  while (!isDayOfMonth(named, dayOfMonth) && !isWorked(country, named - 1)) named--;
  return isDayOfMonth(named, dayOfMonth);
}

/** The hours that pass: 23 or 25 when the clocks change. */
function hoursOf(country: Country, { minuteOfDay }: Timetable, date: number): readonly Slot[] {
  const slots: Slot[] = [];
  const end = utcOf(country, (date + 1) * day);
  for (let to = utcOf(country, date * day); to < end; to += hour)
    slots.push({ start: to + minuteOfDay * minute, nominal: { from: to - hour, to }, date });
  return slots;
}
