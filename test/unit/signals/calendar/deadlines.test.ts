import { describe, expect, test } from "vitest";
import { createBusinessCalendar, plainCalendar } from "#signals/calendar/business-calendar.ts";
import { parseCron } from "#signals/calendar/cron.ts";
import { everyDay } from "#signals/calendar/day-rule.ts";
import type { DayKind, DayRule } from "#signals/calendar/day-rule.ts";
import { deadlinesOf } from "#signals/calendar/deadlines.ts";
import type { Deadline } from "#signals/calendar/deadlines.ts";
import type { Every, ReadyBy, Schedule } from "#signals/calendar/schedule.ts";

const german = createBusinessCalendar({
  name: "de",
  weekend: new Set([6, 7]),
  weekStarts: 1,
  holidays: [
    {
      name: "Karfreitag",
      on: { kind: "easter", days: -2, church: "western" },
      observed: "same_day",
      fromYear: undefined,
      untilYear: undefined,
    },
    {
      name: "Ostermontag",
      on: { kind: "easter", days: 1, church: "western" },
      observed: "same_day",
      fromYear: undefined,
      untilYear: undefined,
    },
    {
      name: "Neujahr",
      on: { kind: "yearly", month: 1, day: 1 },
      observed: "same_day",
      fromYear: undefined,
      untilYear: undefined,
    },
  ],
  workingDays: new Set(),
});

const on = (...days: readonly DayKind[]): DayRule => ({ ...everyDay, days });
const businessDays = on({ kind: "business_days" });

function readyBy(time: string, more: Partial<ReadyBy> = {}): ReadyBy {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return {
    kind: "ready_by",
    minute: hours * 60 + minutes,
    timeZone: "Europe/Berlin",
    calendar: german,
    days: everyDay,
    covers: "since_last",
    ...more,
  };
}

function every(minutes: number, more: Partial<Every> = {}): Every {
  return {
    kind: "every",
    minutes,
    between: undefined,
    withinMs: 0,
    timeZone: "Europe/Berlin",
    calendar: german,
    days: everyDay,
    covers: "since_last",
    ...more,
  };
}

function cron(text: string, timeZone = "Europe/Berlin"): Schedule {
  const parsed = parseCron(text);
  if (parsed.kind !== "ok") throw new Error(parsed.why);
  return {
    kind: "cron",
    cron: parsed.cron,
    withinMs: 0,
    timeZone,
    calendar: plainCalendar,
    days: everyDay,
    covers: "since_last",
  };
}

const iso = (at: number): string => new Date(at).toISOString().replace(":00.000Z", "Z");
const told = ({ at, data }: Deadline): string => `${iso(at)} for ${iso(data.from)} to ${iso(data.to)}`;

function between(schedule: Schedule, from: string, until: string): readonly string[] {
  return deadlinesOf(schedule)
    .between(Date.parse(from), Date.parse(until))
    .map(({ at }) => iso(at));
}

function next(schedule: Schedule, after: string): string {
  const deadline = deadlinesOf(schedule).next(Date.parse(after));
  return deadline === undefined ? "never" : told(deadline);
}

