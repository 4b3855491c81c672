import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainCalendar } from "#signals/calendar/business-calendar.ts";
import { everyDay } from "#signals/calendar/day-rule.ts";
import { afterOpenMs, openMsBetween } from "#signals/calendar/open-time.ts";
import type { OpenTime } from "#signals/calendar/open-time.ts";
import { spanAround } from "#signals/calendar/time-span.ts";
import type { TimeSpan } from "#signals/calendar/time-span.ts";
import { naiveMinutes, naiveWeekday } from "#test/support/naive-deadlines.ts";

const hour = 3_600_000;
const office: OpenTime = {
  timeZone: "Europe/Berlin",
  calendar: plainCalendar,
  days: { ...everyDay, days: [{ kind: "business_days" }] },
  between: { from: 8 * 60, to: 18 * 60 },
};
const at = (text: string): number => Date.parse(text);
const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

describe("open time", () => {
  test("two hours after Friday 17:00 is Monday 09:00", () => {
    expect(iso(afterOpenMs(office, at("2026-03-06T16:00Z"), 2 * hour))).toBe("2026-03-09T08:00:00.000Z");
    expect(openMsBetween(office, at("2026-03-06T16:00Z"), at("2026-03-09T08:00Z"))).toBe(2 * hour);
    expect(openMsBetween(office, at("2026-03-07T00:00Z"), at("2026-03-08T23:00Z"))).toBe(0);
  });

  test("over midnight the time belongs to the day it begins on", () => {
    const nights: OpenTime = { ...office, timeZone: "UTC", between: { from: 22 * 60, to: 4 * 60 } };
    // Friday's night lasts to Saturday 04:00; Sunday's is closed.
    expect(openMsBetween(nights, at("2026-03-07T00:00Z"), at("2026-03-09T12:00Z"))).toBe(4 * hour);
  });

  test("whole days are as long as they are", () => {
    const days: OpenTime = { ...office, between: undefined, days: everyDay };
    expect(openMsBetween(days, at("2026-03-28T23:00Z"), at("2026-03-29T22:00Z"))).toBe(23 * hour);
  });

  test("never, when nothing is open", () => {
    const never: OpenTime = {
      ...office,
      days: { days: [{ kind: "month_day", nth: 31 }], months: [2], ifClosed: "keep" },
    };
    expect(afterOpenMs(never, at("2026-01-01T00:00Z"), hour)).toBeUndefined();
    expect(openMsBetween(never, at("2026-01-01T00:00Z"), at("2026-02-01T00:00Z"))).toBe(0);
  });

  test("agrees with counting open minutes, and the two directions with each other", () => {
    const start = at("2026-03-26T00:00Z");
    const minutes = naiveMinutes("Europe/Berlin", start, start + 7 * 24 * hour);
    const time = fc.integer({ min: 0, max: 6 * 24 * 60 }).map((minute) => start + minute * 60_000);
    const span = fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 1, max: 1440 }) });
    fc.assert(
      fc.property(time, time, span, (a, b, between) => {
        fc.pre(between.from < between.to && between.from !== between.to);
        // Times that the clocks jump over are judged in the tests of deadlines.
        fc.pre(![between.from, between.to].some((minute) => minute >= 120 && minute < 180));
        const open: OpenTime = { ...office, between };
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const counted = minutes.filter(
          (each) =>
            each.at >= from &&
            each.at < to &&
            each.minute >= between.from &&
            each.minute < between.to &&
            naiveWeekday(each.date) < 6,
        ).length;
        const ms = openMsBetween(open, from, to);
        expect(ms).toBe(counted * 60_000);
        if (ms > 0) expect(openMsBetween(open, from, afterOpenMs(open, from, ms) ?? Number.NaN)).toBe(ms);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a stretch of time", () => {
  test("once", () => {
    const once: TimeSpan = { kind: "once", from: 1000, to: 2000 };
    expect(spanAround(once, 999)).toBeUndefined();
    expect(spanAround(once, 1000)).toEqual({ from: 1000, to: 2000 });
    expect(spanAround(once, 2000)).toBeUndefined();
  });

  test("each Sunday night, over midnight", () => {
    const nights: TimeSpan = {
      kind: "repeated",
      timeZone: "Europe/Berlin",
      calendar: plainCalendar,
      days: { ...everyDay, days: [{ kind: "weekday", weekday: 7 }] },
      between: { from: 23 * 60, to: 60 },
    };
    const inside = { from: at("2026-03-08T22:00Z"), to: at("2026-03-09T00:00Z") };
    expect(spanAround(nights, at("2026-03-08T22:30Z"))).toEqual(inside);
    expect(spanAround(nights, at("2026-03-08T23:59Z"))).toEqual(inside);
    expect(spanAround(nights, at("2026-03-09T00:00Z"))).toBeUndefined();
    expect(spanAround(nights, at("2026-03-07T22:30Z"))).toBeUndefined();
  });
});
