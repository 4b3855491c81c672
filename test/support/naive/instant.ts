/**
 * A point in time as the engine prints it, `2026-01-31 07:00:00.123456` in UTC. Such texts sort as the
 * times do, so the naive model compares and keeps times as text.
 */
export type Instant = string;

const written =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)?(?:\[[^\]]*\])?$/;

/** As producers write it: without a zone it is UTC. Undefined for anything else. */
export function instant(value: unknown): Instant | undefined {
  const parts = typeof value === "string" ? written.exec(value) : null;
  if (parts === null) return undefined;
  const [, date = "", hours = "", seconds = "00", decimals = "", sign = "+", zoneHours = "00", zoneMinutes = "00"] =
    parts;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -60_000 : 60_000);
  const time = Date.parse(`${date}T${hours}:${seconds}Z`) - zone;
  return Number.isNaN(time) ? undefined : `${wholeSeconds(time)}.${decimals.slice(0, 6).padEnd(6, "0")}`;
}

/** Of microseconds since the epoch. */
export function instantOfMicros(micros: number): Instant {
  const decimals = ((micros % 1e6) + 1e6) % 1e6;
  return `${wholeSeconds((micros - decimals) / 1000)}.${String(decimals).padStart(6, "0")}`;
}

export function microsOf(at: Instant): number {
  return Date.parse(`${at.slice(0, 19).replace(" ", "T")}Z`) * 1000 + Number(at.slice(20));
}

function wholeSeconds(millis: number): string {
  return new Date(millis).toISOString().slice(0, 19).replace("T", " ");
}
