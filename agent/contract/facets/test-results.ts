import type { BaseFacet } from "./base.ts";
import type { CheckDetails } from "./data-quality.ts";

/** Test results of a run, of no dataset in particular. https://openlineage.io/spec/facets/1-0-1/TestRunFacet.json */
export interface TestRunFacet extends BaseFacet {
  readonly tests: readonly TestExecution[];
}

export interface TestExecution extends CheckDetails {
  readonly name: string;
  /** `pass`, `fail` (whatever its severity), `skip`. */
  readonly status: string;
  /** `not_null`, `unique`, `row_count`, `freshness`, `custom_sql` … */
  readonly type?: string;
}
