import { Temporal } from "./temporal.ts";

/** Minutes since 00:00 on the wall clock; 1440 is the midnight that ends the day. */
export type MinuteOfDay = number;

export const minutesADay = 1440;

/**
 * When the clock of a zone reads this, once a day, in milliseconds since the epoch. Where the clock jumps over it
 * (02:30 on the day summer time begins), as late after midnight as on other days: 03:30, but never past the day's end. Where
 * it comes twice, the first. That is RFC 5545's rule, and Temporal's `compatible`.
 *
 * @returns undefined for a day that the zone does not have (30 December 2011 in Samoa).
 */
export function onceADay(date: Temporal.PlainDate, minute: MinuteOfDay, timeZone: string): number | undefined {
  const wall = wallTime(date, minute);
  const zoned = wall.toZonedDateTime(timeZone);
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  if (!hasDay(date, timeZone)) return undefined;
  return Math.min(zoned.epochMilliseconds, startOfDay(date.add({ days: 1 }), timeZone));
}

/** Every moment at which the clock of a zone reads this on that day: none, one or two. */
export function eachReading(date: Temporal.PlainDate, minute: MinuteOfDay, timeZone: string): readonly number[] {
  const wall = wallTime(date, minute);
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = wall.toZonedDateTime(timeZone, { disambiguation: "later" });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return [earlier.epochMilliseconds];
  // In a gap neither shows the time that was asked for.
  return earlier.toPlainDateTime().equals(wall) ? [earlier.epochMilliseconds, later.epochMilliseconds] : [];
}

/** The first moment of a day: 00:00, or what the clock shows first where it jumps over midnight. */
export function startOfDay(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}

/** The date on the wall of a zone. */
export function dateAt(at: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone).toPlainDate();
}

function hasDay(date: Temporal.PlainDate, timeZone: string): boolean {
  return date.toZonedDateTime(timeZone).toPlainDate().equals(date);
}

function wallTime(date: Temporal.PlainDate, minute: MinuteOfDay): Temporal.PlainDateTime {
  const day = minute >= minutesADay ? date.add({ days: 1 }) : date;
  return day.toPlainDateTime({ hour: Math.floor((minute % minutesADay) / 60), minute: minute % 60 });
}
