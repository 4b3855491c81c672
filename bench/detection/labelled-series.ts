/** A value at a time, in milliseconds since the epoch. `excluded`: of a backfill or a replay, or marked by a person. */
export interface SeriesPoint {
  readonly at: number;
  readonly value: number;
  readonly excluded?: boolean;
}

/** What went wrong, from one point to another, both within it, as indexes. */
export interface Fault {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

export interface LabelledSeries {
  readonly name: string;
  /** What the series looks like; figures are told by it. */
  readonly family: string;
  readonly timeZone?: string;
  readonly points: readonly SeriesPoint[];
  readonly faults: readonly Fault[];
}
