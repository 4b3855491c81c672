import type { Cadence } from "./calendar.ts";
import type { SoakJob, SoakPipeline } from "./estate.ts";

export const faultKinds = [
  "failed",
  "hung",
  "late",
  "missing",
  "partial",
  "empty",
  "doubled",
  "schema",
  "quality",
  "drift",
  "cost",
  "cascade",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What becomes of one run of a job. */
export interface Effect {
  /** It starts no sooner: it waits for what nobody sees. */
  readonly startAt?: number;
  /** It is left out, and made up for at `startAt`; those after it do not wait. */
  readonly outOfOrder?: boolean;
  /** All tries fail, until somebody mends it. */
  readonly failsUntil?: number;
  /** It goes on and on, until somebody kills it and starts another. */
  readonly hangsUntil?: number;
  readonly duration?: number;
  readonly rows?: number;
  readonly cost?: number;
  readonly checkFails?: boolean;
  readonly columns?: "broken" | "added";
}

/** Something that goes wrong with a job, from one planned run to another, both within it. */
export interface Fault {
  readonly kind: FaultKind;
  readonly pipeline: SoakPipeline;
  readonly job: SoakJob;
  readonly first: number;
  readonly last: number;
  /** Whether what is made from it is wrong too. */
  readonly spreads: boolean;
}

export interface Plan {
  readonly faults: readonly Fault[];
  readonly effects: Effects;
}

/** By job and planned run. */
export class Effects {
  readonly #effects = new Map<string, Effect>();

  of(job: SoakJob, slot: number): Effect {
    return this.#effects.get(`${job.id} ${slot}`) ?? {};
  }

  add(job: SoakJob, slot: number, effect: Effect): void {
    this.#effects.set(`${job.id} ${slot}`, { ...this.of(job, slot), ...effect });
  }
}

/** How many faults there are of each kind, in pipelines of which cadence. */
export const wanted: readonly (readonly [FaultKind, readonly Cadence[]])[] = [
  ["failed", ["hourly", "daily", "business days", "weekly"]],
  ["hung", ["hourly", "daily", "business days"]],
  ["late", ["hourly", "daily", "monthly"]],
  ["missing", ["hourly", "daily", "business days", "weekly"]],
  ["partial", ["hourly", "daily", "business days", "weekly"]],
  ["empty", ["hourly", "daily", "monthly"]],
  ["doubled", ["daily", "business days", "weekly"]],
  ["schema", ["hourly", "daily", "business days"]],
  ["quality", ["hourly", "daily", "weekly"]],
  ["drift", ["daily", "business days"]],
  ["cost", ["hourly", "daily"]],
  ["cascade", ["hourly", "hourly", "daily", "daily", "business days", "business days"]],
];
