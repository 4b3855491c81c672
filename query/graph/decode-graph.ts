import { setImmediate as turn } from "node:timers/promises";
import { linksAlong } from "./adjacency.ts";
import type { Adjacency } from "./adjacency.ts";
import { decodeDatasetNames, decodeJobNames } from "./decode-names.ts";
import { GrowingList } from "./growing-list.ts";
import type { KeyIndex } from "./key-index.ts";
import type { EdgeTimes, LineageGraph } from "./lineage-graph.ts";
import { int64, wordsOf } from "./words.ts";

/** The answers of the statements in `graph-sql.ts`. */
export interface GraphBytes {
  readonly edges: Buffer;
  readonly jobLinks: Buffer;
  readonly datasetNames: Buffer;
  readonly jobNames: Buffer;
}

/** Edges or links whose names are missing: the names are of an earlier moment, or only edges have them. */
export class UnknownNames extends Error {
  override readonly name = "UnknownNames";
}

/**
 * Makes the graph; the bytes are used up. Lets other work in between, as a million edges take half a second.
 *
 * @throws UnknownNames, KeyCollision.
 */
export async function decodeGraph(bytes: GraphBytes): Promise<LineageGraph> {
  const datasets = decodeDatasetNames(bytes.datasetNames);
  await turn();
  const jobs = decodeJobNames(bytes.jobNames);
  await turn();
  const edges = decodeEdges(wordsOf(bytes.edges), datasets.index, jobs.index);
  await turn();
  const links = decodeJobLinks(wordsOf(bytes.jobLinks), datasets.index, jobs.index);
  await turn();
  const count = datasets.table.size;
  const downstream = linksAlong(count, edges.source, edges.target);
  await turn();
  const upstream = linksAlong(count, edges.target, edges.source);
  await turn();
  const readers = jobsOf(links.read, count, jobs.table.size);
  await turn();
  const writers = jobsOf(links.written, count, jobs.table.size);
  return {
    datasets: datasets.table,
    canonical: datasets.canonical,
    aliases: datasets.aliases,
    jobs: jobs.table,
    edges: { job: edges.job, firstSeen: edges.firstSeen, lastSeen: edges.lastSeen, inferred: edges.inferred },
    downstream,
    upstream,
    readers,
    writers,
  };
}

interface DecodedEdges {
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly job: Uint32Array;
  readonly firstSeen: Float64Array;
  readonly lastSeen: Float64Array;
  readonly inferred: Uint8Array;
}

const edgeWords = 11;

function decodeEdges(words: Uint32Array, datasets: KeyIndex, jobs: KeyIndex): DecodedEdges {
  const count = words.length / edgeWords;
  const [source, target, job] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  const [firstSeen, lastSeen] = [new Float64Array(count), new Float64Array(count)];
  const inferred = new Uint8Array(count);
  for (let edge = 0, at = 0; edge < count; edge++, at += edgeWords) {
    source[edge] = known(datasets, words, at);
    target[edge] = known(datasets, words, at + 2);
    job[edge] = known(jobs, words, at + 4);
    firstSeen[edge] = int64(words, at + 6);
    lastSeen[edge] = int64(words, at + 8);
    inferred[edge] = words[at + 10] ?? 0;
  }
  return { source, target, job, firstSeen, lastSeen, inferred };
}

const linkWords = 7;

/** Links between datasets and jobs, gathered. */
class LinkList {
  readonly datasets = new GrowingList();
  readonly jobs = new GrowingList();
  readonly lastSeen: number[] = [];
}

/** Apart, those of jobs that read and those of jobs that write. */
function decodeJobLinks(
  words: Uint32Array,
  datasets: KeyIndex,
  jobs: KeyIndex,
): { readonly read: LinkList; readonly written: LinkList } {
  const [read, written] = [new LinkList(), new LinkList()];
  for (let at = 0; at < words.length; at += linkWords) {
    const links = words[at + 6] === 1 ? written : read;
    links.datasets.push(known(datasets, words, at));
    links.jobs.push(known(jobs, words, at + 2));
    links.lastSeen.push(int64(words, at + 4));
  }
  return { read, written };
}

function jobsOf({ datasets, jobs, lastSeen }: LinkList, datasetCount: number, jobCount: number): Adjacency & EdgeTimes {
  const links = linksAlong(datasetCount, datasets.toArray(), jobs.toArray(), jobCount);
  return { ...links, lastSeen: Float64Array.from(lastSeen) };
}

function known(index: KeyIndex, words: Uint32Array, at: number): number {
  const number = index.find(words[at] ?? 0, words[at + 1] ?? 0);
  if (number < 0) throw new UnknownNames("an edge has a name that is not among the names");
  return number;
}
