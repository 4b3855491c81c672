import { verdictKey } from "#signals/verdict.ts";
import type { Evaluation, SignalName, Verdict } from "#signals/verdict.ts";
import { activeMembers, isOpen } from "./incident.ts";
import type { Incident, IncidentState } from "./incident.ts";
import type { Ledger } from "./ledger.ts";
import type { LeaveReason } from "./log-entry.ts";

/** Verdicts that must be in an incident, each once, in an order of their own: not that in which they came. */
export function breachesIn({ verdicts }: Evaluation): readonly Verdict[] {
  const found = new Map(verdicts.filter(isBreach).map((verdict) => [verdictKey(verdict), verdict]));
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, verdict]) => verdict);
}

function isBreach({ state }: Verdict): boolean {
  return state === "breach" || state === "at_risk";
}

export function openIncidents({ incidents }: IncidentState): readonly Incident[] {
  return [...incidents.values()].filter(isOpen).toSorted((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
}

/**
 * Brings the members of open incidents up to date.
 *
 * @returns the breaches that are in none.
 */
export function updateMembers(ledger: Ledger, evaluation: Evaluation, now: number): readonly Verdict[] {
  const breaches = new Map(breachesIn(evaluation).map((verdict) => [verdictKey(verdict), verdict]));
  const others = new Map(evaluation.verdicts.map((verdict) => [verdictKey(verdict), verdict]));
  const evaluated = evaluatedRules(evaluation);
  for (const incident of openIncidents(ledger.state)) {
    for (const { verdict: before } of activeMembers(incident)) {
      const key = verdictKey(before);
      const verdict = breaches.get(key);
      breaches.delete(key);
      if (verdict === undefined) {
        const why = whyLeft(others.get(key), evaluated.has(before.signal));
        if (why !== undefined) ledger.record({ incident: incident.id, at: now, kind: "left", member: key, why });
      } else if (isNews(before, verdict)) {
        ledger.record({ incident: incident.id, at: now, kind: "updated", verdict });
      }
    }
  }
  return [...breaches.values()];
}

/** Undefined when it stays: nothing is known of it. */
function whyLeft(verdict: Verdict | undefined, evaluated: boolean): LeaveReason | undefined {
  switch (verdict?.state) {
    case "ok":
      return "recovered";
    case "excused":
      return "excused";
    case "learning":
      return "not_judged";
    case undefined:
      return evaluated ? "recovered" : undefined;
    default:
      return undefined;
  }
}

/** A rule that could not be evaluated says nothing. */
function evaluatedRules({ heartbeats }: Evaluation): ReadonlySet<SignalName> {
  return new Set(heartbeats.filter(({ error }) => error === null).map(({ rule }) => rule));
}

/** Numbers that drift are not written down each time. */
function isNews(before: Verdict, now: Verdict): boolean {
  return before.state !== now.state || before.severity !== now.severity || before.since !== now.since;
}
