import type { CheckDetails, ColumnMetrics } from "../contract/facets/data-quality.ts";
import { defined } from "./facet.ts";

/** The result of one check on a dataset. */
export interface Expectation extends Omit<CheckDetails, "expected" | "actual" | "severity"> {
  /** `orders have a customer`. */
  readonly name: string;
  readonly success: boolean;
  /** The kind of check: `not_null`, `unique`, `row_count` …; default: the name. */
  readonly assertion?: string;
  /** `error` (blocks the pipeline) or `warn`. */
  readonly severity?: string;
  readonly column?: string;
  /** Kept as text. */
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** Numbers measured on a dataset. */
export interface DatasetMetrics {
  readonly rows?: number;
  readonly bytes?: number;
  readonly files?: number;
  /** When the data last changed. */
  readonly lastUpdated?: Date | string;
  /** By column. */
  readonly columns?: Readonly<Record<string, ColumnMetrics>>;
}

/** @throws TypeError for what is no result of a check. */
export function assertionOf(expectation: Expectation): object {
  const { name, success, assertion, expected, actual, ...rest } = expectation;
  if (typeof name !== "string" || name === "") throw new TypeError("an expectation needs a name");
  if (typeof success !== "boolean") throw new TypeError("success of an expectation is true or false");
  const texts = defined({ ...rest, expected: text(expected), actual: text(actual) });
  return { assertion: assertion ?? name, success, name, ...texts };
}

/** Adds numbers to those measured before; of two for one column and measure, the newer counts. */
export function mergeMetrics(before: unknown, metrics: DatasetMetrics): object {
  const { rows, bytes, files, lastUpdated, columns = {} } = metrics;
  const known = hasColumns(before) ? before : { columnMetrics: {} };
  const columnMetrics: Record<string, unknown> = { ...known.columnMetrics };
  for (const [column, measured] of Object.entries(columns)) {
    columnMetrics[column] = Object.assign({}, columnMetrics[column], measured);
  }
  const changed = lastUpdated instanceof Date ? lastUpdated.toISOString() : lastUpdated;
  return { ...known, ...defined({ rowCount: rows, bytes, fileCount: files, lastUpdated: changed }), columnMetrics };
}

function hasColumns(facet: unknown): facet is { readonly columnMetrics: Readonly<Record<string, unknown>> } {
  return (
    typeof facet === "object" && facet !== null && "columnMetrics" in facet && typeof facet.columnMetrics === "object"
  );
}

/** Undefined too for what has no JSON, a function say. */
function text(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
