import type { DurationExpectation } from "../expectations/expectations.ts";
import type { RunFact } from "../facts/fact.ts";
import type { JobFacts } from "../facts/known-facts.ts";
import type { Evidence, Verdict } from "../verdict.ts";
import type { LearntJob } from "./job-learner.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { spanText } from "./words.ts";

const minute = 60_000;
/** What is so short is not told to be slow by what was learnt. */
const leastTold = 2 * minute;

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

/** The longest that is in order. */
function limitOf({ maxMs, learned }: DurationExpectation, upper: number | undefined): number {
  const learnt = learned && upper !== undefined ? Math.max(upper, leastTold) : Infinity;
  return Math.min(maxMs ?? Infinity, learnt);
}

function judgeRunning(
  about: About,
  expected: DurationExpectation,
  learnt: LearntJob,
  run: RunFact | undefined,
): Verdict | undefined {
  if (run?.startedAt === undefined || run.startedAt === null) return undefined;
  const forecast = learnt.durations.forecast(run.startedAt);
  const limit = limitOf(expected, forecast?.upper);
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
    evidence: evidenceOf(run),
    validUntil: about.now + minute,
  });
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
  const odd = learned && decision.state === "anomalous" && took > Math.max(decision.upper ?? 0, leastTold);
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
      : current.startedAt + limitOf(expected, learnt.durations.forecast(current.startedAt)?.upper);
  return makeVerdict(about, {
    state: odd || long || short ? "breach" : learning ? "learning" : "ok",
    since: (odd ? decision.since : null) ?? run.endedAt ?? about.now,
    unit: "s",
    observed: took / 1000,
    expected: decision.expected === null ? null : decision.expected / 1000,
    lower: minMs === undefined ? null : minMs / 1000,
    upper: upper === Infinity ? null : upper / 1000,
    p: decision.p,
    history: historyOf(learnt),
    summary: `Took ${spanText(took)}${usual}${allowed}${learning ? wanted : ""}`,
    evidence: evidenceOf(run),
    validUntil: limit === Infinity ? Infinity : limit + 1,
  });
}
