import type { Projection } from "../projection.ts";
import { aliases } from "./aliases.ts";
import { assertions } from "./assertions.ts";
import { columnEdges } from "./column-edges.ts";
import { costs } from "./costs.ts";
import { datasets } from "./datasets.ts";
import { facets } from "./facets.ts";
import { jobDatasets } from "./job-datasets.ts";
import { jobDependencies } from "./job-dependencies.ts";
import { jobs } from "./jobs.ts";
import { metrics } from "./metrics.ts";
import { runDatasets } from "./run-datasets.ts";
import { runs } from "./runs.ts";
import { schemas } from "./schemas.ts";

export const projections: readonly Projection[] = [
  runs,
  jobs,
  jobDependencies,
  datasets,
  aliases,
  facets,
  runDatasets,
  jobDatasets,
  schemas,
  columnEdges,
  assertions,
  metrics,
  costs,
];
