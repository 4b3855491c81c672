import type { KnownFacts } from "../facts/known-facts.ts";
import type { Verdict } from "../verdict.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { medianOf } from "./median.ts";
import { numberText, spanText } from "./words.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const evaluateAgainMs = minute;

/** So many refused events in an hour are told although there never were any. */
const leastDeadLetters = 10;

/** Events that were refused in the last hour, against what is usual of an hour that has any. */
export function judgeDeadLetters(about: About, { platform: { deadLetters } }: KnownFacts): Verdict {
  const { now } = about;
  // Hours are whole; the one before counts as far as it is not over for an hour.
  const recent = deadLetters
    .filter(({ at }) => at > now - 2 * hour)
    .reduce((most, { count }) => Math.max(most, count), 0);
  const before = deadLetters.filter(({ at }) => at <= now - 2 * hour).map(({ count }) => count);
  const usual = before.length === 0 ? 0 : medianOf(before);
  const upper = Math.max(leastDeadLetters, 3 * usual);
  const wrong = recent > upper;
  return makeVerdict(about, {
    state: wrong ? "breach" : "ok",
    since: wrong ? Math.min(...deadLetters.filter(({ at }) => at > now - 2 * hour).map(({ at }) => at)) : now,
    unit: "count",
    observed: recent,
    expected: usual,
    upper,
    summary: `${numberText(recent)} events were refused in an hour, ${numberText(upper)} are nothing unusual`,
    validUntil: now + evaluateAgainMs,
  });
}

/** From event to reception, 95 of 100. */
const longestLagMs = 5 * minute;

/** How long events take from their pipelines to here; none when no event has come lately. */
export function judgeLag(about: About, { platform: { lagMs } }: KnownFacts): readonly Verdict[] {
  const { now } = about;
  if (lagMs === null) return [];
  const lag = Math.max(0, lagMs);
  const summary = `Of 100 events of the last minutes 95 took no longer than ${spanText(lag)} to come; ${spanText(longestLagMs)} is the most in order`;
  const state = lag > longestLagMs ? "breach" : "ok";
  const numbers = { unit: "s", observed: lag / 1000, upper: longestLagMs / 1000 } as const;
  return [makeVerdict(about, { ...numbers, state, summary, validUntil: now + evaluateAgainMs })];
}

const lookBackHours = 14 * 24;
const fewHours = 24;

/** Whether events still come: silence that is longer than any of the last two weeks blinds every other signal. */
export function judgeSilence(about: About, facts: KnownFacts): Verdict {
  const { now } = about;
  const { newestReceivedAt } = facts.platform;
  const common = { unit: "s", validUntil: now + evaluateAgainMs } as const;
  if (newestReceivedAt === null)
    return makeVerdict(about, { ...common, state: "unknown", summary: "No event has ever come" });
  const hours = facts.busyHours;
  const last = Math.floor(newestReceivedAt / hour);
  const from = Math.max(last - lookBackHours, Math.min(...hours, last));
  let [longest, empty] = [0, 0];
  for (let each = from; each <= last; each++) {
    empty = hours.has(each) ? 0 : empty + 1;
    longest = Math.max(longest, empty);
  }
  const silence = now - newestReceivedAt;
  const points = last - from;
  const numbers = { ...common, observed: silence / 1000, history: { points, from: from * hour, wanted: fewHours } };
  if (points < fewHours) {
    const summary = `Learning how long events may stay away: ${points} of ${fewHours} hours`;
    return makeVerdict(about, { ...numbers, state: "learning", summary });
  }
  const upper = Math.min(7 * day, (longest + 2) * hour * 1.25);
  const wrong = silence > upper;
  return makeVerdict(about, {
    ...numbers,
    state: wrong ? "breach" : "ok",
    since: wrong ? newestReceivedAt + upper : newestReceivedAt,
    expected: longest * 3600,
    upper: upper / 1000,
    deadline: newestReceivedAt + upper,
    summary: wrong
      ? `No event has come for ${spanText(silence)}, never so long in two weeks: nothing else can be judged`
      : `The last event came ${spanText(silence)} ago`,
  });
}
