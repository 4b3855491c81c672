const datePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d{2}:?\d{2})?)?$/;

/** Beyond this it is no number of seconds but of milliseconds: as seconds it were the year 5138. */
const mostSeconds = 1e11;

/**
 * Milliseconds since the epoch of an ISO time, `YYYY-MM-DD HH:MM:SS`, a date, or a Unix time in seconds or milliseconds;
 * UTC where it says no zone. Undefined when it is none of these.
 */
export function parseTimestamp(text: string): number | undefined {
  const [whole, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] =
    datePattern.exec(text) ?? [];
  if (whole === undefined) return parseUnix(text);
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // A day that there is not would be one of the next month.
  const real = new Date(date).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
  if (!real || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const time = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(`0.${fraction}0`) * 1000;
  return date + time - offsetOf(zone);
}

function parseUnix(text: string): number | undefined {
  if (!/^-?\d{1,16}(?:\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Math.abs(number) < mostSeconds ? number * 1000 : number;
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
