import { day, hour } from "../metrics/metric.ts";

/** What local clocks are ahead of UTC, in milliseconds; by rule, since it is asked millions of times. */
export interface Zone {
  readonly name: string;
  readonly offsetAt: (at: number) => number;
}

export const zones: readonly Zone[] = [
  { name: "UTC", offsetAt: () => 0 },
  summerTime("Europe/Berlin", hour, (year) => [sunday(year, 3, -1) + hour, sunday(year, 10, -1) + hour]),
  summerTime("America/New_York", -5 * hour, (year) => [sunday(year, 3, 2) + 7 * hour, sunday(year, 11, 1) + 6 * hour]),
];

function summerTime(name: string, standard: number, summerOf: (year: number) => readonly [number, number]): Zone {
  const summers = new Map(Array.from({ length: 20 }, (_, index) => [2015 + index, summerOf(2015 + index)]));
  return {
    name,
    offsetAt(at) {
      const [from, to] = summers.get(new Date(at).getUTCFullYear()) ?? [0, 0];
      return standard + (at >= from && at < to ? hour : 0);
    },
  };
}

/** 00:00 UTC of a month's nth Sunday, or of its last (-1); 1 is January. */
function sunday(year: number, month: number, nth: number): number {
  if (nth > 0) {
    const first = Date.UTC(year, month - 1, 1);
    return first + (((7 - new Date(first).getUTCDay()) % 7) + 7 * (nth - 1)) * day;
  }
  const last = Date.UTC(year, month, 0);
  return last - new Date(last).getUTCDay() * day;
}
