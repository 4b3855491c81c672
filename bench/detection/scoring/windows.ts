import type { LabelledSeries } from "../labelled-series.ts";

/** Points, both ends within, in which an alert counts as having told of a fault. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Windows as the Numenta benchmark draws them: a tenth of the series, shared among its faults, each
 * around the beginning of one; windows that touch are one.
 * Source: Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", 2015.
 */
export function numentaWindows({ points, faults }: LabelledSeries): Window[] {
  const half = Math.floor((0.1 * points.length) / Math.max(1, faults.length) / 2);
  const windows: Window[] = [];
  for (const { from } of faults) {
    const window = { from: Math.max(0, from - half), to: Math.min(points.length - 1, from + half) };
    const last = windows.at(-1);
    if (last !== undefined && window.from <= last.to) windows[windows.length - 1] = { from: last.from, to: window.to };
    else windows.push(window);
  }
  return windows;
}

/** Points at the beginning that are not judged: 15 %, at most 750. */
export function probation(length: number): number {
  return Math.floor(Math.min(0.15 * length, 750));
}
