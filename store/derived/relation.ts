import { quoteString, timeText } from "../sql-text.ts";

/** The public read views: what is derived from the events, each row documented in `docs/read-views.md`. */
export type ViewName =
  | "runs"
  | "jobs"
  | "job_dependencies"
  | "datasets"
  | "facets"
  | "run_datasets"
  | "job_datasets"
  | "schemas"
  | "lineage"
  | "column_lineage"
  | "quality"
  | "metrics"
  | "costs";

/** A read view for a FROM clause: as known now, or as it was known at a time. */
export function relation(view: ViewName, asOf: Date | undefined): string {
  if (asOf === undefined) return `tidemark.${view}`;
  return `tidemark.${view}_as_of(at = ${quoteString(timeText(asOf))})`;
}
