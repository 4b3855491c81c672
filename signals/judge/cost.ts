import { startOfPeriod } from "../calendar/data-interval.ts";
import { dateAt, startOfDay } from "../calendar/wall-clock.ts";
import type { Budget } from "../expectations/expectations.ts";
import type { CostFact } from "../facts/fact.ts";
import { medianOf } from "./median.ts";
import type { Verdict } from "../verdict.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { numberText, shareText } from "./words.ts";

/** What one run cost, in one currency. */
export interface RunCost {
  readonly at: number;
  readonly runId: string;
  readonly currency: string;
  readonly amount: number;
}

/** Items of one run together, in order of time. */
export function runCosts(costs: readonly CostFact[]): readonly RunCost[] {
  const sums = new Map<string, RunCost>();
  for (const { runId, currency, amount, at } of costs) {
    const key = `${runId === "" ? at : runId}\0${currency}`;
    const sum = sums.get(key);
    sums.set(key, { at: Math.max(sum?.at ?? at, at), runId, currency, amount: (sum?.amount ?? 0) + amount });
  }
  return [...sums.values()].toSorted((a, b) => a.at - b.at);
}

/** Part of the period that must be over before what was spent in it foretells the rest. */
const leastPassed = 0.1;

/** What was spent in the period that goes on, or by the last run, against a budget; with where it will end at this rate. */
export function judgeBudget(about: About, budget: Budget, all: readonly RunCost[]): Verdict {
  const { amount: limit, currency, per, warnAt } = budget;
  const costs = all.filter((cost) => cost.currency === currency);
  const common = { aspect: "budget", unit: currency, upper: limit } as const;
  if (costs.length === 0) {
    const summary = `No run says what it costs in ${currency}`;
    return makeVerdict(about, { ...common, state: "unknown", summary });
  }
  if (per === "run") {
    const last = costs.at(-1);
    const spent = last?.amount ?? 0;
    return makeVerdict(about, {
      ...common,
      state: spent > limit ? "breach" : "ok",
      since: last?.at ?? about.now,
      observed: spent,
      summary: `The last run cost ${numberText(spent)} ${currency}; ${numberText(limit)} are allowed`,
    });
  }
  const { from, to } = periodAround(about.now, per, budget.timeZone);
  const spent = costs.reduce((sum, { at, amount }) => (at >= from && at < to ? sum + amount : sum), 0);
  const passed = (about.now - from) / (to - from);
  const before = costs.reduce((sum, { at, amount }) => (at >= from - (to - from) && at < from ? sum + amount : sum), 0);
  // At first what was spent in the period before says more than a few hours of this one.
  const rate = passed >= leastPassed || before === 0 ? spent / Math.max(passed, leastPassed) : before;
  const forecast = Math.max(spent, passed >= leastPassed ? rate : spent + before * (1 - passed));
  const over = spent > limit;
  const risk = !over && (forecast > limit || spent > warnAt * limit);
  return makeVerdict(about, {
    ...common,
    state: over ? "breach" : risk ? "at_risk" : "ok",
    since: over ? (crossing(costs, from, limit) ?? about.now) : from,
    observed: spent,
    expected: forecast,
    deadline: to,
    summary: `${numberText(spent)} of ${numberText(limit)} ${currency} spent this ${per}, ${shareText(spent / limit)}; ${numberText(forecast)} by its end at this rate`,
    validUntil: Math.min(to, about.now + Math.min(3_600_000, (to - from) / 100)),
  });
}

/** When the sum since a moment passed a limit. */
function crossing(costs: readonly RunCost[], from: number, limit: number): number | undefined {
  let sum = 0;
  for (const { at, amount } of costs) {
    if (at < from) continue;
    sum += amount;
    if (sum > limit) return at;
  }
  return undefined;
}

function periodAround(
  now: number,
  per: Exclude<Budget["per"], "run">,
  timeZone: string,
): { readonly from: number; readonly to: number } {
  const start = startOfPeriod(dateAt(now, timeZone), per, 1);
  const next = start.add(
    { day: { days: 1 }, week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 }, year: { years: 1 } }[per],
  );
  return { from: startOfDay(start, timeZone), to: startOfDay(next, timeZone) };
}

const fewRuns = 8;
/** So many times what is usual is told, by the last few runs alone. */
const muchMore = 3;

/** Whether the last run cost much more than runs do. */
export function judgeRunCost(about: About, costs: readonly RunCost[]): Verdict | undefined {
  const last = costs.at(-1);
  if (last === undefined) return undefined;
  const before = costs.filter(({ currency, runId }) => currency === last.currency && runId !== last.runId).slice(-30);
  const common = {
    unit: last.currency,
    since: last.at,
    observed: last.amount,
    history: { points: before.length, from: before[0]?.at ?? null, wanted: fewRuns },
  } as const;
  if (before.length < fewRuns) {
    const summary = `${numberText(last.amount)} ${last.currency}: learning, ${before.length} of ${fewRuns} runs`;
    return makeVerdict(about, { ...common, state: "learning", summary });
  }
  const amounts = before.map(({ amount }) => amount);
  const usual = medianOf(amounts);
  const upper = Math.max(usual * muchMore, Math.max(...amounts) * 1.5);
  const wrong = last.amount > upper;
  return makeVerdict(about, {
    ...common,
    state: wrong ? "breach" : "ok",
    expected: usual,
    upper,
    summary: `The last run cost ${numberText(last.amount)} ${last.currency}, usually ${numberText(usual)}`,
  });
}
