import type { Named } from "../named.ts";
import type { Adjacency } from "./adjacency.ts";
import type { NameTable } from "./name-table.ts";

/** What is known of each edge, or of each link between a dataset and a job, by its number. */
export interface EdgeTimes {
  /** Event times in microseconds since the epoch. */
  readonly lastSeen: Float64Array;
}

/** Lineage, held in memory: who is made from whom, by which job. About 50 bytes an edge. */
export interface LineageGraph {
  /** Every name of every dataset, aliases too; edges are between canonical names. */
  readonly datasets: NameTable;
  /** Of each dataset its canonical name's number; its own where it has no other. */
  readonly canonical: Uint32Array;
  /** The other names of datasets that have some, by the canonical one's number. */
  readonly aliases: ReadonlyMap<number, readonly number[]>;
  /** The job ("", "") stands for what a dataset event says without one. */
  readonly jobs: NameTable;
  readonly edges: EdgeTimes & {
    readonly job: Uint32Array;
    readonly firstSeen: Float64Array;
    /** 1 where nobody says so, and it was read from the SQL of the job. */
    readonly inferred: Uint8Array;
  };
  /** From a dataset to those made from it. */
  readonly downstream: Adjacency;
  /** From a dataset to those it is made from. */
  readonly upstream: Adjacency;
  /** From a dataset to the jobs that read it. The same job is there once for each name of the dataset. */
  readonly readers: Adjacency & EdgeTimes;
  /** From a dataset to the jobs that write it; likewise. */
  readonly writers: Adjacency & EdgeTimes;
}

/** The number of a dataset by any of its names; undefined for one that the graph does not know. */
export function findDataset(graph: LineageGraph, named: Named): number | undefined {
  const number = graph.datasets.find(named);
  return number === undefined ? undefined : graph.canonical[number];
}

/** All names of a dataset, the canonical one first. */
export function namesOf(graph: LineageGraph, dataset: number): readonly Named[] {
  return [dataset, ...(graph.aliases.get(dataset) ?? [])].map((number) => graph.datasets.at(number));
}
