import { linksAlong } from "#query/graph/adjacency.ts";
import type { Adjacency } from "#query/graph/adjacency.ts";
import { consumersOf, isNoJob, writersOf } from "#query/graph/job-links.ts";
import { findDataset } from "#query/graph/lineage-graph.ts";
import type { LineageGraph } from "#query/graph/lineage-graph.ts";
import type { Named } from "#query/named.ts";
import type { Subject } from "#signals/verdict.ts";
import type { Hurt, Lineage } from "../incidents/lineage.ts";

/** What nothing is known of. */
export const noLineage: Lineage = {
  upstream: () => [],
  writers: () => [],
  parts: () => [],
  hurt: () => ({ datasets: [], consumers: [] }),
};

/** More than so many datasets are not told of as hurt. */
const maxHurt = 10_000;

/** Lineage as incidents ask for it, from the graph in memory. What is looked up from jobs is made when it is first asked for. */
export function graphLineage(graph: LineageGraph, parts: Lineage["parts"]): Lineage {
  let ofJobs: JobLinks | undefined;
  const jobLinks = (): JobLinks => (ofJobs ??= jobLinksOf(graph));
  const known = new Map<string, Hurt>();
  return {
    upstream(subject) {
      if (subject.kind === "job") return datasetsAt(graph, jobLinks().reads, graph.jobs.find(subject));
      return subject.kind === "dataset" ? datasetsAt(graph, graph.upstream, findDataset(graph, subject)) : [];
    },
    writers(dataset) {
      const number = findDataset(graph, dataset);
      return number === undefined ? [] : jobsOf(graph, writersOf(graph, number));
    },
    parts,
    hurt(subject) {
      const key = `${subject.kind}\0${subject.namespace}\0${subject.name}`;
      const hurt = known.get(key) ?? hurtFrom(graph, startsOf(graph, subject, jobLinks), subject.kind === "job");
      known.set(key, hurt);
      return hurt;
    },
  };
}

/** From a job to datasets. */
interface JobLinks {
  readonly reads: Adjacency;
  readonly writes: Adjacency;
}

function jobLinksOf(graph: LineageGraph): JobLinks {
  const turned = (links: Adjacency): Adjacency => {
    const datasets = new Uint32Array(links.to.length);
    for (let dataset = 0; dataset + 1 < links.offsets.length; dataset++)
      datasets.fill(dataset, links.offsets[dataset], links.offsets[dataset + 1]);
    return linksAlong(graph.jobs.size, links.to, datasets, graph.datasets.size);
  };
  return { reads: turned(graph.readers), writes: turned(graph.writers) };
}

/** A dataset itself; of a job what it writes. */
function startsOf(graph: LineageGraph, subject: Subject, jobLinks: () => JobLinks): readonly number[] {
  if (subject.kind === "job") return neighbours(jobLinks().writes, graph.jobs.find(subject));
  const dataset = subject.kind === "dataset" ? findDataset(graph, subject) : undefined;
  return dataset === undefined ? [] : [dataset];
}

/** Breadth first, so the nearest come first. */
function hurtFrom(graph: LineageGraph, starts: readonly number[], withStarts: boolean): Hurt {
  const reached = new Set(starts);
  const consumers = new Set<number>();
  for (const dataset of reached) {
    for (const job of consumersOf(graph, dataset, -Infinity)) consumers.add(job);
    if (reached.size >= maxHurt) break;
    for (const next of neighbours(graph.downstream, dataset)) reached.add(next);
  }
  const told = withStarts ? [...reached] : [...reached].slice(starts.length);
  return {
    datasets: told.map((number) => subjectOf("dataset", graph.datasets.at(number))),
    consumers: jobsOf(graph, [...consumers]),
  };
}

function datasetsAt(graph: LineageGraph, links: Adjacency, node: number | undefined): readonly Subject[] {
  return neighbours(links, node).map((number) => subjectOf("dataset", graph.datasets.at(number)));
}

function jobsOf(graph: LineageGraph, jobs: readonly number[]): readonly Subject[] {
  return jobs.filter((job) => !isNoJob(graph, job)).map((job) => subjectOf("job", graph.jobs.at(job)));
}

function neighbours(links: Adjacency, node: number | undefined): readonly number[] {
  return node === undefined ? [] : [...new Set(links.to.subarray(links.offsets[node], links.offsets[node + 1]))];
}

function subjectOf(kind: "dataset" | "job", { namespace, name }: Named): Subject {
  return { kind, namespace, name };
}
