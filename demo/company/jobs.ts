import { exportJobs } from "./jobs/export.ts";
import { ingestJobs } from "./jobs/ingest.ts";
import { martJobs } from "./jobs/mart.ts";
import { transformJobs } from "./jobs/transform.ts";
import type { Job } from "./model.ts";

/** Every job of the company, in the order in which the data flows. */
export const jobs: readonly Job[] = [...ingestJobs, ...transformJobs, ...martJobs, ...exportJobs];
