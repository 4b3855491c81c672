import type { Adjacency } from "./adjacency.ts";
import type { LineageGraph } from "./lineage-graph.ts";

/** The jobs that write a dataset, by number, each once. */
export function writersOf(graph: LineageGraph, dataset: number): readonly number[] {
  const jobs = new Set(neighbours(graph.writers, dataset));
  for (const edge of edgesAt(graph.upstream, dataset)) {
    const job = graph.edges.job[edge];
    if (job !== undefined && !isNoJob(graph, job)) jobs.add(job);
  }
  return [...jobs];
}

/**
 * The consumers of a dataset: jobs that read it and make nothing of it, such as dashboards and exports; by
 * number, each once.
 *
 * @param since only those that read it at or after that event time, in microseconds.
 */
export function consumersOf(graph: LineageGraph, dataset: number, since: number): readonly number[] {
  const makers = new Set(edgesAt(graph.downstream, dataset).map((edge) => graph.edges.job[edge]));
  const consumers = new Set<number>();
  for (let i = graph.readers.offsets[dataset] ?? 0; i < (graph.readers.offsets[dataset + 1] ?? 0); i++) {
    const job = graph.readers.to[i] ?? 0;
    const seen = graph.readers.lastSeen[graph.readers.edges[i] ?? 0] ?? 0;
    if (seen >= since && !makers.has(job)) consumers.add(job);
  }
  return [...consumers];
}

/** What a dataset event says of two datasets has no job. */
export function isNoJob(graph: LineageGraph, job: number): boolean {
  // The empty name is the first in any order.
  return job === 0 && graph.jobs.at(0).name === "";
}

function neighbours(links: Adjacency, node: number): Uint32Array {
  return links.to.subarray(links.offsets[node], links.offsets[node + 1]);
}

function edgesAt(links: Adjacency, node: number): readonly number[] {
  return Array.from(links.edges.subarray(links.offsets[node], links.offsets[node + 1]));
}
