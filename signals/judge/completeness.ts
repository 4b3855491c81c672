import type { Verdict } from "../verdict.ts";
import type { Delivery } from "./delivery.ts";
import { medianOf } from "./median.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { whileLast } from "./while-last.ts";
import { momentText, shareText } from "./words.ts";

const week = 7 * 86_400_000;
const hour = 3_600_000;
/** Intervals that are looked at. */
const lately = 60;
/** Of these, which say what is usual. */
const most = 4 * lately;
const fewIntervals = 10;
/** Writes that are looked at. */
const lookedAt = 1500;
/** Weeks in which an interval of the same hour of the week must have been there to be expected again. */
const fewWeeks = 2;

/**
 * Which intervals of data are there, of those that should be between the oldest and the newest; backfills fill holes.
 *
 * @param isDayOff whether a time lies on a holiday: nothing need be there of it
 */
export const judgeCompleteness = whileLast(judge);

function judge(about: About, deliveries: readonly Delivery[], isDayOff: (at: number) => boolean): Verdict | undefined {
  const { begins, ends: recent } = intervalsOf(deliveries);
  if (recent.length < fewIntervals) return undefined;
  const step = medianOf(recent.slice(1).map((end, index) => end - (recent[index] ?? 0)));
  const [first, newest] = [recent[0] ?? 0, recent.at(-1) ?? 0];
  if (step < 60_000) return undefined;
  const there = placesOf(recent, newest, step);
  const wanted: number[] = [];
  for (let index = 0; index > -lately && newest + index * step >= first; index--) {
    const end = newest + index * step;
    if (there[-index] === 1 || (isExpected(end, recent, step) && !isSpared(end))) wanted.push(index);
  }
  const missing = wanted.filter((index) => there[-index] !== 1);
  const present = 1 - missing.length / Math.max(1, wanted.length);
  const oldest = newest + (missing.at(-1) ?? 0) * step;
  // Whole up to here; what is missing after it may come yet.
  const watermark = missing.length === 0 ? newest : oldest - step;
  const common = {
    unit: "share",
    observed: present,
    expected: 1,
    lower: 1,
    history: { points: wanted.length, from: first, wanted: fewIntervals },
  } as const;
  if (missing.length === 0) {
    const summary = `The last ${wanted.length} intervals are all there, up to ${momentText(newest)}`;
    return makeVerdict(about, { ...common, state: "ok", since: newest, summary });
  }
  const gap = missing.length === 1 ? `the one up to ${momentText(oldest)} is` : `${missing.length} are`;
  return makeVerdict(about, {
    ...common,
    state: "breach",
    since: oldest,
    summary: `${shareText(present)} of the last ${wanted.length} intervals: ${gap} missing; whole up to ${momentText(watermark)}`,
    evidence: { interval: { from: oldest - step, to: oldest }, goodAt: watermark },
  });

  /** It lies within one that is longer than most, as Monday's covers a weekend, or on a holiday. */
  function isSpared(end: number): boolean {
    const covered = (begins[firstFrom(recent, end)] ?? Infinity) <= end - step / 2;
    return covered || isDayOff(end - step / 2) || isDayOff(end + step / 2);
  }
}

interface Intervals {
  /** In order. */
  readonly ends: readonly number[];
  /** Of each. */
  readonly begins: readonly number[];
}

/** The newest intervals; the longest of those with the same end. Backfills at the end are not the newest. */
function intervalsOf(deliveries: readonly Delivery[]): Intervals {
  // From the newest on, which is most often the order they are in.
  const [ends, begins]: [number[], number[]] = [[], []];
  let recent = 0;
  const oldest = Math.max(0, deliveries.length - lookedAt);
  for (let index = deliveries.length - 1; index >= oldest && recent < most; index--) {
    const delivery = deliveries[index];
    if (delivery === undefined || delivery.nominal === null) continue;
    const { from, to } = delivery.nominal;
    if (to <= from) continue;
    let place = ends.length;
    while (place > 0 && (ends[place - 1] ?? 0) < to) place--;
    if (ends[place - 1] === to) begins[place - 1] = Math.min(from, begins[place - 1] ?? from);
    else {
      ends.splice(place, 0, to);
      begins.splice(place, 0, from);
      if (!delivery.past) recent++;
    }
  }
  return { ends: ends.slice(0, most).toReversed(), begins: begins.slice(0, most).toReversed() };
}

/** Which of the last intervals are there, the newest first. */
function placesOf(ends: readonly number[], newest: number, step: number): Uint8Array {
  const there = new Uint8Array(lately);
  for (const end of ends) there[-Math.round((end - newest) / step)] = 1;
  return there;
}

/** Where weekends are always empty, nothing is missing on one. */
function isExpected(end: number, ends: readonly number[], step: number): boolean {
  if (step > 1.5 * 24 * hour) return true;
  const tolerance = step / 2;
  const newest = ends.at(-1) ?? 0;
  let [seen, weeks] = [0, 0];
  for (let at = end - 4 * week; at <= end + 4 * week; at += week) {
    if (at === end || at < (ends[0] ?? 0) - tolerance || at > newest + tolerance) continue;
    weeks++;
    if (has(ends, at, tolerance)) seen++;
  }
  return weeks < fewWeeks || seen > weeks / 2;
}

function has(ends: readonly number[], at: number, tolerance: number): boolean {
  return Math.abs((ends[firstFrom(ends, at - tolerance)] ?? Infinity) - at) <= tolerance;
}

/** The place of the first that is no earlier. */
function firstFrom(ends: readonly number[], at: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
