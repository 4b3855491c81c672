import { backtest } from "#alerts/backtest/backtest.ts";
import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import { load } from "../expectations.ts";
import { hour, minute } from "./calendar.ts";
import { createCompany, soakFrom, soakUntil, sourceOf } from "./company.ts";
import type { Company } from "./company.ts";
import { expectationsOf } from "./declared-by-company.ts";
import type { FaultKind } from "./fault.ts";
import { scoreOf, toldIncidents } from "./score.ts";
import type { Score } from "./score.ts";

/** Judged so often, by the simulated clock. */
const everyMs = 15 * minute;

export interface Soak {
  readonly company: Company;
  readonly entries: readonly LogEntry[];
  readonly score: Score;
}

export interface SoakOptions {
  readonly until?: number;
  /** All faults are of this kind. */
  readonly only?: FaultKind | undefined;
}

/** Ninety days of a company that is made from a seed, with all its signals and incidents. */
export async function soak(seed: string, options: SoakOptions = {}): Promise<Soak> {
  const { until = soakUntil, only } = options;
  const company = createCompany(seed, only);
  const { declarations, problems } = load({ "tidemark.yml": expectationsOf(company) });
  const problem = problems.find(({ severity }) => severity === "error");
  if (problem !== undefined) throw new Error(problem.message);
  const expectations = fixedExpectations(declarations);
  const entries: LogEntry[] = [];
  const steps = backtest({
    source: sourceOf(company),
    expectations,
    actions: snoozesOf(company),
    from: soakFrom,
    until,
    everyMs,
  });
  for await (const step of steps) entries.push(...step.entries);
  const faults = company.faults.filter((fault) => fault.until <= until);
  return { company, entries, score: scoreOf(toldIncidents(entries, soakFrom), faults) };
}

/** Who looks after it says an hour before that it will fail, and when it will be mended. */
function snoozesOf({ snoozed }: Company): readonly LogEntry[] {
  return snoozed
    .flatMap(({ roots, from, until }) =>
      roots.map((subject): LogEntry => {
        const said = { until, by: "their owner", reason: "known" };
        return { incident: "", at: from - hour, kind: "snoozed", subject, ...said };
      }),
    )
    .toSorted((a, b) => a.at - b.at);
}
