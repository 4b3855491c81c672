import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBusinessCalendar, plainCalendar } from "#signals/calendar/business-calendar.ts";
import { parseCron } from "#signals/calendar/cron.ts";
import type { DayKind, DayRule } from "#signals/calendar/day-rule.ts";
import { everyDay } from "#signals/calendar/day-rule.ts";
import { deadlinesOf } from "#signals/calendar/deadlines.ts";
import type { Schedule } from "#signals/calendar/schedule.ts";
import { naiveMinutes, naiveOnceADay, naiveReadings, naiveWeekday } from "#test/support/naive-deadlines.ts";
import type { NaiveMinute } from "#test/support/naive-deadlines.ts";

const day = 86_400_000;

/** Zones and the day around which something happens to their clocks. */
const changes = [
  ["UTC", "2026-03-29"],
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  // Half an hour of summer time.
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  // The clocks jump at midnight, so there is no 00:00; and come back to the day before.
  ["Africa/Cairo", "2026-04-24"],
  ["Africa/Cairo", "2026-10-30"],
  ["America/Santiago", "2026-09-06"],
  ["America/Santiago", "2026-04-05"],
  // At 00:01, back to 23:01 of the day before.
  ["America/St_Johns", "2010-11-07"],
  ["America/St_Johns", "2010-03-14"],
  // A day that there was not.
  ["Pacific/Apia", "2011-12-30"],
  // Backwards and forwards within weeks.
  ["Africa/Casablanca", "2026-02-15"],
  ["Asia/Kathmandu", "2026-06-01"],
] as const;

interface Around {
  readonly timeZone: string;
  readonly minutes: readonly NaiveMinute[];
  readonly from: number;
  readonly until: number;
}

/** Seven days around the change; those that are whole are compared. */
const arounds: readonly Around[] = changes.map(([timeZone, date]) => {
  const middle = Date.parse(`${date}T12:00:00Z`);
  const minutes = naiveMinutes(timeZone, middle - 4 * day, middle + 4 * day);
  return { timeZone, minutes, from: middle - 2.5 * day, until: middle + 2.5 * day };
});

const around = fc.constantFrom(...arounds);

const list = (max: number) => fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 3 });

const weekdayRule = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }).map((weekdays) => ({
  rule: {
    days: weekdays.map((weekday): DayKind => ({ kind: "weekday", weekday })),
    months: [],
    ifClosed: "keep",
  } satisfies DayRule,
  isDue: (date: string) => weekdays.includes(naiveWeekday(date)),
}));

function inStretch({ from, until }: Around, ticks: readonly number[]): readonly number[] {
  return ticks.filter((tick) => tick >= from && tick < until);
}

function found(schedule: Schedule, { from, until }: Around): readonly number[] {
  return deadlinesOf(schedule)
    .between(from, until)
    .map(({ at }) => at);
}

