/** A run of a pipeline, as it should have been and as it was. */
export interface Run {
  /** When its data is usually there. */
  readonly usual: number;
  /** When it was there; undefined: never. */
  readonly writtenAt: number | undefined;
  readonly rows: number;
  /** A backfill of old data: no credit for today. */
  readonly backfill: boolean;
}

/** Runs without a fault. */
export interface PlannedRuns {
  readonly runs: readonly (Run & { readonly writtenAt: number })[];
  /** Of their rows, as the standard deviation of the logarithm. */
  readonly noise: number;
}

export const faultKinds = ["late", "missing", "partial", "empty", "duplicate", "level shift", "drift"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What went wrong, from one run to another, both within it, as indexes of those that are no backfills. */
export interface PipelineFault {
  readonly kind: FaultKind;
  readonly from: number;
  readonly to: number;
}

export const scheduleKinds = [
  "hourly",
  "working hours",
  "daily",
  "business days",
  "weekly",
  "monthly",
  "irregular",
] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

export interface Pipeline {
  readonly name: string;
  readonly schedule: ScheduleKind;
  /** Set where the pipeline's time zone is declared; else it must be learnt that it follows some clock. */
  readonly offsetAt: ((at: number) => number) | undefined;
  /** Set where its calendar is declared. */
  readonly isDayOff: ((at: number) => boolean) | undefined;
  /** In order of the time at which data is usually there. */
  readonly runs: readonly Run[];
  readonly faults: readonly PipelineFault[];
}

/** Whether a fault shows in the times of writing, rather than in what was written. */
export function isLateness(kind: FaultKind): boolean {
  return kind === "late" || kind === "missing";
}
