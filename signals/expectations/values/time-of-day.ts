import type { DaySpan } from "../../calendar/schedule.ts";
import { minutesADay } from "../../calendar/wall-clock.ts";
import type { MinuteOfDay } from "../../calendar/wall-clock.ts";

export const timeOfDayPattern = /^(?:[01]?\d|2[0-3]):[0-5]\d$/;
export const daySpanPattern = /^(?:[01]?\d|2[0-3]):[0-5]\d\s*-\s*(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/;

/** `07:00`, on a clock of 24 hours. */
export function parseTimeOfDay(text: string): MinuteOfDay | undefined {
  if (!timeOfDayPattern.test(text)) return undefined;
  const [hours = "", minutes = ""] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** `08:00-18:00`; `22:00-04:00` lasts over midnight, `00:00-24:00` is the whole day. */
export function parseDaySpan(text: string): DaySpan | undefined {
  if (!daySpanPattern.test(text)) return undefined;
  const [first = "", last = ""] = text.split("-").map((each) => each.trim());
  const from = parseTimeOfDay(first);
  const to = last === "24:00" ? minutesADay : parseTimeOfDay(last);
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
}
