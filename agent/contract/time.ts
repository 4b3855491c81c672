/**
 * Reads a date-time as real producers write it: RFC 3339, and beyond it no zone (taken as UTC), an
 * offset without colon or minutes, a space in place of `T`, lower-case `t` and `z`, no seconds, any
 * number of decimals (cut to microseconds), Java's `Z[Europe/London]`. Years 1900 to 2299, which is
 * what ClickHouse's DateTime64 holds; undefined for anything else.
 *
 * `micros` counts from the epoch, in UTC. From June 2255 on a double holds even microseconds only.
 *
 * @example parseEventTime("2026-01-31T08:00:00.5+01:00") // { micros: 1769842800500000 }
 */
export function parseEventTime(text: string): { readonly micros: number } | undefined {
  const parts = dateTime.exec(text);
  if (parts === null) return undefined;
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "",
    minute = "",
    second = "0",
    decimals = "",
    sign,
    zoneHour = "0",
    zoneMinute = "0",
  ] = parts;
  if (Number(day) > daysIn(Number(year), Number(month))) return undefined;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const ahead = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  const utc = sign === "-" ? millis + ahead : millis - ahead;
  if (utc < earliest || utc >= latest) return undefined;
  const micros = utc * 1000 + Number(decimals.slice(0, 6).padEnd(6, "0"));
  return { micros: Math.min(micros, latestMicros) };
}

// 23:59:60 is a leap second; it becomes the first second of the next day. The zone's name adds
// nothing to the offset before it.
const dateTime =
  /^(19\d\d|2[0-2]\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,32}))?)?(?:(?:[Zz]|([+-])(0\d|1[0-8])(?::?([0-5]\d))?)(?:\[[\w+\-/:]{1,64}\])?)?$/;

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2300, 0, 1);
// The last even microsecond: a double rounds the odd one after it into the year 2300.
const latestMicros = latest * 1000 - 2;

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
