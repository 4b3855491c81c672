import type { BaseFacet, DeletableFacet } from "./base.ts";

/** What the results of checks have in common, of a dataset or of a run. */
export interface CheckDetails {
  /** `error` blocks the pipeline when the check fails, `warn` does not. */
  readonly severity?: string;
  readonly description?: string;
  /** The expected value or threshold, as a string. */
  readonly expected?: string;
  /** The observed value, as a string. */
  readonly actual?: string;
  /** The body of the check, for example a query. */
  readonly content?: string;
  /** Format of `content`: `sql`, `json`, `expression` … */
  readonly contentType?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * Results of checks on a dataset. Specified as a facet of inputs; producers send it as a facet of the
 * dataset too. https://openlineage.io/spec/facets/1-1-0/DataQualityAssertionsDatasetFacet.json
 */
export interface DataQualityAssertionsDatasetFacet extends BaseFacet {
  readonly assertions: readonly Assertion[];
}

export interface Assertion extends CheckDetails {
  /** `not_null`, `unique`, `row_count`, `freshness`, `custom_sql` … */
  readonly assertion: string;
  /** False when something was found, whatever the severity. */
  readonly success: boolean;
  /** Absent when the check is of the whole dataset. */
  readonly column?: string;
  readonly name?: string;
}

/** Numbers measured on a dataset and its columns. */
interface Metrics {
  readonly rowCount?: number;
  readonly bytes?: number;
  readonly fileCount?: number;
  /** RFC 3339: when the dataset last changed. */
  readonly lastUpdated?: string;
  /** By the column's name. */
  readonly columnMetrics: Readonly<Record<string, ColumnMetrics>>;
}

export interface ColumnMetrics {
  readonly nullCount?: number;
  readonly distinctCount?: number;
  readonly sum?: number;
  readonly count?: number;
  readonly min?: number;
  readonly max?: number;
  /** By the quantile: `0.5`. */
  readonly quantiles?: Readonly<Record<string, number>>;
}

/** https://openlineage.io/spec/facets/1-0-0/DataQualityMetricsDatasetFacet.json */
export interface DataQualityMetricsDatasetFacet extends DeletableFacet, Metrics {}

/** https://openlineage.io/spec/facets/1-0-3/DataQualityMetricsInputDatasetFacet.json */
export interface DataQualityMetricsInputDatasetFacet extends BaseFacet, Metrics {}
