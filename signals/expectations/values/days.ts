import type { DayKind } from "../../calendar/day-rule.ts";
import { weekdayNumber, weekdays } from "../../calendar/weekday.ts";
import type { WeekdayName } from "../../calendar/weekday.ts";

const words = [
  "every_day",
  "business_days",
  ...weekdays,
  "first_day",
  "last_day",
  "first_business_day",
  "last_business_day",
] as const;

/** Every word that `on` takes, but those with a number. */
export const dayWords: readonly string[] = [...words, "day 15", "business_day 3", "business_day -2"];

export const dayPattern = new RegExp(
  `^(?:${words.join("|")}|day (?:[1-9]|[12]\\d|3[01])|business_day -?(?:1?\\d|2[0-3]))$`,
);

/** A day that something is due on: `business_days`, `monday`, `last_business_day`, `day 15`, `business_day -2`. */
export function parseDay(text: string): DayKind | undefined {
  if (!dayPattern.test(text)) return undefined;
  const [word = "", number] = text.split(" ");
  if (word === "every_day" || word === "business_days") return { kind: word };
  if (isWeekday(word)) return { kind: "weekday", weekday: weekdayNumber(word) };
  if (number === "0" || number === "-0") return undefined;
  const nth = number === undefined ? (word.startsWith("first") ? 1 : -1) : Number(number);
  return { kind: word.endsWith("business_day") ? "business_day" : "month_day", nth };
}

function isWeekday(word: string): word is WeekdayName {
  return weekdays.some((day) => day === word);
}

/** How often in a month a day comes, as far as it tells what the data is about. */
export function isMonthly(day: DayKind): boolean {
  return day.kind === "month_day" || day.kind === "business_day";
}
