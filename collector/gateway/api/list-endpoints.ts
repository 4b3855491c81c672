import type { Ask } from "#query/ask.ts";
import type { Cursor } from "#query/cursor.ts";
import { selectPage } from "#query/list.ts";
import type { List, Page } from "#query/list.ts";
import { costPage, costParameters, costs } from "#query/lists/costs.ts";
import { datasetPage, datasetParameters, datasets } from "#query/lists/datasets.ts";
import { facetPage, facetParameters, facets } from "#query/lists/facets.ts";
import { jobPage, jobParameters, jobs } from "#query/lists/jobs.ts";
import { incidentPage, incidentParameters, incidents } from "#query/lists/incidents.ts";
import { metricPage, metricParameters, metrics } from "#query/lists/metrics.ts";
import { quality, qualityPage, qualityParameters } from "#query/lists/quality.ts";
import { runPage, runParameters, runs } from "#query/lists/runs.ts";
import { schemaPage, schemaParameters, schemas } from "#query/lists/schemas.ts";
import { signalPage, signalParameters, signals } from "#query/lists/signals.ts";
import { search, searchPage, searchParameters } from "#query/lists/search.ts";
import type { Named } from "#query/named.ts";
import { datasetsMeant, jobsMeant } from "#query/names-meant.ts";
import { endpoint } from "./endpoint.ts";
import type { Answered, Endpoint } from "./endpoint.ts";

interface Asked {
  readonly asOf?: Date | undefined;
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly job?: string | undefined;
  readonly dataset?: string | undefined;
}

interface Meant {
  readonly jobs?: readonly Named[] | undefined;
  readonly datasets?: readonly Named[] | undefined;
}

/** A page of a list; `job` and `dataset` are resolved first. One that nobody knows has no items. */
async function answerPage<P extends Asked, Row extends object, Item>(
  ask: Ask,
  list: List<P & Meant, Row, Item>,
  asked: P,
): Promise<Answered<Page<Item>>> {
  const [jobNames, datasetNames] = await Promise.all([
    asked.job === undefined ? undefined : jobsMeant(ask, asked.job, asked.asOf),
    asked.dataset === undefined ? undefined : datasetsMeant(ask, asked.dataset, asked.asOf),
  ]);
  if (jobNames?.length === 0 || datasetNames?.length === 0) return { kind: "ok", value: { items: [], next: null } };
  const filter = { ...asked, jobs: jobNames, datasets: datasetNames };
  return { kind: "ok", value: await selectPage(ask, list, filter, asked) };
}

export const listEndpoints: readonly Endpoint[] = [
  endpoint({
    id: "listJobs",
    path: "/api/v1/jobs",
    summary: "Jobs, by namespace and name",
    parameters: jobParameters,
    answerName: "JobPage",
    answer: jobPage,
    handle: (ask, asked) => answerPage(ask, jobs, asked),
  }),
  endpoint({
    id: "listRuns",
    path: "/api/v1/runs",
    summary: "Runs, the newest first",
    description: "Ordered by start; by the first event where none is known. Runs of which no time is known come last.",
    parameters: runParameters,
    answerName: "RunPage",
    answer: runPage,
    handle: (ask, asked) => answerPage(ask, runs, asked),
  }),
  endpoint({
    id: "listDatasets",
    path: "/api/v1/datasets",
    summary: "Datasets, by namespace and name",
    description:
      "A dataset to which symlinks give several names is there under each that a producer uses; `canonical` is the name to show.",
    parameters: datasetParameters,
    answerName: "DatasetPage",
    answer: datasetPage,
    handle: (ask, asked) => answerPage(ask, datasets, asked),
  }),
  endpoint({
    id: "listQuality",
    path: "/api/v1/quality",
    summary: "Results of quality checks, the newest first",
    parameters: qualityParameters,
    answerName: "QualityPage",
    answer: qualityPage,
    handle: (ask, asked) => answerPage(ask, quality, asked),
  }),
  endpoint({
    id: "listMetrics",
    path: "/api/v1/metrics",
    summary: "Measured numbers of datasets and columns, the newest first",
    parameters: metricParameters,
    answerName: "MetricPage",
    answer: metricPage,
    handle: (ask, asked) => answerPage(ask, metrics, asked),
  }),
  endpoint({
    id: "listSchemas",
    path: "/api/v1/schemas",
    summary: "Every schema that every dataset had, by dataset and version",
    parameters: schemaParameters,
    answerName: "SchemaPage",
    answer: schemaPage,
    handle: (ask, asked) => answerPage(ask, schemas, asked),
  }),
  endpoint({
    id: "listCosts",
    path: "/api/v1/costs",
    summary: "What runs were billed for, the newest first",
    parameters: costParameters,
    answerName: "CostPage",
    answer: costPage,
    handle: (ask, asked) => answerPage(ask, costs, asked),
  }),
  endpoint({
    id: "listFacets",
    path: "/api/v1/facets",
    summary: "The latest of each facet of jobs and datasets, those that nobody here knows too",
    parameters: facetParameters,
    answerName: "FacetPage",
    answer: facetPage,
    handle: async (ask, asked) => ({ kind: "ok", value: await selectPage(ask, facets, asked, asked) }),
  }),
  endpoint({
    id: "listSignals",
    path: "/api/v1/signals",
    summary: "What is late, short, wrong or expensive now, what began last first",
    description: "What each signal says of each dataset and job: docs/signals.md.",
    parameters: signalParameters,
    answerName: "SignalPage",
    answer: signalPage,
    handle: (ask, asked) => answerPage(ask, signals, asked),
  }),
  endpoint({
    id: "listIncidents",
    path: "/api/v1/incidents",
    summary: "Incidents, those opened last first",
    description: "Trouble with one cause, and all that it broke: docs/alerts.md.",
    parameters: incidentParameters,
    answerName: "IncidentPage",
    answer: incidentPage,
    handle: (ask, asked) => answerPage(ask, incidents, asked),
  }),
  endpoint({
    id: "search",
    path: "/api/v1/search",
    summary: "Finds jobs, datasets, columns and runs",
    description:
      "What is named by the words comes before what has them in its description, owners, tags or aliases. Columns are those of the latest schemas; a run is found by its whole id.",
    parameters: searchParameters,
    answerName: "SearchPage",
    answer: searchPage,
    handle: async (ask, asked) => ({
      kind: "ok",
      value: await selectPage(ask, search, { text: asked.q, kinds: asked.kind }, asked),
    }),
  }),
];