describe("deadlines agree with a search minute by minute", () => {
  test("ready_by, at any time, on any days", () => {
    fc.assert(
      fc.property(around, fc.integer({ min: 0, max: 1439 }), weekdayRule, (where, minute, { rule, isDue }) => {
        const schedule: Schedule = {
          kind: "ready_by",
          minute,
          timeZone: where.timeZone,
          calendar: plainCalendar,
          days: rule,
          covers: "since_last",
        };
        expect(found(schedule, where)).toEqual(inStretch(where, naiveOnceADay(where.minutes, [minute], isDue)));
      }),
      { numRuns: 200 },
    );
  });

  test("every", () => {
    const length = fc.constantFrom(15, 30, 60, 120, 360, 720, 1440);
    const span = fc.option(
      fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(around, length, span, weekdayRule, (where, minutes, between, { rule, isDue }) => {
        const schedule: Schedule = {
          kind: "every",
          minutes,
          between,
          withinMs: 0,
          timeZone: where.timeZone,
          calendar: plainCalendar,
          days: rule,
          covers: "since_last",
        };
        const isOpen = (minute: number): boolean => {
          if (between === undefined) return true;
          const { from, to } = between;
          return from <= to ? minute >= from && minute <= to : minute >= from || minute <= to;
        };
        const expected = naiveReadings(where.minutes, (minute) => minute % minutes === 0 && isOpen(minute), isDue);
        expect(found(schedule, where)).toEqual(inStretch(where, expected));
      }),
      { numRuns: 150 },
    );
  });

  test("cron", () => {
    const hours = fc.oneof(fc.constant(undefined), list(23));
    const weekdays = fc.oneof(fc.constant(undefined), list(6));
    fc.assert(
      fc.property(
        around,
        list(59),
        hours,
        weekdays,
        fc.integer({ min: 0, max: 7_200_000 }),
        (where, minutes, ofHours, ofDays, withinMs) => {
          const text = `${minutes.join(",")} ${ofHours?.join(",") ?? "*"} * * ${ofDays?.join(",") ?? "*"}`;
          const parsed = parseCron(text);
          if (parsed.kind !== "ok") throw new Error(parsed.why);
          const schedule: Schedule = {
            kind: "cron",
            cron: parsed.cron,
            withinMs,
            timeZone: where.timeZone,
            calendar: plainCalendar,
            days: everyDay,
            covers: "since_last",
          };
          const isDue = (date: string): boolean => ofDays?.includes(naiveWeekday(date) % 7) ?? true;
          const ticks =
            ofHours === undefined
              ? naiveReadings(where.minutes, (minute) => minutes.includes(minute % 60), isDue)
              : naiveOnceADay(
                  where.minutes,
                  ofHours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
                  isDue,
                );
          expect(found(schedule, where)).toEqual(
            inStretch(
              where,
              ticks.map((tick) => tick + withinMs),
            ),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});

const holidays = createBusinessCalendar({
  name: "test",
  weekend: new Set([6, 7]),
  weekStarts: 1,
  holidays: [
    {
      name: "New Year",
      on: { kind: "yearly", month: 1, day: 1 },
      observed: "same_day",
      fromYear: undefined,
      untilYear: undefined,
    },
    {
      name: "Good Friday",
      on: { kind: "easter", days: -2, church: "western" },
      observed: "same_day",
      fromYear: undefined,
      untilYear: undefined,
    },
    {
      name: "Christmas",
      on: { kind: "yearly", month: 12, day: 25 },
      observed: "nearest_weekday",
      fromYear: undefined,
      untilYear: undefined,
    },
  ],
  workingDays: new Set(["2026-12-05"]),
});

const dayKind = fc.oneof(
  fc.constantFrom<DayKind>({ kind: "every_day" }, { kind: "business_days" }),
  fc.integer({ min: 1, max: 7 }).map((weekday): DayKind => ({ kind: "weekday", weekday })),
  fc.constantFrom(1, 2, 15, 31, -1, -5).map((nth): DayKind => ({ kind: "month_day", nth })),
  fc.constantFrom(1, 2, 10, -1, -2).map((nth): DayKind => ({ kind: "business_day", nth })),
);

const dayRule = fc.record({
  days: fc.array(dayKind, { minLength: 1, maxLength: 3 }),
  months: fc.oneof(fc.constant([]), fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 })),
  ifClosed: fc.constantFrom("keep", "skip", "next_business_day", "previous_business_day"),
});

const zone = fc.constantFrom(...new Set(changes.map(([name]) => name)));

const schedule: fc.Arbitrary<Schedule> = fc
  .record({
    timeZone: zone,
    days: dayRule,
    covers: fc.constantFrom("since_last", "day", "week", "month", "quarter", "year"),
  })
  .chain((common) =>
    fc.oneof(
      fc
        .integer({ min: 0, max: 1439 })
        .map((minute): Schedule => ({ kind: "ready_by", minute, calendar: holidays, ...common })),
      fc
        .record({ minutes: fc.constantFrom(60, 240, 1440), withinMs: fc.integer({ min: 0, max: 2 * day }) })
        .map((own): Schedule => ({ kind: "every", between: undefined, calendar: holidays, ...own, ...common })),
    ),
  );

const moment = fc.integer({ min: Date.parse("2009-01-01"), max: Date.parse("2030-01-01") });

describe("deadlines", () => {
  test("next and previous are neighbours, and agree with what lies between", () => {
    fc.assert(
      fc.property(schedule, moment, (each, at) => {
        const deadlines = deadlinesOf(each);
        const next = deadlines.next(at)?.at ?? Infinity;
        const previous = deadlines.previous(at)?.at ?? -Infinity;
        expect(next).toBeGreaterThan(at);
        expect(previous).toBeLessThanOrEqual(at);
        if (!Number.isFinite(next) || !Number.isFinite(previous)) return;
        // Asked anew, so that nothing is remembered.
        const fresh = deadlinesOf(each);
        expect(fresh.previous(next)?.at).toBe(next);
        expect(fresh.previous(next - 1)?.at).toBe(previous);
        expect(fresh.next(previous)?.at).toBe(next);
        expect(fresh.next(previous - 1)?.at).toBe(previous);
        expect(fresh.between(previous, next).map((deadline) => deadline.at)).toEqual([previous]);
      }),
      { numRuns: 150 },
    );
  });

  test("come in order, each once, and their data leaves no gap", () => {
    fc.assert(
      fc.property(schedule, moment, (each, at) => {
        const found40 = deadlinesOf(each).between(at, at + 40 * day);
        for (const [index, deadline] of found40.entries()) {
          const before = found40[index - 1];
          expect(deadline.data.from).toBeLessThanOrEqual(deadline.data.to);
          expect(deadline.data.to).toBeLessThanOrEqual(deadline.tick);
          if (before === undefined) continue;
          expect(deadline.at).toBeGreaterThan(before.at);
          if (each.covers === "since_last") expect(deadline.data.from).toBe(before.data.to);
          expect(deadline.data.from).toBeGreaterThanOrEqual(before.data.from);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("the wall clock shows the same time at each, but on the day the clocks jump over it", () => {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: "Europe/Berlin",
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
    });
    const year = { from: Date.parse("2026-01-01T00:00:00Z"), until: Date.parse("2027-01-01T00:00:00Z") };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), (minute) => {
        const all = deadlinesOf({
          kind: "ready_by",
          minute,
          timeZone: "Europe/Berlin",
          calendar: plainCalendar,
          days: everyDay,
          covers: "day",
        }).between(year.from, year.until);
        const text = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
        const odd = all.filter(({ at }) => format.format(at) !== text);
        // 02:00 to 02:59 on 29 March.
        expect(odd.length).toBe(minute >= 120 && minute < 180 ? 1 : 0);
        expect(Math.abs(all.length - 365)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});
