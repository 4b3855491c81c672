import type { Decision, Forecast } from "../detector/decision.ts";
import type { DurationExpectation } from "../expectations/expectations.ts";
import type { RunFact } from "../facts/fact.ts";
import type { JobFacts } from "../facts/thing-facts.ts";
import type { Evidence, Verdict } from "../verdict.ts";
import type { LearntJob } from "./job-learner.ts";
import { goodAt, makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { spanText } from "./words.ts";

const minute = 60_000;
/** By what was learnt, a run is long only when it takes so much longer than usual, and so many times as long. */
const leastLonger = 5 * minute;
const slow = 1.5;
/** One that goes on is told when it takes so many times as long: what is a little slow ends by itself. */
const hangs = 3;

/** How long the job takes: the run that goes on, when it already takes too long, else the last that completed. */
export function judgeDuration(
  about: About,
  expected: DurationExpectation,
  facts: JobFacts,
  learnt: LearntJob,
): Verdict | undefined {
  const running = facts.runs.open.filter((run) => run.state === "RUNNING" && !run.streaming && !run.backfill);
  const current = running.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1);
  return judgeRunning(about, expected, learnt, current) ?? judgeLast(about, expected, learnt, current);
}

function historyOf({ durations }: LearntJob): Verdict["history"] {
  const { points, from, wanted } = durations.history;
  return { points, from, wanted };
}

function evidenceOf({ job, runId, endedAt, nominal }: RunFact): Evidence {
  return { run: { job, runId, error: null, endedAt }, ...(nominal === null ? {} : { interval: nominal }) };
}

/** The longest that a run may go on. */
function limitOf({ maxMs, learned }: DurationExpectation, forecast: Forecast | undefined): number {
  if (!learned || forecast === undefined) return maxMs ?? Infinity;
  const { expected, upper } = forecast;
  return Math.min(maxMs ?? Infinity, Math.max(upper, expected + leastLonger, expected * hangs));
}

function judgeRunning(
  about: About,
  expected: DurationExpectation,
  learnt: LearntJob,
  run: RunFact | undefined,
): Verdict | undefined {
  if (run?.startedAt === undefined || run.startedAt === null) return undefined;
  const forecast = learnt.durations.forecast(run.startedAt);
  const limit = limitOf(expected, forecast);
  const elapsed = about.now - run.startedAt;
  if (elapsed <= limit) return undefined;
  return makeVerdict(about, {
    state: "breach",
    since: run.startedAt + limit,
    unit: "s",
    observed: elapsed / 1000,
    expected: forecast === undefined ? null : forecast.expected / 1000,
    upper: limit / 1000,
    history: historyOf(learnt),
    summary: `Has been running for ${spanText(elapsed)}${forecast === undefined ? "" : `, usually ${spanText(forecast.expected)}`}; ${spanText(limit)} is the most in order`,
    evidence: { ...evidenceOf(run), ...goodAt(learnt.lastComplete?.startedAt) },
    validUntil: about.now + minute,
  });
}

/** One slow run hurts nobody by itself: what it makes late is told of that. Two in a row are told. */
function isSlow({ state, turn, ordinary, observed, expected }: Decision): boolean {
  const usual = expected ?? 0;
  const lasts = state === "anomalous" && turn !== "opened" && !ordinary;
  return lasts && observed > Math.max(usual + leastLonger, usual * slow);
}

function judgeLast(
  about: About,
  expected: DurationExpectation,
  learnt: LearntJob,
  current: RunFact | undefined,
): Verdict | undefined {
  const { lastDuration } = learnt;
  if (lastDuration === undefined) return undefined;
  const { run, decision } = lastDuration;
  const took = decision.observed;
  const { maxMs, minMs, learned } = expected;
  const odd = learned && isSlow(decision);
  const long = maxMs !== undefined && took > maxMs;
  const short = minMs !== undefined && took < minMs;
  const learning = learned && decision.state === "learning" && maxMs === undefined && minMs === undefined;
  const usual = decision.expected === null ? "" : `, usually ${spanText(decision.expected)}`;
  const allowed = long ? `; ${spanText(maxMs)} is allowed` : short ? `; at least ${spanText(minMs)} is expected` : "";
  const upper = Math.min(maxMs ?? Infinity, (learned ? decision.upper : null) ?? Infinity);
  const wanted = `: learning, ${learnt.durations.history.points} of ${learnt.durations.history.wanted} runs`;
  const limit =
    current?.startedAt === undefined || current.startedAt === null
      ? Infinity
      : current.startedAt + limitOf(expected, learnt.durations.forecast(current.startedAt));
  const since = (odd ? decision.since : null) ?? run.endedAt ?? about.now;
  return makeVerdict(about, {
    state: odd || long || short ? "breach" : learning ? "learning" : "ok",
    since,
    unit: "s",
    observed: took / 1000,
    expected: decision.expected === null ? null : decision.expected / 1000,
    lower: minMs === undefined ? null : minMs / 1000,
    upper: upper === Infinity ? null : upper / 1000,
    p: decision.p,
    history: historyOf(learnt),
    summary: `Took ${spanText(took)}${usual}${allowed}${learning ? wanted : ""}`,
    evidence: {
      ...evidenceOf(run),
      ...goodAt(
        learnt.recent.findLast((each) => each.state === "COMPLETE" && (each.endedAt ?? since) < since)?.startedAt,
      ),
    },
    validUntil: limit === Infinity ? Infinity : limit + 1,
  });
}
