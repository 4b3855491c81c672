/** Rows of one calendar month (UTC). */
export interface Month {
  /** `2026-01`. */
  readonly month: string;
  readonly rows: number;
  /** On disk, or about so many. */
  readonly bytes: number;
}

/** In microseconds since the epoch: the month's first, and the first after it. */
export function boundsOf(month: string): { readonly from: number; readonly to: number } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { from: Date.UTC(year, number - 1) * 1000, to: Date.UTC(year, number) * 1000 };
}

export interface ChosenMonth extends Month {
  readonly reason: "age" | "size";
}

/**
 * Which whole months go: those that are over since longer than the age, and of the others the oldest until
 * the rest is no more than the size. The month that is going on stays whatever it holds.
 *
 * `total`: bytes of the class, when it holds more than these months.
 */
export function chooseMonths(
  months: readonly Month[],
  limit: { readonly maxAgeSeconds: number | null; readonly maxBytes: number | null },
  now: Date,
  total: number = months.reduce((sum, { bytes }) => sum + bytes, 0),
): readonly ChosenMonth[] {
  const current = now.toISOString().slice(0, 7);
  const over = months.filter(({ month }) => month < current).toSorted((a, b) => (a.month < b.month ? -1 : 1));
  const agedOut = (month: string): boolean =>
    limit.maxAgeSeconds !== null && boundsOf(month).to <= (now.getTime() - limit.maxAgeSeconds * 1000) * 1000;
  let left = total;
  const chosen: ChosenMonth[] = [];
  for (const month of over) {
    const aged = agedOut(month.month);
    if (!aged && left <= (limit.maxBytes ?? Infinity)) continue;
    chosen.push({ ...month, reason: aged ? "age" : "size" });
    left -= month.bytes;
  }
  return chosen;
}
