import type { LabelledSeries } from "../labelled-series.ts";
import { numentaWindows, probation } from "./windows.ts";
import type { Window } from "./windows.ts";

/** What each of the outcomes is worth. */
export interface NumentaProfile {
  readonly hit: number;
  readonly falseAlert: number;
  readonly miss: number;
}

export const numentaProfiles = {
  standard: { hit: 1, falseAlert: 0.11, miss: 1 },
  "few false alerts": { hit: 1, falseAlert: 0.22, miss: 1 },
  "few misses": { hit: 1, falseAlert: 0.11, miss: 2 },
} as const satisfies Readonly<Record<string, NumentaProfile>>;

interface Scored {
  readonly series: LabelledSeries;
  /** 0 … 1, one a point. */
  readonly scores: ArrayLike<number>;
}

export interface NumentaResult {
  /** 100: every fault at the first moment and nothing else; 0: no alert at all. */
  readonly score: number;
  readonly threshold: number;
}

/**
 * The score of the Numenta benchmark, with the one threshold over all series that serves best: the
 * first point over the threshold in a window is worth the more the earlier it comes, one outside
 * costs the more the farther it is from the window before it, a window without one costs a miss.
 */
export function numentaScore(all: readonly Scored[], profile: NumentaProfile): NumentaResult {
  const windows = all.map(({ series }) => numentaWindows(series));
  const changes = all.flatMap(({ series, scores }, index) =>
    contributions(series, scores, windows[index] ?? [], profile),
  );
  changes.sort((a, b) => b.score - a.score);
  const count = windows.reduce((sum, each) => sum + each.length, 0);
  const nothing = -profile.miss * count;
  let [total, best, threshold] = [nothing, nothing, 1];
  for (const [index, { score, change }] of changes.entries()) {
    total += change;
    if (total > best && score !== changes[index + 1]?.score) [best, threshold] = [total, score];
  }
  return { score: (100 * (best - nothing)) / (profile.hit * count - nothing), threshold };
}

interface Contribution {
  readonly score: number;
  /** How the sum changes when the threshold falls to the score. */
  readonly change: number;
}

function contributions(
  { points }: LabelledSeries,
  scores: ArrayLike<number>,
  windows: readonly Window[],
  { hit, falseAlert, miss }: NumentaProfile,
): Contribution[] {
  const first = probation(points.length);
  const found: Contribution[] = [];
  for (const { from, to } of windows) {
    // Only a point higher than all before it in the window moves the first detection forward.
    let [highest, worth] = [0, -miss];
    const rising: { score: number; worth: number }[] = [];
    for (let i = Math.max(from, first); i <= to; i++) {
      const score = scores[i] ?? 0;
      if (score <= highest) continue;
      highest = score;
      rising.push({ score, worth: (hit * sigmoid(-(to - i + 1) / (to - from + 1))) / sigmoid(-1) });
    }
    for (const each of rising.toReversed()) {
      found.push({ score: each.score, change: each.worth - worth });
      worth = each.worth;
    }
  }
  let next = 0;
  for (let i = first; i < points.length; i++) {
    while ((windows[next]?.to ?? Infinity) < i) next++;
    if (i >= (windows[next]?.from ?? Infinity) || (scores[i] ?? 0) <= 0) continue;
    const before = windows[next - 1];
    const distance = before === undefined ? Infinity : (i - before.to) / Math.max(1, before.to - before.from);
    found.push({ score: scores[i] ?? 0, change: distance > 3 ? -falseAlert : falseAlert * sigmoid(distance) });
  }
  return found;
}

/** 1 far before the end of a window, 0 at its end, -1 far after. */
function sigmoid(position: number): number {
  return 2 / (1 + Math.exp(5 * position)) - 1;
}
