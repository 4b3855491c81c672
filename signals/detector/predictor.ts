import type { Season } from "./decision.ts";
import { SlotValues } from "./slot-values.ts";
import { SortedWindow } from "./sorted-window.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
/** A Monday. */
const weekStart = Date.UTC(1970, 0, 5);

/** One way to foretell a value from those before. Times are by the local clock. */
export interface Predictor {
  readonly season: Season;
  /** NaN while it cannot tell. */
  expect(local: number): number;
  /** The least and the most that it would expect a little earlier or later. */
  range(local: number): readonly [low: number, high: number];
  learn(local: number, value: number): void;
}

/**
 * Those that can serve a series whose points lie so far apart.
 * @param blur so much earlier or later the same may happen, in milliseconds
 */
export function predictorsFor(
  interval: number,
  season: Season | undefined,
  blur: number,
): { readonly plain: Predictor; readonly seasons: readonly Predictor[] } {
  const seasons = seasonsOf(interval, blur).filter((each) => season === undefined || each.season === season);
  return { plain: lastValues(interval), seasons };
}

function seasonsOf(interval: number, blur: number): Predictor[] {
  if (interval >= 5 * day) return [];
  if (interval >= 0.75 * day) return [seasonal("day of week", { cycle: week, slot: day, depth: 8, blurred: 0 })];
  const slot = Math.max(5 * minute, Math.min(hour, interval));
  return [
    seasonal("time of day", { cycle: day, slot, depth: 10, blurred: Math.round(blur / slot) }),
    seasonal("hour of week", { cycle: week, slot: hour, depth: 6, blurred: Math.round(blur / hour) }),
  ];
}

/** The median of the last day, or of the last two weeks of days. */
function lastValues(interval: number): Predictor {
  const count = interval >= 5 * day ? 12 : Math.max(14, Math.min(288, Math.round(day / interval)));
  // Set against the first value, for the digits that a large one would lose.
  let origin: number | undefined;
  const values = new SortedWindow(count);
  const expect = (): number => (origin === undefined ? Number.NaN : origin + values.median());
  return {
    season: "none",
    expect,
    range: () => [expect(), expect()],
    learn(_, value) {
      origin ??= value;
      values.push(value - origin);
    },
  };
}

interface Cycle {
  readonly cycle: number;
  readonly slot: number;
  readonly depth: number;
  /** Slots before and after that count too. */
  readonly blurred: number;
}

/** The median of the last values of the same part of a cycle. */
function seasonal(season: Season, { cycle, slot, depth, blurred }: Cycle): Predictor {
  const values = new SlotValues(Math.ceil(cycle / slot), depth);
  const visitOf = (local: number): number => Math.floor((local - weekStart) / cycle);
  const slotOf = (local: number): number => Math.floor(modulo(local - weekStart, cycle) / slot);
  const expect = (local: number): number => values.median(slotOf(local), visitOf(local), 2);
  return {
    season,
    expect,
    range(local) {
      const here = expect(local);
      let [low, high] = [here, here];
      for (let i = -blurred; i <= blurred; i++) {
        const there = i === 0 ? here : expect(local + i * slot);
        if (there < low) low = there;
        if (there > high) high = there;
      }
      return [low, high];
    },
    learn: (local, value) => values.push(slotOf(local), visitOf(local), value),
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
