export const directions = ["upstream", "downstream", "both"] as const;

/** How far to look downstream of a dataset or a column. */
export interface ImpactQuestion {
  /** Its number in the graph. */
  readonly dataset: number;
  readonly column: string | undefined;
  /** Hops; Infinity for all. */
  readonly depth: number;
  /** Nodes in each direction. */
  readonly limit: number;
  /** Only edges seen at or after that event time. */
  readonly since: Date | undefined;
  readonly asOf: Date | undefined;
}

export interface LineageQuestion extends ImpactQuestion {
  readonly direction: (typeof directions)[number];
  /** Also column lineage. */
  readonly columns: boolean;
}

/** The earliest event time, in microseconds, at which an edge must have been seen. */
export function seenSince({ since }: Pick<ImpactQuestion, "since">): number {
  return since === undefined ? -Infinity : since.getTime() * 1000;
}
