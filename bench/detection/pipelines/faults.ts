import type { Chance } from "../chance.ts";
import { day, hour, minute } from "../metrics/metric.ts";
import type { FaultKind, PipelineFault, PlannedRuns, Run, ScheduleKind } from "./pipeline.ts";

interface Broken {
  readonly runs: readonly Run[];
  readonly faults: readonly PipelineFault[];
}

/** What a run is late by: what a person would want to hear of. */
const lateness: Readonly<Record<ScheduleKind, readonly [number, number]>> = {
  hourly: [25 * minute, 50 * minute],
  "working hours": [25 * minute, 50 * minute],
  daily: [2.5 * hour, 12 * hour],
  "business days": [2.5 * hour, 12 * hour],
  weekly: [14 * hour, 3 * day],
  monthly: [2.5 * day, 8 * day],
  irregular: [1.5 * day, 3 * day],
};

const kinds: readonly FaultKind[] = [
  "late",
  "missing",
  "partial",
  "empty",
  "duplicate",
  "late",
  "missing",
  "drift",
  "level shift",
];

/** Breaks some runs, far from one another, and adds what looks like a fault and is none: backfills. */
export function inflict(chance: Chance, schedule: ScheduleKind, { runs: planned, noise }: PlannedRuns): Broken {
  const runs: Run[] = [...planned];
  const first = Math.floor(runs.length * 0.3);
  // An irregular series is only ever late, since a run that is missing is one that was not.
  const possible = schedule === "irregular" ? kinds.filter((kind) => kind !== "missing") : kinds;
  const count = runs.length < 60 ? 3 : possible.length;
  const room = (runs.length * 0.97 - first) / count;
  // A level shift comes last: what follows it is another series.
  const few: readonly FaultKind[] = ["partial", "empty", "duplicate"];
  const chosen: readonly FaultKind[] =
    runs.length < 60 ? [chance.pick(["late", "missing"] as const), ...sample(chance, few, 2)] : possible;
  const faults = chosen.map((kind, index) => {
    const from = Math.floor(first + room * (index + chance.between(0.1, 0.5)));
    return { kind, from, to: breakRuns(chance, schedule, runs, kind, from, noise) };
  });
  return { runs: withBackfills(chance, runs), faults };
}

/** The last run that is broken. */
function breakRuns(
  chance: Chance,
  schedule: ScheduleKind,
  runs: Run[],
  kind: FaultKind,
  from: number,
  noise: number,
): number {
  // Beyond the noise by so much that nobody would call it noise.
  const beyond = Math.exp(-Math.max(0.5, noise * chance.between(4.5, 9)));
  const change = (to: number, rows: (value: number, step: number) => number): number => {
    for (let i = from; i <= to; i++) {
      const run = runs[i];
      if (run !== undefined) runs[i] = { ...run, rows: Math.round(rows(run.rows, i - from)) };
    }
    return Math.min(to, runs.length - 1);
  };
  switch (kind) {
    case "late":
      return delay(chance, schedule, runs, from);
    case "missing": {
      const to = from + chance.whole(0, 2);
      for (let i = from; i <= to; i++) {
        const run = runs[i];
        if (run !== undefined) runs[i] = { ...run, writtenAt: undefined };
      }
      return to;
    }
    case "partial":
      return change(from + chance.whole(0, 2), (rows) => rows * beyond);
    case "empty":
      return change(from + chance.whole(0, 2), () => 0);
    case "duplicate":
      return change(from, (rows) => rows * Math.max(2, 1 / beyond));
    case "level shift": {
      const factor = chance.pick([beyond, 1 / beyond]);
      return change(runs.length - 1, (rows) => rows * factor);
    }
    // A drift.
    default: {
      const length = 21;
      return change(from + length, (rows, step) => rows * beyond ** ((2 * step) / length));
    }
  }
}

/** One run is late; those that should have been there before it was are there with it. */
function delay(chance: Chance, schedule: ScheduleKind, runs: Run[], from: number): number {
  const run = runs[from];
  if (run?.writtenAt === undefined) return from;
  const [least, most] = lateness[schedule];
  const until = run.writtenAt + chance.between(least, most);
  let to = from;
  for (let i = from; (runs[i]?.writtenAt ?? Infinity) < until; i++) {
    const each = runs[i];
    if (each !== undefined) runs[i] = { ...each, writtenAt: until + (i - from) * minute };
    to = i;
  }
  return to;
}

/** Old data is written again: many times, within an hour or two, at any time. */
function withBackfills(chance: Chance, runs: readonly Run[]): Run[] {
  const all = [...runs];
  for (let i = chance.whole(1, 3); i > 0; i--) {
    const begun = (chance.pick(runs).writtenAt ?? 0) + chance.between(1, 20) * minute;
    const count = chance.whole(5, 30);
    if (begun < (runs[10]?.usual ?? 0)) continue;
    for (let k = 0; k < count; k++) {
      const at = begun + k * 4 * minute;
      all.push({
        usual: at,
        writtenAt: at,
        rows: Math.round(chance.pick(runs).rows * chance.between(0.5, 1.5)),
        backfill: true,
      });
    }
  }
  return all.toSorted((a, b) => a.usual - b.usual);
}

function sample<T>(chance: Chance, items: readonly T[], count: number): T[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(chance.whole(0, left.length - 1), 1)).flat();
}
