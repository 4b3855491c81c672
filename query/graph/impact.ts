import { z } from "zod";
import { instant, named, owner } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { reachedByColumn } from "./column-impact.ts";
import type { Reached, ReachedDataset } from "./column-impact.ts";
import { describe } from "./dataset-nodes.ts";
import { datasetNode, jobNode, reach } from "./graph-answer.ts";
import type { DatasetNode, JobNode } from "./graph-answer.ts";
import type { KeptGraph } from "./graph-keeper.ts";
import { instantText } from "./instant-text.ts";
import { consumersOf, isNoJob } from "./job-links.ts";
import { jobOwners } from "./job-owners.ts";
import type { Owners } from "./job-owners.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { seenSince } from "./lineage-question.ts";
import type { ImpactQuestion } from "./lineage-question.ts";
import { walk } from "./walk.ts";

const hop = z.number().meta({ description: "steps downstream from the dataset asked for" });

const hitDataset = z
  .object({
    ...datasetNode.unwrap().shape,
    hop,
    columns: z
      .array(
        z
          .object({ field: z.string().nullable(), type: z.enum(["DIRECT", "INDIRECT"]), masked: z.boolean() })
          .readonly(),
      )
      .readonly()
      .nullable()
      .meta({ description: "when a column was asked for: which of its columns are reached; field null: all" }),
  })
  .readonly();

const hitJob = z.object({ ...jobNode.unwrap().shape, hop, owners: z.array(owner).readonly() }).readonly();

const consumer = z
  .object({
    ...hitJob.unwrap().shape,
    reads: z.array(named).readonly().meta({ description: "of the datasets it hurts" }),
  })
  .readonly();

export const impactAnswer = z
  .object({
    dataset: named,
    column: z.string().nullable(),
    readAt: instant.meta({ description: "when the edges were read from the store" }),
    counts: z.object({ datasets: z.number(), jobs: z.number(), consumers: z.number(), owners: z.number() }).readonly(),
    datasets: z.array(hitDataset).readonly().meta({ description: "made from it, the nearest first" }),
    jobs: z.array(hitJob).readonly().meta({ description: "that make these" }),
    consumers: z
      .array(consumer)
      .readonly()
      .meta({ description: "jobs that read it, or what is made from it, and make nothing of it: dashboards, exports" }),
    owners: z
      .array(z.object({ ...owner.unwrap().shape, datasets: z.number(), jobs: z.number() }).readonly())
      .readonly()
      .meta({ description: "of these datasets and jobs, those of most first" }),
    unsure: z
      .array(z.object({ ...named.unwrap().shape, hop }).readonly())
      .readonly()
      .meta({
        description: "when a column was asked for: made from such datasets by jobs that do not say from which columns",
      }),
    ...reach,
  })
  .readonly();

export type ImpactAnswer = z.infer<typeof impactAnswer>;

/** Who is hurt when a dataset, or a column of it, is wrong or missing. */
export async function findImpact(
  ask: Ask,
  { graph, readAt }: KeptGraph,
  question: ImpactQuestion,
): Promise<ImpactAnswer> {
  const { dataset, column, asOf } = question;
  const reached =
    column === undefined ? reachedByDataset(graph, question) : await reachedByColumn(ask, graph, question, column);
  const hit = reached.datasets.filter(({ number }) => number !== dataset);
  const consumers = consumersIn(graph, [{ number: dataset, hop: 0 }, ...hit], question);
  const jobs = [...reached.jobs].filter(([job]) => !isNoJob(graph, job) && !consumers.has(job));
  const everyJob = [...jobs.map(([job]) => job), ...consumers.keys()];
  const hops = [...jobs.map(([, at]) => at), ...[...consumers.values()].map(({ hop: at }) => at)];
  const [described, ownersOf] = await Promise.all([
    describe(ask, graph, { datasets: hit.map(({ number }) => number), jobs: everyJob }, asOf),
    jobOwners(
      ask,
      everyJob.map((job) => graph.jobs.at(job)),
      asOf,
    ),
  ]);
  const datasets = described.datasets.map((node, index) => hitDatasetOf(node, hit[index]));
  const ownersAt = (index: number): Owners => ownersOf.get(graph.jobs.at(everyJob[index] ?? 0)) ?? [];
  const allJobs = described.jobs.map((job, index) => hitJobOf(job, hops[index] ?? 0, ownersAt(index)));
  const makers = allJobs.slice(0, jobs.length);
  const readers = allJobs.slice(jobs.length).map((job, index) => {
    const reads = consumers.get(everyJob[jobs.length + index] ?? 0)?.reads ?? [];
    return consumerOf(
      job,
      reads.map((number) => graph.datasets.at(number)),
    );
  });
  const owners = ownersIn(datasets, [...makers, ...readers]);
  return {
    dataset: graph.datasets.at(dataset),
    column: column ?? null,
    readAt: instantText(readAt.getTime() * 1000),
    counts: { datasets: datasets.length, jobs: makers.length, consumers: readers.length, owners: owners.length },
    datasets,
    jobs: makers,
    consumers: readers,
    owners,
    unsure: reached.unsure.map(({ number, hop: at }) => ({ ...graph.datasets.at(number), hop: at })),
    truncated: reached.truncated,
    frontier: reached.frontier,
  };
}

