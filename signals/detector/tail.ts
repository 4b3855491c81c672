import type { SortedWindow } from "./sorted-window.ts";

/** The upper tail of past values; for the lower one they are taken negative. */
interface Tail {
  readonly size: number;
  /** So many of the largest make the tail. */
  readonly count: number;
  /** What the tail begins after. */
  readonly threshold: number;
  readonly scale: number;
  readonly shape: number;
}

/** What is known of tails before anything was seen: about that of Student's t with four degrees of freedom. */
const priorShape = 0.2;
const priorWeight = 8;
/** Of the distance between the quartiles; about that of normal noise. */
const priorScale = 0.35;

/**
 * Fits a generalised Pareto distribution to the largest values, by their moments, with a shape drawn towards a heavy tail
 * where there are few. Source: Hosking and Wallis, "Parameter and quantile estimation for the generalized Pareto distribution", 1987.
 */
function upperTail(values: SortedWindow, sign: 1 | -1, leastScale: number): Tail {
  const { size } = values;
  const count = tailCount(size);
  const nth = (place: number): number => (sign === 1 ? values.at(size - 1 - place) : -values.at(place));
  const threshold = nth(count);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    const excess = nth(i) - threshold;
    sum += excess;
    squares += excess * excess;
  }
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  const moment = variance > 0 ? 0.5 * (1 - (mean * mean) / variance) : priorShape;
  const shape = Math.max(0.02, Math.min(0.45, (count * moment + priorWeight * priorShape) / (count + priorWeight)));
  // The few largest may lie together by chance; how far all lie apart says how far the next may.
  const spread = values.at(Math.floor(size * 0.75)) - values.at(Math.floor(size * 0.25));
  const fitted = mean * (1 - shape);
  const drawn = (count * fitted + priorWeight * priorScale * spread) / (count + priorWeight);
  return { size, count, threshold, scale: Math.max(fitted, drawn, leastScale), shape };
}

/**
 * The conformal p-value of a value: the share of past ones that are as large, itself counted. Where fewer than the tail's
 * count are as large, it goes on as the tail does, since ranks alone cannot tell odd from very odd.
 */
export function pAbove(values: SortedWindow, sign: 1 | -1, value: number, leastScale: number): number {
  const asLarge = sign === 1 ? values.size - values.countBelow(value) : values.countAtMost(-value);
  const byRank = (asLarge + 1) / (values.size + 1);
  if (asLarge >= tailCount(values.size)) return byRank;
  const { count, shape, scale, threshold } = upperTail(values, sign, leastScale);
  const beyond = Math.max(0, value - threshold) / scale;
  return Math.min(byRank, ((count + 1) / (values.size + 1)) * (1 + shape * beyond) ** (-1 / shape));
}

/** The value whose p is this small. */
export function valueAt(values: SortedWindow, sign: 1 | -1, p: number, leastScale: number): number {
  const { size, count, shape, scale, threshold } = upperTail(values, sign, leastScale);
  const ofTail = (count + 1) / (size + 1);
  if (p < ofTail) return threshold + (scale / shape) * ((p / ofTail) ** -shape - 1);
  const place = Math.min(size - 1, Math.floor(p * (size + 1)));
  return sign === 1 ? values.at(size - 1 - place) : -values.at(place);
}

function tailCount(size: number): number {
  return Math.min(size - 1, Math.max(Math.min(8, Math.ceil(size / 3)), Math.min(60, Math.round(size * 0.06))));
}
