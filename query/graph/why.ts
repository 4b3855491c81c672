import { z } from "zod";
import { instant, named } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import { linksAlong } from "./adjacency.ts";
import { findCause } from "./cause.ts";
import { longestDistances } from "./condensation.ts";
import { datasetFacts } from "./dataset-facts.ts";
import { datasetTroubles } from "./dataset-troubles.ts";
import type { DatasetTroubles, TroubleScope } from "./dataset-troubles.ts";
import { describe } from "./dataset-nodes.ts";
import { failingJobs } from "./failing-jobs.ts";
import { datasetNode } from "./graph-answer.ts";
import type { DatasetNode } from "./graph-answer.ts";
import type { KeptGraph } from "./graph-keeper.ts";
import { instantText } from "./instant-text.ts";
import { isNoJob, writersOf } from "./job-links.ts";
import { namesOf } from "./lineage-graph.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { beganAt, trouble } from "./trouble.ts";
import { walk } from "./walk.ts";
import type { Walk } from "./walk.ts";

const suspect = z
  .object({
    ...named.unwrap().shape,
    distance: z.number().meta({ description: "datasets on the longest way down to the one asked for; 0 for itself" }),
    troubles: z.array(trouble).readonly(),
  })
  .readonly();

export const whyAnswer = z
  .object({
    dataset: named,
    readAt: instant.meta({ description: "when the edges were read from the store" }),
    at: instant.meta({ description: "the moment for which lateness is judged" }),
    recent: instant.meta({ description: "changes since then were looked at" }),
    cause: suspect.nullable().meta({
      description:
        "the furthest upstream in trouble, of several the one whose trouble is oldest; null when nothing was found",
    }),
    chain: z
      .array(z.object({ ...datasetNode.unwrap().shape, troubles: z.array(trouble).readonly() }).readonly())
      .readonly()
      .meta({ description: "from the cause down to the dataset asked for, each made from the one before" }),
    others: z
      .array(suspect)
      .readonly()
      .meta({ description: "others upstream that are in trouble, the furthest first" }),
    othersLeftOut: z.number(),
    looked: z
      .object({
        datasets: z.number().meta({ description: "how many were looked at, itself included" }),
        rhythmUnknown: z
          .number()
          .meta({ description: "of these, how many were written too few times to say whether they are late" }),
      })
      .readonly(),
    truncated: z.boolean().meta({ description: "there is more upstream than was looked at" }),
  })
  .readonly();

export type WhyAnswer = z.infer<typeof whyAnswer>;

export interface WhyQuestion {
  /** Its number in the graph. */
  readonly dataset: number;
  /** Datasets that are looked at. */
  readonly limit: number;
  /** Changes since then count as recent; a week when undefined. */
  readonly since: Date | undefined;
  readonly asOf: Date | undefined;
}

const recentMs = 7 * 86_400_000;
const mostOthers = 50;

/** What is behind the trouble of a dataset: the furthest upstream that fails, is late or has changed. */
export async function findWhy(ask: Ask, { graph, readAt }: KeptGraph, question: WhyQuestion): Promise<WhyAnswer> {
  const { dataset, limit, asOf } = question;
  const now = asOf ?? new Date();
  const scope: TroubleScope = { asOf, now, recent: question.since ?? new Date(now.getTime() - recentMs) };
  const walked = walk(graph.upstream, dataset, { depth: Infinity, nodes: limit, steps: Infinity });
  const found = await troublesOf(ask, graph, walked, scope);
  const upstream = localLinks(walked);
  const since = new Map(
    found.flatMap(({ troubles }, node): [number, number][] => {
      const began = beganAt(troubles);
      return began === undefined ? [] : [[node, began]];
    }),
  );
  const distances = longestDistances(upstream, 0);
  const cause = findCause(upstream, 0, since);
  const suspectAt = (node: number): z.infer<typeof suspect> => ({
    ...graph.datasets.at(walked.nodes[node] ?? 0),
    distance: distances[node] ?? 0,
    troubles: found[node]?.troubles ?? [],
  });
  const others = [...since.keys()]
    .filter((node) => node !== cause?.node && cause?.chain.includes(node) !== true)
    .toSorted((a, b) => (distances[b] ?? 0) - (distances[a] ?? 0) || (since.get(a) ?? 0) - (since.get(b) ?? 0));
  const chain = cause?.chain ?? [0];
  const numbers = chain.map((node) => walked.nodes[node] ?? 0);
  const described = await describe(ask, graph, { datasets: numbers, jobs: [] }, asOf);
  return {
    dataset: graph.datasets.at(dataset),
    readAt: instantText(readAt.getTime() * 1000),
    at: instantText(now.getTime() * 1000),
    recent: instantText(scope.recent.getTime() * 1000),
    cause: cause === undefined ? null : suspectAt(cause.node),
    chain: described.datasets.map((node, index) => linkOf(node, found[chain[index] ?? 0])),
    others: others.slice(0, mostOthers).map(suspectAt),
    othersLeftOut: Math.max(0, others.length - mostOthers),
    looked: { datasets: found.length, rhythmUnknown: found.filter(({ rhythmUnknown }) => rhythmUnknown).length },
    truncated: walked.truncated,
  };
}

/** Of each dataset of the walk, in its order. */
async function troublesOf(
  ask: Ask,
  graph: LineageGraph,
  walked: Walk,
  scope: TroubleScope,
): Promise<readonly DatasetTroubles[]> {
  const writers = Array.from(walked.nodes, (dataset) => writersOf(graph, dataset));
  const jobs = [...new Set(writers.flat())].filter((job) => !isNoJob(graph, job)).map((job) => graph.jobs.at(job));
  const names = Array.from(walked.nodes, (dataset) => namesOf(graph, dataset));
  const [own, failing] = await Promise.all([datasetTroubles(ask, names, scope), failingJobs(ask, jobs, scope.asOf)]);
  const dropped = await droppedAmongLate(ask, graph, walked, own, scope);
  return own.map(({ troubles, rhythmUnknown }, node) => ({
    troubles: [
      ...(writers[node] ?? []).flatMap((job) => failing.get(graph.jobs.at(job)) ?? []),
      ...troubles.filter(({ kind }) => kind !== "late" || !dropped.has(node)),
    ],
    rhythmUnknown,
  }));
}

function linkOf(node: DatasetNode, found: DatasetTroubles | undefined): WhyAnswer["chain"][number] {
  return { ...node, troubles: found?.troubles ?? [] };
}

/** Positions of datasets that are late only because they are no more. */
async function droppedAmongLate(
  ask: Ask,
  graph: LineageGraph,
  walked: Walk,
  own: readonly DatasetTroubles[],
  { asOf }: TroubleScope,
): Promise<ReadonlySet<number>> {
  const late = own.flatMap(({ troubles }, node) => (troubles.some(({ kind }) => kind === "late") ? [node] : []));
  const facts = await datasetFacts(
    ask,
    graph,
    late.map((node) => walked.nodes[node] ?? 0),
    asOf,
  );
  return new Set(late.filter((_, index) => facts[index]?.deleted === true));
}

/** The walk as a graph of its own, its nodes numbered in their order. */
function localLinks({ nodes, steps }: Walk): ReturnType<typeof linksAlong> {
  const local = new Map(Array.from(nodes, (node, index) => [node, index]));
  const position = (node: number): number => local.get(node) ?? 0;
  return linksAlong(nodes.length, steps.from.map(position), steps.to.map(position));
}