describe("ready_by", () => {
  test("07:00 in Berlin stays 07:00 when summer time begins", () => {
    expect(between(readyBy("07:00"), "2026-03-28T00:00Z", "2026-03-31T00:00Z")).toEqual([
      "2026-03-28T06:00Z",
      "2026-03-29T05:00Z",
      "2026-03-30T05:00Z",
    ]);
  });

  test("on business days, the data of the weekend and of holidays is due with the next", () => {
    const schedule = readyBy("07:00", { days: businessDays });
    expect(next(schedule, "2026-04-02T06:00Z")).toBe("2026-04-07T05:00Z for 2026-04-01T22:00Z to 2026-04-06T22:00Z");
    expect(next(schedule, "2026-04-07T05:00Z")).toBe("2026-04-08T05:00Z for 2026-04-06T22:00Z to 2026-04-07T22:00Z");
  });

  test("02:30 on the day without it is 03:30, on the day with two it is the first", () => {
    expect(between(readyBy("02:30"), "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
      "2026-03-29T01:30Z",
      "2026-03-30T00:30Z",
    ]);
    expect(between(readyBy("02:30"), "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
  });

  test("the data of a day that lasts 23 or 25 hours is that of the whole day", () => {
    expect(next(readyBy("07:00"), "2026-03-29T12:00Z")).toBe(
      "2026-03-30T05:00Z for 2026-03-28T23:00Z to 2026-03-29T22:00Z",
    );
    expect(next(readyBy("07:00"), "2026-10-25T12:00Z")).toBe(
      "2026-10-26T06:00Z for 2026-10-24T22:00Z to 2026-10-25T23:00Z",
    );
  });

  test("where the clocks jump over midnight, the day begins at 01:00", () => {
    const cairo = readyBy("00:00", { timeZone: "Africa/Cairo" });
    expect(between(cairo, "2026-04-23T12:00Z", "2026-04-25T12:00Z")).toEqual([
      "2026-04-23T22:00Z",
      "2026-04-24T21:00Z",
    ]);
  });

  test("a day that a zone does not have has no deadline", () => {
    const samoa = readyBy("12:00", { timeZone: "Pacific/Apia" });
    expect(between(samoa, "2011-12-28T12:00Z", "2012-01-01T12:00Z")).toEqual([
      "2011-12-28T22:00Z",
      "2011-12-29T22:00Z",
      "2011-12-30T22:00Z",
      "2011-12-31T22:00Z",
    ]);
  });

  test("the last business day of the month, the second, the first", () => {
    const last = readyBy("18:00", { timeZone: "UTC", days: on({ kind: "business_day", nth: -1 }), covers: "month" });
    expect(between(last, "2026-01-01T00:00Z", "2026-06-01T00:00Z")).toEqual([
      "2026-01-30T18:00Z",
      "2026-02-27T18:00Z",
      "2026-03-31T18:00Z",
      "2026-04-30T18:00Z",
      "2026-05-29T18:00Z",
    ]);
    const first = readyBy("09:00", { timeZone: "UTC", days: on({ kind: "business_day", nth: 1 }), covers: "month" });
    expect(next(first, "2025-12-20T00:00Z")).toBe("2026-01-02T09:00Z for 2025-12-01T00:00Z to 2026-01-01T00:00Z");
    const second = readyBy("09:00", { timeZone: "UTC", days: on({ kind: "business_day", nth: 2 }), covers: "month" });
    expect(next(second, "2026-03-20T00:00Z")).toBe("2026-04-02T09:00Z for 2026-03-01T00:00Z to 2026-04-01T00:00Z");
  });

  test("the 31st comes in months that have one; the last day in all", () => {
    const days31 = readyBy("00:00", { timeZone: "UTC", days: on({ kind: "month_day", nth: 31 }) });
    expect(between(days31, "2026-01-01T00:00Z", "2026-07-01T00:00Z")).toEqual([
      "2026-01-31T00:00Z",
      "2026-03-31T00:00Z",
      "2026-05-31T00:00Z",
    ]);
    const lastDay = readyBy("00:00", { timeZone: "UTC", days: on({ kind: "month_day", nth: -1 }) });
    expect(between(lastDay, "2028-02-01T00:00Z", "2028-04-01T00:00Z")).toEqual([
      "2028-02-29T00:00Z",
      "2028-03-31T00:00Z",
    ]);
  });

  test("weeks begin where the calendar says", () => {
    const monday = readyBy("08:00", { timeZone: "UTC", days: on({ kind: "weekday", weekday: 2 }), covers: "week" });
    expect(next(monday, "2026-03-02T00:00Z")).toBe("2026-03-03T08:00Z for 2026-02-23T00:00Z to 2026-03-02T00:00Z");
    const sunday = { ...monday, calendar: { ...german, weekStarts: 7 as const } };
    expect(next(sunday, "2026-03-02T00:00Z")).toBe("2026-03-03T08:00Z for 2026-02-22T00:00Z to 2026-03-01T00:00Z");
  });

  test("quarters and years, in their months", () => {
    const quarterly = readyBy("09:00", {
      timeZone: "UTC",
      days: { ...on({ kind: "business_day", nth: 5 }), months: [1, 4, 7, 10] },
      covers: "quarter",
    });
    expect(next(quarterly, "2026-01-20T00:00Z")).toBe("2026-04-09T09:00Z for 2026-01-01T00:00Z to 2026-04-01T00:00Z");
    expect(next({ ...quarterly, covers: "year" }, "2025-12-01T00:00Z")).toBe(
      "2026-01-08T09:00Z for 2025-01-01T00:00Z to 2026-01-01T00:00Z",
    );
  });

  test.each([
    ["keep", "2026-04-06T07:00Z"],
    ["skip", "2026-04-13T07:00Z"],
    ["next_business_day", "2026-04-07T07:00Z"],
    ["previous_business_day", "2026-04-02T07:00Z"],
  ] as const)("Mondays; Easter Monday is: %s", (ifClosed, expected) => {
    const mondays = readyBy("09:00", { days: { ...on({ kind: "weekday", weekday: 1 }), ifClosed } });
    expect(between(mondays, "2026-03-31T00:00Z", "2026-04-20T00:00Z")[0]).toBe(expected);
  });
});

describe("every", () => {
  test("hour: 23 and 25 of them on the days the clocks change", () => {
    expect(between(every(60), "2026-03-28T23:00Z", "2026-03-29T22:00Z")).toHaveLength(23);
    expect(between(every(60), "2026-10-24T22:00Z", "2026-10-25T23:00Z")).toHaveLength(25);
  });

  test("hour, between times, with time to come", () => {
    const schedule = every(60, {
      between: { from: 9 * 60, to: 11 * 60 },
      withinMs: 600_000,
      timeZone: "UTC",
      days: businessDays,
    });
    expect(between(schedule, "2026-03-06T00:00Z", "2026-03-09T10:00Z")).toEqual([
      "2026-03-06T09:10Z",
      "2026-03-06T10:10Z",
      "2026-03-06T11:10Z",
      "2026-03-09T09:10Z",
    ]);
    expect(next(schedule, "2026-03-06T11:10Z")).toBe("2026-03-09T09:10Z for 2026-03-06T11:00Z to 2026-03-09T09:00Z");
    expect(next(schedule, "2026-03-06T09:05Z")).toBe("2026-03-06T09:10Z for 2026-03-05T11:00Z to 2026-03-06T09:00Z");
  });

  test("quarter of an hour, where the clocks went back over midnight: in order, none left out", () => {
    // St John's, 2010: at 00:01 back to 23:01 of the day before.
    const schedule = every(15, { timeZone: "America/St_Johns" });
    const expected = [
      "01:15",
      "01:30",
      "01:45",
      "02:00",
      "02:15",
      "02:30",
      "02:45",
      "03:00",
      "03:15",
      "03:30",
      "03:45",
    ];
    const times = expected.map((time) => `2010-11-07T${time}Z`);
    expect(between(schedule, "2010-11-07T01:15Z", "2010-11-07T04:00Z")).toEqual(times);
    const backwards = times.map((time) => deadlinesOf(schedule).previous(Date.parse(time) - 1)?.at ?? 0);
    expect(backwards.slice(1).map(iso)).toEqual(times.slice(0, -1));
  });
});

describe("cron", () => {
  test("said hours come once a day whatever the clocks do; every hour follows the hours", () => {
    expect(between(cron("30 2 * * *"), "2026-03-28T23:00Z", "2026-03-29T22:00Z")).toEqual(["2026-03-29T01:30Z"]);
    expect(between(cron("30 2 * * *"), "2026-10-24T22:00Z", "2026-10-25T23:00Z")).toEqual(["2026-10-25T00:30Z"]);
    expect(between(cron("0 * * * *"), "2026-10-24T22:00Z", "2026-10-25T23:00Z")).toHaveLength(25);
    expect(between(cron("0 * * * *"), "2026-03-28T23:00Z", "2026-03-29T22:00Z")).toHaveLength(23);
  });

  test("either day is enough when both are said, as cron has it", () => {
    expect(between(cron("0 0 13 * 5", "UTC"), "2026-03-01T00:00Z", "2026-03-21T00:00Z")).toEqual([
      "2026-03-06T00:00Z",
      "2026-03-13T00:00Z",
      "2026-03-20T00:00Z",
    ]);
    expect(between(cron("0 0 11-17 * 5", "UTC"), "2026-03-01T00:00Z", "2026-03-14T00:00Z")).toHaveLength(4);
  });

  test("names, steps, ranges, nicknames", () => {
    expect(between(cron("*/20 8-9 * jan mon-tue", "UTC"), "2026-01-05T00:00Z", "2026-01-06T00:00Z")).toHaveLength(6);
    expect(between(cron("@weekly", "UTC"), "2026-03-01T00:00Z", "2026-03-09T00:00Z")).toEqual([
      "2026-03-01T00:00Z",
      "2026-03-08T00:00Z",
    ]);
    expect(next(cron("0 0 29 2 *", "UTC"), "2026-01-01T00:00Z")).toMatch(/^2028-02-29T00:00Z for 2024-02-29T00:00Z/);
    expect(next(cron("0 0 * * 7", "UTC"), "2026-03-02T00:00Z")).toMatch(/^2026-03-08/);
  });

  test.each([
    ["* * * *", "has 4 fields"],
    ["60 * * * *", "`60` is no minute"],
    ["0 24 * * *", "`24` is no hour"],
    ["0 0 30 2 *", "never comes"],
    ["0 0 * * 8", "day of the week"],
    ["*/0 * * * *", "`*/0` is no minute"],
    ["5-1 * * * *", "`5-1` is no minute"],
    ["a * * * *", "`a` is no minute"],
    ["", "fields"],
  ])("%j is none", (text, why) => {
    expect(parseCron(text)).toMatchObject({ kind: "wrong", why: expect.stringContaining(why) });
  });

  test("a schedule that never comes says so instead of searching for ever", () => {
    const never = readyBy("07:00", { days: { days: [{ kind: "month_day", nth: 31 }], months: [2], ifClosed: "keep" } });
    expect(deadlinesOf(never).next(0)).toBeUndefined();
    expect(deadlinesOf(never).previous(0)).toBeUndefined();
    expect(deadlinesOf(never).between(0, 1e12)).toEqual([]);
  });
});
