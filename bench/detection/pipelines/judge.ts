import { createFreshnessDetector } from "#signals/detector/freshness/freshness-detector.ts";
import type { FreshnessSettings } from "#signals/detector/freshness/due.ts";
import { createSeriesDetector } from "#signals/detector/series-detector.ts";
import { isLateness } from "./pipeline.ts";
import type { Pipeline, PipelineFault, Run } from "./pipeline.ts";

/** An alert, by the time of the data it is about and the time it is told. */
interface Alert {
  readonly at: number;
  readonly about: string;
}

export interface FaultTold {
  readonly fault: PipelineFault;
  /** Milliseconds from the moment the data is usually there to the alert; undefined: never told. */
  readonly after: number | undefined;
}

export interface Verdicts {
  readonly pipeline: Pipeline;
  readonly told: readonly FaultTold[];
  readonly falseAlerts: readonly Alert[];
  readonly alerts: number;
  /** For which alerts were possible: what is learning is not counted. */
  readonly judgedMs: number;
}

export interface Settings {
  readonly falseAlertEveryMs?: number;
}

/** Points after a fault at which its end may be told. */
const after = 3;

/** Whether late and missing data is told of. */
export function judgeFreshness(pipeline: Pipeline, settings: Settings): Verdicts {
  const detector = createFreshnessDetector({ ...settings, ...calendarOf(pipeline) });
  const written = pipeline.runs
    .flatMap(({ writtenAt, backfill }) => (writtenAt === undefined ? [] : [{ at: writtenAt, excluded: backfill }]))
    .toSorted((a, b) => a.at - b.at);
  const alerts: Alert[] = [];
  let judgedFrom: number | undefined;
  for (const write of written) {
    const { late, dueAt } = detector.observe(write);
    if (dueAt !== null) judgedFrom ??= write.at;
    if (late && dueAt !== null) alerts.push({ at: dueAt, about: "late" });
  }
  const until = written.at(-1)?.at ?? 0;
  const runs = pipeline.runs.filter(({ backfill }) => !backfill);
  const spans = pipeline.faults.filter(({ kind }) => isLateness(kind)).map((fault) => spanOf(runs, fault, until));
  return match(pipeline, alerts, spans, until - (judgedFrom ?? until));
}

/** Whether wrong numbers of rows are told of. */
export function judgeVolume(pipeline: Pipeline, settings: Settings): Verdicts {
  const detector = createSeriesDetector({ ...settings, ...calendarOf(pipeline), noise: "proportional" });
  const alerts: Alert[] = [];
  const anomalous = new Set<number>();
  let judgedFrom: number | undefined;
  for (const { usual, writtenAt, rows, backfill } of pipeline.runs) {
    if (writtenAt === undefined) continue;
    const { turn, state, channel } = detector.observe({ at: usual, value: rows, excluded: backfill });
    if (state !== "learning") judgedFrom ??= usual;
    if (state === "anomalous") anomalous.add(usual);
    if (turn === "opened") alerts.push({ at: usual, about: channel ?? "" });
  }
  const runs = pipeline.runs.filter(({ backfill }) => !backfill);
  const until = runs.at(-1)?.usual ?? 0;
  const spans = pipeline.faults
    .filter(({ kind }) => !isLateness(kind))
    .map((fault) => {
      const from = runs[fault.from]?.usual ?? 0;
      const to = runs[Math.min(runs.length - 1, fault.to + after)]?.usual ?? until;
      // What was anomalous already is told.
      return { fault, from, to, standing: anomalous.has(from) };
    });
  return match(pipeline, alerts, spans, until - (judgedFrom ?? until));
}

interface Span {
  readonly fault: PipelineFault;
  readonly from: number;
  readonly to: number;
  readonly standing?: boolean;
}

function match(pipeline: Pipeline, alerts: readonly Alert[], spans: readonly Span[], judgedMs: number): Verdicts {
  const told = spans.map(({ fault, from, to, standing }) => {
    const first = alerts.find(({ at }) => at >= from && at <= to);
    return { fault, after: first === undefined ? (standing === true ? 0 : undefined) : first.at - from };
  });
  const falseAlerts = alerts.filter(({ at }) => !spans.some(({ from, to }) => at >= from && at <= to));
  return { pipeline, told, falseAlerts, alerts: alerts.length, judgedMs };
}

/** From the moment at which the data should have been there until it was, or the next was. */
function spanOf(runs: readonly Run[], fault: PipelineFault, until: number): Span {
  const { from, to } = fault;
  const last = runs[to]?.writtenAt ?? runs.slice(to + 1).find(({ writtenAt }) => writtenAt !== undefined)?.writtenAt;
  return { fault, from: runs[from]?.usual ?? 0, to: last ?? until };
}

function calendarOf({ offsetAt, isDayOff }: Pipeline): Pick<FreshnessSettings, "offsetAt" | "isDayOff"> {
  return { ...(offsetAt === undefined ? {} : { offsetAt }), ...(isDayOff === undefined ? {} : { isDayOff }) };
}
