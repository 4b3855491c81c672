import { columnLineage } from "./column-lineage.ts";
import { costs } from "./costs.ts";
import { datasets } from "./datasets.ts";
import { facets } from "./facets.ts";
import { jobDatasets } from "./job-datasets.ts";
import { jobDependencies } from "./job-dependencies.ts";
import { jobs } from "./jobs.ts";
import { lineage } from "./lineage.ts";
import { metrics } from "./metrics.ts";
import { quality } from "./quality.ts";
import { runDatasets } from "./run-datasets.ts";
import { runs } from "./runs.ts";
import { schemas } from "./schemas.ts";
import type { View } from "./view.ts";

export const views: readonly View[] = [
  runs,
  jobs,
  jobDependencies,
  datasets,
  facets,
  runDatasets,
  jobDatasets,
  schemas,
  lineage,
  columnLineage,
  quality,
  metrics,
  costs,
];
