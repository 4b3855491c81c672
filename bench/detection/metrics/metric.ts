import type { Chance } from "../chance.ts";
import type { Fault, SeriesPoint } from "../labelled-series.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A series while it is made: values that faults are written over. */
export interface Metric {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly faults: Fault[];
  /** Points an hour. */
  readonly perHour: number;
}

/** Times at a fixed interval from some Monday on, at 00:00 UTC plus an offset. */
export function blankMetric(chance: Chance, length: number, interval: number): Metric {
  const start = Date.UTC(2025, 0, 6) + chance.whole(0, 6) * day + chance.whole(0, 23) * hour;
  return {
    times: Float64Array.from({ length }, (_, index) => start + index * interval),
    values: new Float64Array(length),
    faults: [],
    perHour: hour / interval,
  };
}

export function points({ times, values }: Metric): SeriesPoint[] {
  return Array.from(values, (value, index) => ({ at: times[index] ?? 0, value }));
}

/** The part of the day and of the week at a point, in hours: [0, 24) and [0, 168) from Monday on. */
export function clock(at: number): { readonly ofDay: number; readonly ofWeek: number } {
  const sinceMonday = at - Date.UTC(2025, 0, 6);
  return { ofDay: (((sinceMonday / hour) % 24) + 24) % 24, ofWeek: (((sinceMonday / hour) % 168) + 168) % 168 };
}

/** Where faults begin: `count` places far from one another, after the first fifth. */
export function faultPlaces(chance: Chance, length: number, count: number): number[] {
  const first = Math.floor(length * 0.2);
  const room = (length * 0.96 - first) / count;
  return Array.from({ length: count }, (_, index) => Math.floor(first + room * (index + chance.between(0.1, 0.85))));
}

/** An autoregressive wander of standard deviation 1, that forgets within about `memory` points. */
export function wander(chance: Chance, length: number, memory: number): Float64Array {
  const keep = Math.exp(-1 / memory);
  const step = Math.sqrt(1 - keep ** 2);
  let level = chance.normal();
  return Float64Array.from({ length }, () => (level = keep * level + step * chance.normal()));
}

/** Writes over the points [from, from + count), and says it was a fault. */
export function breakMetric(
  metric: Metric,
  kind: string,
  from: number,
  count: number,
  change: (value: number, step: number) => number,
): void {
  const first = Math.round(from);
  const to = Math.min(metric.values.length, first + Math.max(1, Math.round(count))) - 1;
  for (let i = first; i <= to; i++) metric.values[i] = change(metric.values[i] ?? 0, i - first);
  metric.faults.push({ kind, from: first, to });
}

/** Writes over points without a word: what is odd, but nobody's fault. */
export function disturb(
  metric: Metric,
  from: number,
  count: number,
  change: (value: number, step: number) => number,
): void {
  const first = Math.round(from);
  const to = Math.min(metric.values.length, first + Math.max(1, Math.round(count)));
  for (let i = first; i < to; i++) metric.values[i] = change(metric.values[i] ?? 0, i - first);
}
