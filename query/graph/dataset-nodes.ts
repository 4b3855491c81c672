import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { datasetFacts } from "./dataset-facts.ts";
import type { DatasetFacts } from "./dataset-facts.ts";
import type { DatasetNode, JobNode } from "./graph-answer.ts";
import { isNoJob, writersOf } from "./job-links.ts";
import { lastRuns } from "./last-runs.ts";
import type { LastRun } from "./last-runs.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import type { NameMap } from "./name-map.ts";

/** Datasets and jobs of an answer, with how they are, in the order asked for. */
export interface Described {
  readonly datasets: readonly DatasetNode[];
  readonly jobs: readonly JobNode[];
}

/** Both by number of the graph. Asks for what is in the answer only. */
export async function describe(
  ask: Ask,
  graph: LineageGraph,
  { datasets, jobs }: { readonly datasets: ArrayLike<number>; readonly jobs: readonly number[] },
  asOf: Date | undefined,
): Promise<Described> {
  const writers = Array.from(datasets, (dataset) => writersOf(graph, dataset));
  const everyJob = [...new Set([...jobs, ...writers.flat()])].filter((job) => !isNoJob(graph, job));
  const [facts, runs] = await Promise.all([
    datasetFacts(ask, graph, datasets, asOf),
    lastRuns(
      ask,
      everyJob.map((job) => graph.jobs.at(job)),
      asOf,
    ),
  ]);
  return {
    datasets: facts.map((fact, index) => {
      const last = lastOf(
        runs,
        (writers[index] ?? []).map((job) => graph.jobs.at(job)),
      );
      return datasetNode(graph.datasets.at(datasets[index] ?? 0), fact, last);
    }),
    jobs: jobs.map((job) => jobNode(runs, graph, job)),
  };
}

function datasetNode(named: Named, facts: DatasetFacts, last: LastRun | null): DatasetNode {
  return { ...named, ...facts, lastRun: last };
}

function jobNode(runs: NameMap<LastRun>, graph: LineageGraph, job: number): JobNode {
  const named = graph.jobs.at(job);
  const run = runs.get(named);
  if (run === undefined) return { ...named, lastRun: null };
  const { job: _, ...rest } = run;
  return { ...named, lastRun: rest };
}

function lastOf(runs: NameMap<LastRun>, jobs: readonly Named[]): LastRun | null {
  let last: LastRun | undefined;
  for (const job of jobs) {
    const run = runs.get(job);
    if (run !== undefined && (last === undefined || timeOf(run) > timeOf(last))) last = run;
  }
  return last ?? null;
}

function timeOf({ startedAt, endedAt }: LastRun): string {
  return startedAt ?? endedAt ?? "";
}
