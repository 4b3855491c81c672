/** The dashboards' uids: their addresses, which do not change. */
export const pages = {
  overview: "tidemark-overview",
  incidents: "tidemark-incidents",
  job: "tidemark-job",
  run: "tidemark-run",
  dataset: "tidemark-dataset",
  lineage: "tidemark-lineage",
  sla: "tidemark-sla",
  cost: "tidemark-cost",
  collector: "tidemark-collector",
} as const;

export type Page = keyof typeof pages;
