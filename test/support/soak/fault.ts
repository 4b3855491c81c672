import type { Cadence, Country } from "./calendar.ts";
import type { SoakJob, SoakPipeline } from "./estate.ts";

export const faultKinds = [
  "failed",
  "flaky",
  "hung",
  "late",
  "missing",
  "disordered",
  "partial",
  "empty",
  "doubled",
  "stuck",
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
  /** The first try fails. */
  readonly failsOnce?: boolean;
  /** It goes on and on, until somebody kills it and starts another. */
  readonly hangsUntil?: number;
  readonly duration?: number;
  readonly rows?: number;
  /** As many as these, exactly. */
  readonly sameRows?: number;
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
  /** Known to people, who do not want to hear of them. */
  readonly snoozed: readonly Fault[];
  readonly effects: Effects;
}

/** A stretch in which all that a country runs stands still, as was said before. */
export interface Upgrade {
  readonly country: Country;
  readonly from: number;
  /** When it goes on; what was left behind has until `until`. */
  readonly overAt: number;
  readonly until: number;
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

function thrice(cadence: Cadence): readonly Cadence[] {
  return [cadence, cadence, cadence];
}

/** How many faults there are of each kind, in pipelines of which cadence. */
export const wanted: readonly (readonly [FaultKind, readonly Cadence[]])[] = [
  ["failed", ["daily", "weekly"]],
  ["flaky", ["hourly"]],
  ["hung", ["hourly", "daily"]],
  ["late", ["daily", "monthly"]],
  ["missing", ["hourly", "business days", "weekly"]],
  ["disordered", ["hourly"]],
  ["partial", ["hourly", "daily", "business days", "weekly"]],
  ["empty", ["hourly", "monthly"]],
  ["doubled", ["daily", "business days", "weekly"]],
  ["stuck", ["hourly"]],
  ["schema", ["hourly", "business days"]],
  ["quality", ["daily", "weekly"]],
  ["drift", ["daily"]],
  ["cost", ["hourly", "daily"]],
  ["cascade", [...thrice("hourly"), ...thrice("daily"), "daily", ...thrice("business days")]],
];

/** As many, of one kind. */
export function wantedOf(kind: FaultKind): typeof wanted {
  const cadences = wanted.filter(([each]) => each === kind).flatMap(([, all]) => all);
  const count = wanted.reduce((sum, [, all]) => sum + all.length, 0);
  return [[kind, Array.from({ length: count }, (_, index) => cadences[index % cadences.length] ?? "daily")]];
}
