import type { Severity } from "../expectations/schema/forms.ts";
import type { Evidence, SignalName, Subject, Verdict } from "../verdict.ts";

/** Of whom a signal says something, and how much a breach weighs. */
export interface About {
  readonly signal: SignalName;
  readonly subject: Subject;
  readonly severity: Severity;
  readonly now: number;
}

type Said = Partial<Omit<Verdict, "signal" | "subject">> & Pick<Verdict, "state" | "summary" | "unit">;

export const noHistory = { points: 0, from: null, wanted: 0 } as const;

export function goodAt(at: number | null | undefined): Pick<Evidence, "goodAt"> {
  return at === null || at === undefined ? {} : { goodAt: at };
}

/** A verdict of which only what is known is said. */
export function makeVerdict({ signal, subject, severity, now }: About, said: Said): Verdict {
  return {
    signal,
    subject,
    aspect: "",
    severity,
    since: now,
    observed: null,
    expected: null,
    lower: null,
    upper: null,
    p: null,
    deadline: null,
    history: noHistory,
    evidence: {},
    validUntil: Infinity,
    ...said,
  };
}