function hitDatasetOf(node: DatasetNode, reached: ReachedDataset | undefined): z.infer<typeof hitDataset> {
  return { ...node, hop: reached?.hop ?? 0, columns: reached?.columns ?? null };
}

function hitJobOf(job: JobNode, at: number, owners: Owners): z.infer<typeof hitJob> {
  return { ...job, hop: at, owners };
}

function consumerOf(job: z.infer<typeof hitJob>, reads: readonly Named[]): z.infer<typeof consumer> {
  return { ...job, reads };
}

/** Drawings of impact need no edges: the jobs by hop say how. */
function reachedByDataset(graph: LineageGraph, question: ImpactQuestion): Reached {
  const { dataset, depth, limit } = question;
  const from = seenSince(question);
  const walked = walk(graph.downstream, dataset, {
    depth,
    nodes: limit,
    steps: Infinity,
    accepts: (edge) => (graph.edges.lastSeen[edge] ?? 0) >= from,
  });
  const hops = new Map(Array.from(walked.nodes, (node, index) => [node, walked.hops[index] ?? 0]));
  const jobs = new Map<number, number>();
  walked.steps.edges.forEach((edge, index) => {
    const job = graph.edges.job[edge] ?? 0;
    const at = (hops.get(walked.steps.from[index] ?? 0) ?? 0) + 1;
    jobs.set(job, Math.min(at, jobs.get(job) ?? at));
  });
  return {
    datasets: Array.from(walked.nodes, (number) => ({ number, hop: hops.get(number) ?? 0, columns: null })),
    jobs,
    unsure: [],
    truncated: walked.truncated,
    frontier: walked.frontier,
  };
}

interface Consumed {
  readonly hop: number;
  readonly reads: number[];
}

/** Consumers by number, with the fewest hops to each. A consumer of the dataset itself is one hop away. */
function consumersIn(
  graph: LineageGraph,
  datasets: readonly { readonly number: number; readonly hop: number }[],
  question: ImpactQuestion,
): ReadonlyMap<number, Consumed> {
  const from = seenSince(question);
  const found = new Map<number, Consumed>();
  for (const { number, hop: at } of datasets) {
    if (at >= question.depth) continue;
    for (const job of consumersOf(graph, number, from)) {
      const before = found.get(job);
      if (before === undefined) found.set(job, { hop: at + 1, reads: [number] });
      else before.reads.push(number);
    }
  }
  return found;
}

function ownersIn(
  datasets: readonly DatasetNode[],
  jobs: readonly { readonly owners: DatasetNode["owners"] }[],
): ImpactAnswer["owners"] {
  const found = new Map<string, { name: string; type: string | null; datasets: number; jobs: number }>();
  const count = (owned: DatasetNode["owners"], what: "datasets" | "jobs"): void => {
    for (const { name, type } of owned) {
      const key = JSON.stringify([name, type]);
      const entry = found.get(key) ?? { name, type, datasets: 0, jobs: 0 };
      found.set(key, { ...entry, [what]: entry[what] + 1 });
    }
  };
  for (const { owners } of datasets) count(owners, "datasets");
  for (const { owners } of jobs) count(owners, "jobs");
  return [...found.values()].toSorted(
    (a, b) => b.datasets + b.jobs - a.datasets - a.jobs || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
