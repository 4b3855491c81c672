/**
 * Deadlines the slow way, to judge the quick one by: every minute of a stretch of time is looked at, with the wall clock
 * that Intl tells. Shares no code with signals/calendar.
 */
export interface NaiveMinute {
  readonly at: number;
  /** `2026-03-29`. */
  readonly date: string;
  readonly minute: number;
}

/** Every minute of a stretch, as the wall clock of a zone shows it. */
export function naiveMinutes(timeZone: string, from: number, until: number): readonly NaiveMinute[] {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const minutes: NaiveMinute[] = [];
  for (let at = from; at < until; at += 60_000) {
    const [, date = "", hour = "", minute = ""] = /^(\S+), (\d\d):(\d\d)$/.exec(format.format(at)) ?? [];
    minutes.push({ at, date, minute: Number(hour) * 60 + Number(minute) });
  }
  return minutes;
}

/**
 * Once on each due date: the first minute that shows the time; where none does, as long after the first minute of the day as
 * the time is after 00:00, but not past the first minute of the next. The first and last date are left out: they are not whole.
 */
export function naiveOnceADay(
  minutes: readonly NaiveMinute[],
  times: readonly number[],
  isDue: (date: string) => boolean,
): readonly number[] {
  const byDate = new Map<string, NaiveMinute[]>();
  for (const minute of minutes) {
    const ofDay = byDate.get(minute.date);
    if (ofDay === undefined) byDate.set(minute.date, [minute]);
    else ofDay.push(minute);
  }
  const dates = [...byDate.keys()].sort();
  const ticks = dates.slice(1, -1).flatMap((date, index) => {
    if (!isDue(date)) return [];
    const ofDay = byDate.get(date) ?? [];
    const start = ofDay[0]?.at ?? Number.NaN;
    const end = byDate.get(dates[index + 2] ?? "")?.[0]?.at ?? Number.NaN;
    return times.map((time) => ofDay.find(({ minute }) => minute === time)?.at ?? Math.min(start + time * 60_000, end));
  });
  return [...new Set(ticks)].sort((a, b) => a - b);
}

/** Each minute that shows one of the times, however often it comes. */
export function naiveReadings(
  minutes: readonly NaiveMinute[],
  isTime: (minute: number) => boolean,
  isDue: (date: string) => boolean,
): readonly number[] {
  const dates = [...new Set(minutes.map(({ date }) => date))].sort();
  const whole = new Set(dates.slice(1, -1));
  return minutes.filter(({ date, minute }) => whole.has(date) && isTime(minute) && isDue(date)).map(({ at }) => at);
}

/** ISO: 1 is Monday. By the proleptic count of days, without any library. */
export function naiveWeekday(date: string): number {
  const days = Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
  return ((((days + 3) % 7) + 7) % 7) + 1;
}
