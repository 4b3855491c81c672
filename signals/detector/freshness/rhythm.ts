import { around, day, median, modulo } from "./clock.ts";

const minute = 60_000;

/** Writes keep to one phase of a period, as what is started by a clock does. */
export interface Rhythm {
  readonly period: number;
  readonly phase: number;
}

/** Periods that clocks are set to; what comes less often than daily comes at a time of the day. */
const periods = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440].map((minutes) => minutes * minute);

/** How far, as a share of the period, writes may be from their phase in the middle. */
const nearEnough = 0.12;

/** Undefined where they keep to none. */
export function rhythmOf(writes: readonly number[], cadence: number): Rhythm | undefined {
  const period = periods.findLast((each) => each <= cadence * 1.2);
  if (period === undefined) return undefined;
  const times = cadence / period;
  if (period < day && Math.abs(times - Math.round(times)) > 0.1) return undefined;
  const phase = phaseOf(writes, period);
  const off = median(writes.map((at) => Math.abs(around(at - phase, period))));
  return off <= nearEnough * period ? { period, phase } : undefined;
}

/** The middle of the last few on the circle of the period, cut opposite the mean direction of all. */
export function phaseOf(writes: readonly number[], period: number): number {
  let [x, y] = [0, 0];
  for (const at of writes) {
    const angle = (2 * Math.PI * modulo(at, period)) / period;
    x += Math.cos(angle);
    y += Math.sin(angle);
  }
  const middle = (Math.atan2(y, x) / (2 * Math.PI)) * period;
  return middle + median(writes.slice(-10).map((at) => around(at - middle, period)));
}

/** When a write should have been, by the rhythm. */
export function nominalOf(at: number, rhythm: Rhythm | undefined): number {
  return rhythm === undefined ? at : at - around(at - rhythm.phase, rhythm.period);
}
