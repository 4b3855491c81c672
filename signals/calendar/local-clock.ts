import type { BusinessCalendar } from "./business-calendar.ts";
import { plainCalendar } from "./business-calendar.ts";
import { Temporal } from "./temporal.ts";
import { dateAt } from "./wall-clock.ts";

/** What of time zone and calendar bears on what is usual of a thing. */
export interface LocalClock {
  /** The same for clocks that say the same. */
  readonly key: string;
  /** What local clocks are ahead of UTC at a time, in milliseconds; undefined where nobody has said the time zone. */
  readonly offsetAt: ((at: number) => number) | undefined;
  /** Whether a time lies on a holiday. */
  readonly isDayOff: (at: number) => boolean;
}

const clocks = new WeakMap<BusinessCalendar, Map<string, LocalClock>>();

/** `UTC` is what holds where nobody says anything: whoever keeps to it loses nothing by not being known to. */
export function localClockOf(timeZone: string, calendar: BusinessCalendar = plainCalendar): LocalClock {
  const ofCalendar = clocks.get(calendar) ?? new Map<string, LocalClock>();
  clocks.set(calendar, ofCalendar);
  const clock = ofCalendar.get(timeZone) ?? createClock(timeZone, calendar);
  ofCalendar.set(timeZone, clock);
  return clock;
}

const day = 86_400_000;

function createClock(timeZone: string, calendar: BusinessCalendar): LocalClock {
  const offsetAt = timeZone === "UTC" ? undefined : offsetsOf(timeZone);
  const known = new Map<number, boolean>();
  return {
    key: `${timeZone} ${calendar.digest}`,
    offsetAt,
    isDayOff(at) {
      const date = Math.floor((at + (offsetAt?.(at) ?? 0)) / day);
      const found = known.get(date) ?? calendar.holidayOn(dateAt(at, timeZone)) !== undefined;
      known.set(date, found);
      return found;
    },
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Asked of every value of every series, and changed twice a year. */
function offsetsOf(timeZone: string): (at: number) => number {
  const stretches: Stretch[] = [];
  let last: Stretch | undefined;
  return (at) => {
    if (last === undefined || at < last.from || at >= last.to) {
      last = stretches.find(({ from, to }) => at >= from && at < to);
      if (last === undefined) stretches.push((last = stretchAround(at, timeZone)));
    }
    return last.offset;
  };
}

function stretchAround(at: number, timeZone: string): Stretch {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
  // One that falls on the moment itself is neither before nor after it.
  const before = zoned.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  return {
    from: before?.epochMilliseconds ?? -Infinity,
    to: zoned.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity,
    offset: zoned.offsetNanoseconds / 1e6,
  };
}
