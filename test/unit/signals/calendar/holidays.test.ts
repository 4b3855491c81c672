import { describe, expect, test } from "vitest";
import { createBusinessCalendar } from "#signals/calendar/business-calendar.ts";
import { easterSunday, orthodoxEasterSunday } from "#signals/calendar/easter.ts";
import type { Holiday, HolidayDay, Observed } from "#signals/calendar/holiday.ts";
import { Temporal } from "#signals/calendar/temporal.ts";

describe("Easter", () => {
  // Dates as churches and almanacs publish them; the earliest and the latest that there can be among them.
  test.each([
    "1818-03-22",
    "1943-04-25",
    "2000-04-23",
    "2008-03-23",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2038-04-25",
    "2076-04-19",
  ])("western: %s", (date) => {
    expect(easterSunday(Number(date.slice(0, 4))).toString()).toBe(date);
  });

  test.each(["2010-04-04", "2013-05-05", "2021-05-02", "2024-05-05", "2025-04-20", "2026-04-12", "2027-05-02"])(
    "orthodox: %s",
    (date) => {
      expect(orthodoxEasterSunday(Number(date.slice(0, 4))).toString()).toBe(date);
    },
  );
});

function holiday(name: string, on: HolidayDay, more: Partial<Holiday> = {}): Holiday {
  return { name, on, observed: "same_day", fromYear: undefined, untilYear: undefined, ...more };
}

function yearly(name: string, month: number, day: number, observed: Observed = "same_day"): Holiday {
  return holiday(name, { kind: "yearly", month, day }, { observed });
}

function nth(name: string, count: number, weekday: 1 | 4, month: number): Holiday {
  return holiday(name, { kind: "weekday", nth: count, weekday, month });
}

function calendar(holidays: readonly Holiday[], workingDays: readonly string[] = []) {
  return createBusinessCalendar({
    name: "test",
    weekend: new Set([6, 7]),
    weekStarts: 1,
    holidays,
    workingDays: new Set(workingDays),
  });
}

function holidaysOf(year: number, holidays: readonly Holiday[]): readonly string[] {
  const days = calendar(holidays);
  const first = new Temporal.PlainDate(year, 1, 1);
  return Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index }))
    .filter((date) => days.holidayOn(date) !== undefined && date.dayOfWeek < 6)
    .map(String);
}

describe("holidays", () => {
  test("of the federal government of the United States, as it publishes them", () => {
    const federal = [
      yearly("New Year's Day", 1, 1, "nearest_weekday"),
      nth("Martin Luther King", 3, 1, 1),
      nth("Washington's Birthday", 3, 1, 2),
      nth("Memorial Day", -1, 1, 5),
      { ...yearly("Juneteenth", 6, 19, "nearest_weekday"), fromYear: 2021 },
      yearly("Independence Day", 7, 4, "nearest_weekday"),
      nth("Labor Day", 1, 1, 9),
      nth("Columbus Day", 2, 1, 10),
      yearly("Veterans Day", 11, 11, "nearest_weekday"),
      nth("Thanksgiving", 4, 4, 11),
      yearly("Christmas", 12, 25, "nearest_weekday"),
    ];
    expect(holidaysOf(2021, federal)).toEqual(
      "2021-01-01 2021-01-18 2021-02-15 2021-05-31 2021-06-18 2021-07-05 2021-09-06 2021-10-11 2021-11-11 2021-11-25 2021-12-24 2021-12-31".split(
        " ",
      ),
    );
    expect(holidaysOf(2026, federal)).toEqual(
      "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25".split(
        " ",
      ),
    );
    expect(holidaysOf(2020, federal)).not.toContain("2020-06-19");
  });

  test("of England and Wales, with substitute days", () => {
    const england = [
      yearly("New Year's Day", 1, 1, "next_free_weekday"),
      holiday("Good Friday", { kind: "easter", days: -2, church: "western" }),
      holiday("Easter Monday", { kind: "easter", days: 1, church: "western" }),
      nth("Early May", 1, 1, 5),
      nth("Spring", -1, 1, 5),
      nth("Summer", -1, 1, 8),
      yearly("Christmas Day", 12, 25, "next_free_weekday"),
      yearly("Boxing Day", 12, 26, "next_free_weekday"),
    ];
    // Both on a weekend: Saturday's on Monday, Sunday's on Tuesday.
    expect(holidaysOf(2021, england)).toEqual(
      "2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28".split(" "),
    );
    // Christmas on Sunday: Boxing Day keeps its Monday, Christmas goes to Tuesday.
    expect(holidaysOf(2022, england).slice(-2)).toEqual(["2022-12-26", "2022-12-27"]);
    expect(holidaysOf(2022, england)[0]).toBe("2022-01-03");
  });

  test("a worked Saturday, a leap day, a date", () => {
    const days = calendar(
      [yearly("leap", 2, 29), holiday("once", { kind: "date", date: Temporal.PlainDate.from("2026-03-04") })],
      ["2026-02-28"],
    );
    const isBusinessDay = (date: string): boolean => days.isBusinessDay(Temporal.PlainDate.from(date));
    expect(isBusinessDay("2026-02-28")).toBe(true);
    expect(isBusinessDay("2028-02-29")).toBe(false);
    expect(isBusinessDay("2027-03-01")).toBe(true);
    expect(isBusinessDay("2026-03-04")).toBe(false);
    expect(isBusinessDay("2027-03-04")).toBe(true);
  });
});
