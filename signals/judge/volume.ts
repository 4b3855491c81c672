import type { VolumeExpectation } from "../expectations/expectations.ts";
import type { WriteFact } from "../facts/fact.ts";
import type { Verdict } from "../verdict.ts";
import { volumeAspects } from "./dataset-learner.ts";
import type { LearntDataset, VolumeAspect, VolumeSeries } from "./dataset-learner.ts";
import { medianOf } from "./median.ts";
import { goodAt, makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { nameText, numberText, shareText } from "./words.ts";

type Point = VolumeSeries["recent"][number];

/** Points before a zero, a repetition or a change is told by the last few alone. */
const fewPoints = 3;
/** So often in a row the same number, after numbers that hardly ever were. */
const flatPoints = 5;
const variedPoints = 15;

/** How much the last run wrote, or all runs of the last whole interval of data. */
export function judgeVolume(
  about: About,
  expected: VolumeExpectation,
  { volumes, last }: LearntDataset,
): readonly Verdict[] {
  return volumeAspects.flatMap((aspect) => {
    const series = [...volumes[aspect]].filter(([, { recent }]) => recent.length > 0);
    const bounds = boundsOf(expected, aspect);
    const told = series.map(([key, each]) => {
      const name = series.length === 1 ? aspect : `${aspect} ${seriesName(each)}`;
      return judgeSeries(
        about,
        { ...expected, learned: expected.learned && isMeasure(aspect, key) },
        aspect,
        name,
        each,
      );
    });
    if (told.length > 0 || bounds.least === undefined || last === undefined) return told;
    // What is expected is said by nobody: that is not zero.
    const summary = `No run says how many ${aspect} it writes`;
    return [makeVerdict(about, { aspect, state: "unknown", unit: aspect, summary, lower: bounds.least })];
  });

  /** Rows, bytes and files mostly say the same: what is usual is asked of the first of them that is said. */
  function isMeasure(aspect: VolumeAspect, key: string): boolean {
    return volumeAspects.find((each) => volumes[each].has(key)) === aspect;
  }
}

function seriesName({ job, partitioned }: VolumeSeries): string {
  return `${nameText(job)}${partitioned ? " by partition" : ""}`;
}

interface Bounds {
  readonly least: number | undefined;
  readonly most: number | undefined;
}

function boundsOf(expected: VolumeExpectation, aspect: VolumeAspect): Bounds {
  switch (aspect) {
    case "rows":
      return { least: expected.minRows, most: expected.maxRows };
    case "bytes":
      return { least: expected.minBytes, most: expected.maxBytes };
    default:
      return { least: expected.minFiles, most: expected.maxFiles };
  }
}

interface Judged {
  readonly wrong: string | undefined;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly p?: number | null;
}

function judgeSeries(
  about: About,
  expectation: VolumeExpectation,
  unit: VolumeAspect,
  aspect: string,
  series: VolumeSeries,
): Verdict {
  const points = expectation.per === "interval" ? wholeIntervals(series.recent) : series.recent;
  const point = points.at(-1);
  const history = series.detector.history;
  if (point === undefined) {
    const summary = "The first interval of data is not over";
    return makeVerdict(about, { aspect, state: "learning", unit, summary });
  }
  const { write, value, decision } = point;
  const told = [
    () => judgeBounds(value, boundsOf(expectation, unit)),
    () => (expectation.allowZero ? undefined : judgeZero(points)),
    () => judgeChange(points, expectation.maxChange),
    // One write of several of an interval is no measure of what is usual.
    () => (expectation.learned && expectation.per === "run" ? judgeLearnt(point, unit) : undefined),
    () => (expectation.learned && !expectation.allowZero ? judgeFlat(points, unit) : undefined),
  ];
  let judged: Judged | undefined;
  for (const judge of told) {
    const found = judge();
    if (found !== undefined && (judged === undefined || found.wrong !== undefined)) judged = found;
    if (found?.wrong !== undefined) break;
  }
  const learning = judged === undefined && expectation.learned && decision.state === "learning";
  const interval = write.nominal;
  const since = judged?.wrong === undefined ? (write.endedAt ?? about.now) : wrongSince(points, decision.since);
  return makeVerdict(about, {
    aspect,
    state: judged?.wrong === undefined ? (learning ? "learning" : "ok") : "breach",
    unit,
    since,
    observed: value,
    expected: judged?.expected ?? null,
    lower: judged?.lower ?? null,
    upper: judged?.upper ?? null,
    p: judged?.p ?? null,
    history: { points: history.points, from: history.from, wanted: history.wanted },
    summary:
      judged?.wrong ??
      `${numberText(value)} ${unit}${learning ? `: learning, ${history.points} of ${history.wanted} writes` : ""}`,
    evidence: {
      run: { job: write.job, runId: write.runId, error: null, endedAt: write.endedAt },
      ...goodAt(points.findLast(({ write: { endedAt } }) => (endedAt ?? since) < since)?.write.endedAt),
      ...(interval === null ? {} : { interval }),
    },
  });
}

function wrongSince(points: readonly Point[], since: number | null): number {
  return since ?? points.at(-1)?.write.endedAt ?? 0;
}

function judgeBounds(value: number, { least, most }: Bounds): Judged | undefined {
  if (least === undefined && most === undefined) return undefined;
  const numbers = { expected: null, lower: least ?? null, upper: most ?? null };
  if (least !== undefined && value < least)
    return { ...numbers, wrong: `${numberText(value)}, at least ${numberText(least)} are expected` };
  if (most !== undefined && value > most)
    return { ...numbers, wrong: `${numberText(value)}, at most ${numberText(most)} are expected` };
  return { ...numbers, wrong: undefined };
}

function judgeZero(points: readonly Point[]): Judged | undefined {
  if (points.at(-1)?.value !== 0) return undefined;
  const before = points.slice(0, points.findLastIndex(({ value }) => value !== 0) + 1).map(({ value }) => value);
  // What is often empty may be.
  if (before.length < fewPoints || before.filter((value) => value === 0).length > before.length * 0.05)
    return undefined;
  const usual = medianOf(before);
  return {
    wrong: `Nothing was written, usually ${numberText(usual)}`,
    expected: usual,
    lower: 1,
    upper: null,
    p: null,
  };
}

function judgeChange(points: readonly Point[], maxChange: number | undefined): Judged | undefined {
  const before = points.slice(-8, -1).map(({ value }) => value);
  const value = points.at(-1)?.value;
  if (maxChange === undefined || value === undefined || before.length < fewPoints) return undefined;
  const usual = medianOf(before);
  const numbers = { expected: usual, lower: Math.max(0, usual * (1 - maxChange)), upper: usual * (1 + maxChange) };
  const change = usual === 0 ? (value === 0 ? 0 : Infinity) : value / usual - 1;
  if (Math.abs(change) <= maxChange) return { ...numbers, wrong: undefined };
  return {
    ...numbers,
    wrong: `${numberText(value)}, ${changeText(value, usual)} the usual ${numberText(usual)}; a change of ${shareText(maxChange)} is allowed`,
  };
}

function judgeLearnt({ value, decision }: Point, unit: VolumeAspect): Judged | undefined {
  const { expected, lower, upper, p, state, ordinary } = decision;
  if (expected === null || lower === null || upper === null) return undefined;
  const numbers = { expected, lower, upper, p };
  if (state !== "anomalous" || ordinary) return { ...numbers, wrong: undefined };
  const doubled = value / expected > 1.9 && value / expected < 2.1 ? ": written twice?" : "";
  return {
    ...numbers,
    wrong: `${numberText(value)} ${unit}, ${changeText(value, expected)} the ${numberText(expected)} expected (${numberText(lower)} to ${numberText(upper)})${doubled}`,
  };
}

/** A source that has stopped may go on being copied. */
function judgeFlat(points: readonly Point[], unit: VolumeAspect): Judged | undefined {
  const last = points.slice(-flatPoints).map(({ value }) => value);
  const before = points.slice(0, -flatPoints).map(({ value }) => value);
  if (last.length < flatPoints || before.length < variedPoints || new Set(last).size > 1 || last[0] === 0)
    return undefined;
  if (new Set(before).size < before.length * 0.9) return undefined;
  return {
    wrong: `${numberText(last[0] ?? 0)} ${unit} for the ${flatPoints}th time in a row, never the same before: is its source still filled?`,
    expected: null,
    lower: null,
    upper: null,
  };
}

function changeText(value: number, usual: number): string {
  if (usual === 0) return "not";
  const ratio = value / usual;
  if (ratio >= 1.9) return `${ratio.toFixed(1)} times`;
  return ratio < 1 ? `${shareText(1 - ratio)} below` : `${shareText(ratio - 1)} above`;
}

/** The sum of what was written for each interval, but the newest: more may come. */
function wholeIntervals(points: readonly Point[]): readonly Point[] {
  const sums = new Map<string, Point>();
  for (const point of points) {
    const key = intervalKey(point.write);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? point : { ...point, value: sum.value + point.value });
  }
  return [...sums.values()]
    .toSorted((a, b) => (a.write.nominal?.to ?? a.write.endedAt ?? 0) - (b.write.nominal?.to ?? b.write.endedAt ?? 0))
    .slice(0, -1);
}

/** What does not say its interval counts for the day it was written on. */
function intervalKey({ nominal, endedAt }: WriteFact): string {
  return nominal === null ? `day ${Math.floor((endedAt ?? 0) / 86_400_000)}` : `${nominal.from} ${nominal.to}`;
}
