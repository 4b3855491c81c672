import { hourOfWeek, median, weekdayOf } from "./clock.ts";

/** What a step may depend on: the weekday; the hour of the week; or, where writes keep to no clock, day or night and weekend. */
export type StepClass = "weekday" | "hour" | "part of day";

/** So many are remembered of each class, and of each hour of the day. */
const perClass = { weekday: 8, hour: 8, "part of day": 40 };
const perHourOfDay = 14;
const recent = 21;
/** Fewer say nothing. */
const enough = 3;

/** The time between a write and the next, by the class of the first, where that has been seen often enough. */
export class Steps {
  readonly #ofClass = new Map<number, number[]>();
  readonly #ofHour = new Map<number, number[]>();
  readonly #recent: number[] = [];
  readonly #days = new Set<number>();
  readonly #class: StepClass;
  readonly #blurred: boolean;

  /** @param blurred the hour of a write may be another one tomorrow, since its time zone is not known */
  constructor(stepClass: StepClass, blurred: boolean) {
    this.#class = stepClass;
    this.#blurred = blurred && stepClass === "hour";
  }

  learn(from: number, to: number): void {
    const key = this.#key(from);
    put(this.#ofClass, key, to - from, perClass[this.#class]);
    if (this.#class === "hour") put(this.#ofHour, key % 24, to - from, perHourOfDay);
    putIn(this.#recent, to - from, recent);
    this.#days.add(weekdayOf(from)).add(weekdayOf(to));
  }

  /** @param without a step left out, so that it is not foretold by itself */
  after(from: number, without?: number): number {
    const key = this.#key(from);
    if (!this.#blurred) return this.#usual(key, without);
    return Math.max(...[key + 167, key, key + 1].map((each) => this.#usual(each % 168, without)));
  }

  /** Whether anything is ever written on such a day of the week. */
  isActive(local: number): boolean {
    return this.#days.has(weekdayOf(local));
  }

  #usual(key: number, without: number | undefined): number {
    const same = except(this.#ofClass.get(key), without);
    if (same.length >= enough) return median(same);
    const ofHour = this.#class === "hour" ? except(this.#ofHour.get(key % 24), without) : [];
    // One or two weeks are not enough to trust, and enough to doubt what other days do.
    return Math.max(median(ofHour.length >= enough ? ofHour : this.#recent), ...same);
  }

  #key(local: number): number {
    if (this.#class === "weekday") return weekdayOf(local);
    const hour = hourOfWeek(local);
    return this.#class === "hour" ? hour : Math.floor((hour % 24) / 4) + (hour < 5 * 24 ? 0 : 6);
  }
}

function except(values: readonly number[] = [], without: number | undefined): readonly number[] {
  const place = without === undefined ? -1 : values.indexOf(without);
  return place === -1 ? values : values.toSpliced(place, 1);
}

function put(lists: Map<number, number[]>, key: number, value: number, most: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else putIn(list, value, most);
}

function putIn(list: number[], value: number, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
