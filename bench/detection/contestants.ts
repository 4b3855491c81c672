import { createSeriesDetector } from "#signals/detector/series-detector.ts";
import { settingsForFiles } from "#signals/detector/settings.ts";
import { SortedWindow } from "#signals/detector/sorted-window.ts";
import type { SeriesPoint } from "./labelled-series.ts";

/** Scores of a series, 0 … 1, each from the points before it. */
export type Contestant = (points: readonly SeriesPoint[]) => Float64Array;

/** As `tidemark detect` has it. */
const detector: Contestant = (points) => {
  const judge = createSeriesDetector(settingsForFiles);
  return Float64Array.from(points, (point) => judge.observe(point).score);
};

const window = 288;

/** How many times the median absolute deviation of the last day a value is from its median. */
const rollingMedian: Contestant = (points) => {
  const values = new SortedWindow(window);
  const deviations = new SortedWindow(window);
  return Float64Array.from(points, ({ value }) => {
    const deviation = Math.abs(value - values.median());
    const score = deviation / Math.max(1e-9, deviations.median());
    if (values.size > 0) deviations.push(deviation);
    values.push(value);
    return squashed(score);
  });
};

/** How many standard deviations of all before a value is from their mean. */
const runningZ: Contestant = (points) => {
  let [count, mean, squares] = [0, 0, 0];
  return Float64Array.from(points, ({ value }) => {
    const z = count < 2 ? 0 : Math.abs(value - mean) / Math.max(1e-9, Math.sqrt(squares / count));
    count++;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
    return squashed(z);
  });
};

/** The running z, told once: what is no higher than what was just told is no news. */
const debouncedZ: Contestant = (points) => {
  let held = 0;
  return runningZ(points).map((score) => {
    const news = score > held ? score : 0;
    held = Math.max(score, held * 0.995);
    return news;
  });
};

export const contestants: Readonly<Record<string, Contestant>> = {
  detector,
  "rolling median and MAD": rollingMedian,
  "running z": runningZ,
  "running z, debounced": debouncedZ,
};

function squashed(score: number): number {
  return score / (score + 5);
}
