import type { LocalClock } from "../calendar/local-clock.ts";
import type { Deadlines } from "../calendar/deadlines.ts";
import type { OpenTime } from "../calendar/open-time.ts";
import type { Schedule } from "../calendar/schedule.ts";
import type { Importance, Severity } from "./schema/forms.ts";
import type { BudgetPeriod } from "./values/amounts.ts";

/** What a dataset or a job ends up with, whoever said it. Times are milliseconds; undefined means not said. */
export interface CommonExpectations {
  /** False: nothing is expected of it, nothing is learned, no alert. */
  readonly enabled: boolean;
  readonly description: string | undefined;
  readonly owner: string | undefined;
  readonly severity: Severity;
  readonly importance: Importance;
  readonly runbook: string | undefined;
  readonly routes: readonly Route[];
  readonly escalation: readonly EscalationStep[];
  /** A learned band may be wrong about it once in so long. */
  readonly falseAlertEveryMs: number;
  /** By which weekdays, hours and holidays are told apart. */
  readonly clock: LocalClock;
  readonly slo: Slo | undefined;
  readonly cost: CostExpectation | undefined;
}

/** A section that is undefined was turned off, or nothing is known to expect. */
export interface DatasetExpectations extends CommonExpectations {
  readonly kind: "dataset";
  readonly freshness: Timeliness | undefined;
  readonly volume: VolumeExpectation | undefined;
  readonly quality: QualityExpectation | undefined;
  readonly schema: SchemaExpectation | undefined;
}

export interface JobExpectations extends CommonExpectations {
  readonly kind: "job";
  /** By when a run must have completed. */
  readonly completion: Timeliness | undefined;
  readonly duration: DurationExpectation | undefined;
  readonly failures: FailureExpectation | undefined;
}

export type Expectations = DatasetExpectations | JobExpectations;

/** These channels are told of incidents of this severity and above. */
export interface Route {
  readonly fromSeverity: Severity;
  readonly channels: readonly string[];
}

/** Who is told next when nobody has acknowledged for so long. */
export interface EscalationStep {
  readonly afterMs: number;
  readonly channels: readonly string[];
}

/** When new data must be there, or a run completed. */
export type Timeliness = { readonly severity: Severity } & (
  | { readonly kind: "learned" }
  /** `open`: when time counts; undefined: always. */
  | { readonly kind: "max_age"; readonly maxAgeMs: number; readonly open: OpenTime | undefined }
  | { readonly kind: "deadlines"; readonly schedule: Schedule; readonly deadlines: Deadlines }
);

export interface VolumeExpectation {
  readonly severity: Severity;
  readonly minRows: number | undefined;
  readonly maxRows: number | undefined;
  readonly minBytes: number | undefined;
  readonly maxBytes: number | undefined;
  readonly minFiles: number | undefined;
  readonly maxFiles: number | undefined;
  /** A share: 0.5 is half as much, or half as much again. */
  readonly maxChange: number | undefined;
  readonly allowZero: boolean;
  readonly per: "run" | "interval";
  readonly learned: boolean;
}

export interface DurationExpectation {
  readonly severity: Severity;
  readonly minMs: number | undefined;
  readonly maxMs: number | undefined;
  readonly learned: boolean;
}

export interface CostExpectation {
  readonly severity: Severity;
  readonly budget: Budget | undefined;
  readonly learned: boolean;
}

export interface Budget {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly per: BudgetPeriod;
  /** Share that is worth a warning. */
  readonly warnAt: number;
  /** Zone in which days, weeks and months begin. */
  readonly timeZone: string;
}

export interface QualityExpectation {
  /** Undefined: what the producer of the check says, else the thing's own. */
  readonly severity: Severity | undefined;
  /** The last that fits a check counts. Patterns as of `compilePattern`; undefined fits all. */
  readonly checks: readonly {
    readonly assertion: string | undefined;
    readonly column: string | undefined;
    readonly severity: Severity | "off";
  }[];
}

export interface SchemaExpectation {
  readonly severity: Severity;
  readonly compatibility: "none" | "backward" | "forward" | "full";
  /** Patterns of fields that may change. */
  readonly ignore: readonly string[];
}

export interface FailureExpectation {
  readonly severity: Severity;
  readonly consecutive: number;
  readonly maxAttempts: number | undefined;
}

export interface Slo {
  /** A share: 0.995. */
  readonly target: number;
  readonly windowMs: number;
}
