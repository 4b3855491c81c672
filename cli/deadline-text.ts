import type { Deadline, Deadlines } from "#signals/calendar/deadlines.ts";

export function nextDeadlines(deadlines: Deadlines, at: number, count: number): readonly Deadline[] {
  const found: Deadline[] = [];
  for (let next = deadlines.next(at); next !== undefined && found.length < count; next = deadlines.next(next.at))
    found.push(next);
  return found;
}

/** `Mon 2026-03-30 07:00 Europe/Berlin, the data of Fri 2026-03-27 00:00 to Mon 2026-03-30 00:00`. */
export function deadlineText({ at, data }: Deadline, timeZone: string): string {
  const [from, to] = [data.from, data.to].map((each) => wallText(each, timeZone));
  return `${wallText(at, timeZone)} ${timeZone}, the data of ${from} to ${to}`;
}

function wallText(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const text = (type: Intl.DateTimeFormatPartTypes): string => part.get(type) ?? "";
  return `${text("weekday")} ${text("year")}-${text("month")}-${text("day")} ${text("hour")}:${text("minute")}`;
}
