import type { ViewName } from "#store/derived/relation.ts";
import { columnLineage } from "./column-lineage.ts";
import { datasets } from "./datasets.ts";
import { facets } from "./facets.ts";
import type { Instant } from "./instant.ts";
import { jobDependencies, jobs } from "./jobs.ts";
import { lineage } from "./lineage.ts";
import { costs, metrics, quality } from "./observations.ts";
import type { Row } from "./row.ts";
import { jobDatasets, runDatasets } from "./run-datasets.ts";
import { runs } from "./runs.ts";
import { schemas } from "./schemas.ts";
import { told } from "./told.ts";
import type { Delivery, Told } from "./told.ts";

/** Every read view, in the plainest way: by going through all events, again for each row. */
const naive: Readonly<Record<ViewName, (events: readonly Told[]) => readonly Row[]>> = {
  runs,
  jobs,
  job_dependencies: jobDependencies,
  datasets,
  facets,
  run_datasets: runDatasets,
  job_datasets: jobDatasets,
  schemas,
  lineage,
  column_lineage: columnLineage,
  quality,
  metrics,
  costs,
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a record of view names
export const viewNames = Object.keys(naive) as readonly ViewName[];

export type Views = ReadonlyMap<ViewName, readonly Row[]>;

/** What the read views must say of these deliveries: all of them, or those received by a time. */
export function naiveViews(deliveries: readonly Delivery[], asOf?: Instant): Views {
  const events = told(deliveries, asOf);
  return new Map(viewNames.map((name) => [name, naive[name](events)]));
}
