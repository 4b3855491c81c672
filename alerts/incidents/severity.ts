import { severities } from "#signals/expectations/schema/forms.ts";
import type { Severity } from "#signals/expectations/schema/forms.ts";
import type { Verdict } from "#signals/verdict.ts";

export function isAtLeast(one: Severity, other: Severity): boolean {
  return severities.indexOf(one) >= severities.indexOf(other);
}

export function highest(all: readonly Severity[]): Severity {
  return severities.findLast((severity) => all.includes(severity)) ?? "info";
}

/** What it weighs: what is only at risk weighs less than what is broken. */
export function weightOf({ state, severity }: Pick<Verdict, "state" | "severity">): Severity {
  if (state !== "at_risk") return severity;
  return severities[Math.max(0, severities.indexOf(severity) - 1)] ?? severity;
}

export function severityOrder(severity: Severity): number {
  return severities.indexOf(severity);
}
