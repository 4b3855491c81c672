import { dataIntervalOf } from "./data-interval.ts";
import type { DataInterval } from "./data-interval.ts";
import type { Schedule } from "./schedule.ts";
import type { Temporal } from "./temporal.ts";
import { ticksOf } from "./ticks.ts";
import { dateAt } from "./wall-clock.ts";

/** By when which data must be there. Times are milliseconds since the epoch. */
export interface Deadline {
  readonly at: number;
  /** The tick of the schedule it belongs to: `at` without the time allowed after it (`within`). */
  readonly tick: number;
  readonly data: DataInterval;
}

export interface Deadlines {
  /** The first after a moment; undefined when none comes within nine years. */
  next(after: number): Deadline | undefined;
  /** The last one that has passed at a moment, that moment included. */
  previous(at: number): Deadline | undefined;
  /** All from a moment, included, until another, excluded, in order. */
  between(from: number, until: number): readonly Deadline[];
}

interface Around {
  readonly previous: Deadline;
  readonly next: Deadline;
}

/** 29 February may be eight years away. */
const searchedDays = 9 * 366;
const rememberedDays = 100;

/**
 * The deadlines of a schedule. Pure but for what it remembers: days that were computed, and the last answer, since an
 * evaluation asks many times about one moment.
 */
export function deadlinesOf(schedule: Schedule): Deadlines {
  const withinMs = schedule.kind === "ready_by" ? 0 : schedule.withinMs;
  const seek = new Seek(schedule);
  const deadline = (tick: number): Deadline => ({
    at: tick + withinMs,
    tick,
    data: dataIntervalOf(schedule, tick, seek.before(tick)),
  });
  const maybe = (tick: number | undefined): Deadline | undefined => (tick === undefined ? undefined : deadline(tick));
  let last: Around | undefined;
  const around = (at: number): Around | undefined => {
    if (last !== undefined && at >= last.previous.at && at < last.next.at) return last;
    const [previous, next] = [maybe(seek.before(at - withinMs + 1)), maybe(seek.after(at - withinMs))];
    last = previous === undefined || next === undefined ? undefined : { previous, next };
    return last;
  };
  return {
    next: (after) => around(after)?.next ?? maybe(seek.after(after - withinMs)),
    previous: (at) => around(at)?.previous ?? maybe(seek.before(at - withinMs + 1)),
    between(from, until) {
      const found: Deadline[] = [];
      let tick = seek.after(from - withinMs - 1);
      while (tick !== undefined && tick + withinMs < until) {
        found.push(deadline(tick));
        tick = seek.after(tick);
      }
      return found;
    },
  };
}

/**
 * Looks for ticks day by day, one day further than it seems to need: where the clocks are put back over midnight, a day's
 * last ticks come after the next day's first.
 */
class Seek {
  readonly #schedule: Schedule;
  readonly #remembered = new Map<string, readonly number[]>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** The first tick after a moment. */
  after(moment: number): number | undefined {
    let date = dateAt(moment, this.#schedule.timeZone).subtract({ days: 1 });
    for (let days = 0; days < searchedDays; days++) {
      const next = date.add({ days: 1 });
      const first = this.#ticks(date).find((tick) => tick > moment);
      if (first !== undefined) return this.#ticks(next).find((tick) => tick > moment && tick < first) ?? first;
      date = next;
    }
    return undefined;
  }

  /** The last tick before a moment. */
  before(moment: number): number | undefined {
    let date = dateAt(moment, this.#schedule.timeZone).add({ days: 1 });
    for (let days = 0; days < searchedDays; days++) {
      const previous = date.subtract({ days: 1 });
      const last = this.#ticks(date).findLast((tick) => tick < moment);
      if (last !== undefined) return this.#ticks(previous).findLast((tick) => tick < moment && tick > last) ?? last;
      date = previous;
    }
    return undefined;
  }

  #ticks(date: Temporal.PlainDate): readonly number[] {
    const key = date.toString();
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const ticks = ticksOf(this.#schedule, date);
    if (this.#remembered.size >= rememberedDays) this.#remembered.clear();
    this.#remembered.set(key, ticks);
    return ticks;
  }
}
