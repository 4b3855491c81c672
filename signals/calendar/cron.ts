/** A parsed cron expression of five fields: minute, hour, day of the month, month, day of the week. */
export interface Cron {
  /** As it was written. */
  readonly text: string;
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly monthDays: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** ISO numbers, 1 is Monday. */
  readonly weekdays: ReadonlySet<number>;
  /** Both days are said, so either is enough, as cron has it. */
  readonly eitherDay: boolean;
  /** The hour starts with a star: it follows the hours that pass, as cron has it, and not the clock on the wall. */
  readonly everyHour: boolean;
}

export type ParsedCron =
  | { readonly kind: "ok"; readonly cron: Cron }
  | { readonly kind: "wrong"; readonly why: string };

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields: readonly Field[] = [
  { name: "minute", min: 0, max: 59, names: [] },
  { name: "hour", min: 0, max: 23, names: [] },
  { name: "day of the month", min: 1, max: 31, names: [] },
  { name: "month", min: 1, max: 12, names: months },
  // 7 is Sunday too.
  { name: "day of the week", min: 0, max: 7, names: days },
];

const nicknames: ReadonlyMap<string, string> = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

/** Reads what crontab(5) describes: numbers, names, `*`, lists, ranges, steps, and nicknames such as `@daily`. */
export function parseCron(text: string): ParsedCron {
  const words = (nicknames.get(text.trim().toLowerCase()) ?? text).trim().split(/\s+/);
  if (words.length !== fields.length) {
    return wrong(`has ${words.length} fields, not five: minute, hour, day of the month, month, day of the week`);
  }
  const values: (readonly number[])[] = [];
  for (const [index, field] of fields.entries()) {
    const parsed = fieldValues(words[index] ?? "", field);
    if (typeof parsed === "string") return wrong(parsed);
    values.push(parsed);
  }
  const [minutes = [], hours = [], monthDays = [], ofMonths = [], weekdays = []] = values;
  const [, hour = "", monthDay = "", , weekday = ""] = words;
  const cron: Cron = {
    text,
    minutes,
    hours,
    monthDays: new Set(monthDays),
    months: new Set(ofMonths),
    weekdays: new Set(weekdays.map((day) => (day === 0 ? 7 : day))),
    eitherDay: !monthDay.startsWith("*") && !weekday.startsWith("*"),
    everyHour: hour.startsWith("*"),
  };
  return comes(cron) ? { kind: "ok", cron } : wrong("never comes: no such month has that day");
}

/** Whether the day is one of the expression's. */
export function isCronDay(
  cron: Cron,
  { month, day, dayOfWeek }: { readonly month: number; readonly day: number; readonly dayOfWeek: number },
): boolean {
  if (!cron.months.has(month)) return false;
  const [ofMonth, ofWeek] = [cron.monthDays.has(day), cron.weekdays.has(dayOfWeek)];
  return cron.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}

const longestMonth: readonly number[] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function comes(cron: Cron): boolean {
  return cron.eitherDay || [...cron.months].some((month) => Math.min(...cron.monthDays) <= (longestMonth[month] ?? 31));
}

function wrong(why: string): ParsedCron {
  return { kind: "wrong", why };
}

/** The values of a field in order, or what is wrong with it. */
function fieldValues(text: string, field: Field): readonly number[] | string {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(?:\*|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d{1,3}))?$/.exec(part);
    if (match === null) return `\`${part}\` is no ${field.name}`;
    const { from, to, step } = match.groups ?? {};
    const first = from === undefined ? field.min : valueOf(from, field);
    const stepped = step === undefined ? 1 : Number(step);
    const open = from === undefined || (step !== undefined && to === undefined);
    const last = to === undefined ? (open ? field.max : first) : valueOf(to, field);
    if (first === undefined || last === undefined || stepped === 0 || last < first) {
      return `\`${part}\` is no ${field.name}; it is ${field.min} to ${field.max}`;
    }
    for (let value = first; value <= last; value += stepped) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function valueOf(text: string, { min, max, names }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  const value = named === -1 ? (/^\d{1,2}$/.test(text) ? Number(text) : -1) : named + (names === months ? 1 : 0);
  return value >= min && value <= max ? value : undefined;
}
