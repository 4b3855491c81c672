import type { LocalClock } from "../calendar/local-clock.ts";
import type { Interval } from "../facts/fact.ts";

/** What those who own a thing say of how it is learnt from. */
export interface Learning {
  readonly falseAlertEveryMs: number;
  readonly clock: LocalClock;
}

interface ClockSettings {
  readonly falseAlertEveryMs: number;
  readonly isDayOff: (at: number) => boolean;
  readonly offsetAt?: (at: number) => number;
}

/** The same in the words of the detectors. */
export function detectorSettings({ falseAlertEveryMs, clock: { offsetAt, isDayOff } }: Learning): ClockSettings {
  return { falseAlertEveryMs, isDayOff, ...(offsetAt === undefined ? {} : { offsetAt }) };
}

const halfADay = 43_200_000;

/**
 * The time that data is of, whose weekday and hour tell how much there is of it: the middle, so that days that begin by UTC are those of
 * New York too; of what covers several days the first.
 */
export function aboutOf({ from, to }: Interval): number {
  return from + Math.min((to - from) / 2, halfADay);
}
