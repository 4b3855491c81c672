import type { Declarations } from "./expectations/declarations.ts";
import type { Expectations } from "./expectations/expectations.ts";
import type { Severity } from "./expectations/schema/forms.ts";

/** What is judged: a dataset (by its canonical name), a job, a budget that several jobs share, or the platform itself. */
export interface Subject {
  readonly kind: "dataset" | "job" | "budget" | "platform";
  readonly namespace: string;
  readonly name: string;
}

/**
 * `freshness`: explicit deadline, greatest age or learned gap; `completion`: a job's deadline; `watcher`: the heartbeats of the
 * rules themselves.
 */
export const signalNames = [
  "freshness",
  "completeness",
  "late_data",
  "volume",
  "quality",
  "schema",
  "duration",
  "completion",
  "failures",
  "retries",
  "cost",
  "slo",
  "dead_letters",
  "lag",
  "watcher",
] as const;
export type SignalName = (typeof signalNames)[number];

export const verdictStates = ["ok", "at_risk", "breach", "learning", "unknown", "excused"] as const;
/**
 * - `at_risk`: will miss its deadline by the time its upstream needs.
 * - `learning`: too little history, neither healthy nor alerting.
 * - `unknown`: what would be judged is not said by anybody: not zero, not ok.
 * - `excused`: a maintenance window, a backfill, disabled while open.
 */
export type VerdictState = (typeof verdictStates)[number];

/** What the numbers of a verdict are in; `s` are seconds. Money is in its currency, by ISO 4217. */
export type Unit = "s" | "rows" | "bytes" | "files" | "share" | "count" | (string & {});

/** What a person checks a verdict by. */
export interface Evidence {
  readonly run?: {
    readonly job: { readonly namespace: string; readonly name: string };
    readonly runId: string;
    readonly error: string | null;
    readonly endedAt: number | null;
  };
  /** The data that is judged, from, included, to, excluded. */
  readonly interval?: { readonly from: number; readonly to: number };
  readonly check?: { readonly assertion: string; readonly column: string; readonly name: string };
  readonly schemaVersion?: number;
  /** When it was last seen to be well: completed, written as usual, checked. What was wrong by then already did not break it. */
  readonly goodAt?: number;
  /** The job that what is late or at risk waits for. */
  readonly waitsFor?: { readonly namespace: string; readonly name: string };
}

/** How much past a verdict rests on: "learning, 6 of 14". */
export interface Basis {
  readonly points: number;
  readonly from: number | null;
  readonly wanted: number;
}

/** What one signal says of one subject. Times are milliseconds since the epoch. */
export interface Verdict {
  readonly signal: SignalName;
  readonly subject: Subject;
  /** Which of several of one signal: a check, `rows`; empty where there is one. */
  readonly aspect: string;
  readonly state: VerdictState;
  readonly severity: Severity;
  /** Event time at which this state began: when it was due, failed, changed. */
  readonly since: number;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unit: Unit;
  readonly p: number | null;
  /** What was or is to be met. */
  readonly deadline: number | null;
  readonly history: Basis;
  /** One sentence for a person: what, how late or far off. */
  readonly summary: string;
  readonly evidence: Evidence;
  /** It changes only when a fact about its subject comes, or at this time; infinite when time alone changes nothing. */
  readonly validUntil: number;
}

/** A rule was evaluated. */
export interface Heartbeat {
  readonly rule: SignalName;
  readonly at: number;
  readonly subjects: number;
  readonly breaches: number;
  readonly durationMs: number;
  /** When the newest fact it looked at was received. */
  readonly newestDataAt: number | null;
  /** Why it could not be evaluated. */
  readonly error: string | null;
}

export interface Evaluation {
  readonly at: number;
  /**
   * Each that is not `ok`, and those that have become `ok` since the evaluation before; what is judged no more (dropped,
   * disabled) and was not `ok` is `ok` too, once.
   */
  readonly verdicts: readonly Verdict[];
  readonly heartbeats: readonly Heartbeat[];
  /** Of all that was judged, how many are in each state. */
  readonly counts: Readonly<Record<VerdictState, number>>;
}

/** With what is new in it, for who keeps it. */
export interface FullEvaluation extends Evaluation {
  /** Those that say something else than at the evaluation before; at the first all of them. */
  readonly changed: readonly Verdict[];
  /** What was said before and is judged no more. */
  readonly gone: readonly Verdict[];
}

/** Judges what is known at a moment. One at a time; `now` never goes back. */
export interface Evaluator {
  evaluate(now: number): Promise<FullEvaluation>;
  /** Undefined for a subject that is neither a dataset nor a job, or was not there at the last evaluation. */
  expectationsOf(subject: Subject): Expectations | undefined;
  /** What the files said at the last evaluation: channels, owners, maintenance, budgets. */
  readonly declarations: Declarations;
}

export function subjectKey({ kind, namespace, name }: Subject): string {
  return `${kind}\0${namespace}\0${name}`;
}

/** The same for each verdict of one signal, subject and aspect. */
export function verdictKey({ signal, subject, aspect }: Pick<Verdict, "signal" | "subject" | "aspect">): string {
  return `${signal}\0${subjectKey(subject)}\0${aspect}`;
}
