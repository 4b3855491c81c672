import { parseEventTime } from "#agent/contract/time.ts";

/** Microseconds since the epoch as RFC 3339 in UTC, to the microsecond where there are any. */
export function timeText(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const rest = micros - millis * 1000;
  const text = new Date(millis).toISOString();
  return rest === 0 ? text.replace(".000Z", "Z") : text.replace("Z", `${String(rest).padStart(3, "0")}Z`);
}

/** As an expression of ClickHouse's. */
export function timeSql(micros: number): string {
  return `fromUnixTimestamp64Micro(${micros}, 'UTC')`;
}

/** The opposite of `timeText`. */
export function microsOf(text: string): number {
  const parsed = parseEventTime(text);
  if (parsed === undefined) throw new RangeError(`${text} is no time`);
  return parsed.micros;
}

/** A time of the engine's as `timeText` writes it, as an expression. */
export function timeTextSql(time: string): string {
  return `formatDateTime(${time}, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC')`;
}

/** A time of the engine's in microseconds since the epoch, as an expression. */
export function microsSql(time: string): string {
  return `toFloat64(toUnixTimestamp64Micro(toDateTime64(${time}, 6, 'UTC')))`;
}
