const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
const weekLength = 7 * day;
/** A Monday. */
const weekStart = Date.UTC(1970, 0, 5);

export function weekdayOf(local: number): number {
  return Math.floor(modulo(local - weekStart, weekLength) / day);
}

export function hourOfWeek(local: number): number {
  return Math.floor(modulo(local - weekStart, weekLength) / hour);
}

/** The same day and time of the next month, or its last day. */
export function monthLater(local: number): number {
  const date = new Date(local);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + modulo(local, day);
}

/** Into [-period / 2, period / 2). */
export function around(distance: number, period: number): number {
  return modulo(distance + period / 2, period) - period / 2;
}

export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
