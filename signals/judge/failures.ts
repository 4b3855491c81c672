import type { FailureExpectation } from "../expectations/expectations.ts";
import type { RunFact } from "../facts/fact.ts";
import type { Evidence, Verdict } from "../verdict.ts";
import type { LearntJob } from "./job-learner.ts";
import { goodAt, makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { spanText } from "./words.ts";

function evidenceOf({ job, runId, endedAt, error, nominal }: RunFact): Evidence {
  return {
    run: { job, runId, error: error === "" ? null : error, endedAt },
    ...(nominal === null ? {} : { interval: nominal }),
  };
}

/** Whether the last runs failed: as many in a row as are told. One that was aborted says nothing. */
export function judgeFailures(
  about: About,
  { consecutive, maxAttempts }: FailureExpectation,
  { recent }: LearntJob,
): Verdict | undefined {
  // A try that failed while others are to come is no failure yet.
  const counted = recent.filter(
    ({ state, attempt }) =>
      state === "COMPLETE" ||
      (state === "FAIL" && (maxAttempts === undefined || (attempt ?? maxAttempts) >= maxAttempts)),
  );
  const last = counted.at(-1);
  if (last === undefined) return undefined;
  const lastSuccess = counted.findLastIndex(({ state }) => state === "COMPLETE");
  const failed = counted.slice(lastSuccess + 1);
  const [first] = failed;
  const wrong = failed.length >= consecutive && first !== undefined;
  const success = counted[lastSuccess];
  const good =
    success?.endedAt === undefined || success.endedAt === null
      ? "; no run is known that completed"
      : `; the last good run ended ${spanText(about.now - success.endedAt)} ago`;
  return makeVerdict(about, {
    state: wrong ? "breach" : "ok",
    since: (wrong ? first.endedAt : last.endedAt) ?? about.now,
    unit: "count",
    observed: failed.length,
    expected: 0,
    upper: consecutive - 1,
    summary: wrong
      ? `${failed.length === 1 ? "The last run failed" : `The last ${failed.length} runs failed`}${errorText(last)}${good}`
      : failed.length === 0
        ? "The last run completed"
        : `${failed.length} of ${consecutive} failures in a row`,
    evidence: { ...evidenceOf(last), ...goodAt(success?.startedAt ?? success?.endedAt) },
  });
}

function errorText({ error }: RunFact): string {
  const [line] = error.trim().split("\n");
  return line === undefined || line === "" ? "" : `: ${line.length > 160 ? `${line.slice(0, 159)}…` : line}`;
}

/** Runs of the last days that are looked at. */
const lately = 20;
const fewRuns = 6;
/** So many runs of these may have needed another try. */
const share = 0.5;

/** How often it takes more than one try; with a greatest number of tries, whether the last run took more. */
export function judgeRetries(
  about: About,
  { maxAttempts }: FailureExpectation,
  { recent }: LearntJob,
): Verdict | undefined {
  const tried = recent.filter(({ attempt, state }) => attempt !== null && state === "COMPLETE").slice(-lately);
  const last = recent.findLast(({ attempt }) => attempt !== null);
  if (last === undefined || last.attempt === null) return undefined;
  const again = tried.filter(({ attempt }) => (attempt ?? 1) > 1).length;
  const much = maxAttempts !== undefined && last.attempt > maxAttempts;
  const often = tried.length >= fewRuns && again > tried.length * share;
  return makeVerdict(about, {
    state: much || often ? "breach" : "ok",
    since: last.endedAt ?? about.now,
    unit: "count",
    observed: last.attempt,
    expected: 1,
    upper: maxAttempts ?? null,
    history: { points: tried.length, from: tried[0]?.endedAt ?? null, wanted: fewRuns },
    summary: much
      ? `The last run was try ${last.attempt}; ${maxAttempts} are allowed`
      : `${again} of the last ${tried.length} runs that completed took more than one try`,
    evidence: evidenceOf(last),
  });
}
