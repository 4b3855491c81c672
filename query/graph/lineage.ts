import { z } from "zod";
import { instant, named } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import { columnLineage, jobNode, lineageEdge, lineageNode, reach } from "./graph-answer.ts";
import { columnLineageOf } from "./column-lineage.ts";
import { describe } from "./dataset-nodes.ts";
import type { KeptGraph } from "./graph-keeper.ts";
import { instantText } from "./instant-text.ts";
import { isNoJob } from "./job-links.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { seenSince } from "./lineage-question.ts";
import type { LineageQuestion } from "./lineage-question.ts";
import { walk } from "./walk.ts";
import type { Walk } from "./walk.ts";

export const lineageAnswer = z
  .object({
    dataset: named,
    column: z.string().nullable(),
    readAt: instant.meta({ description: "when the edges were read from the store" }),
    nodes: z.array(lineageNode).readonly().meta({ description: "datasets; the one asked for first, then the nearest" }),
    jobs: z.array(jobNode).readonly(),
    edges: z.array(lineageEdge).readonly(),
    ...reach,
    edgesLeftOut: z.number().meta({ description: "edges between these nodes that are too many to tell" }),
    columns: columnLineage.nullable().meta({ description: "when asked for: how columns come from columns" }),
  })
  .readonly();

export type LineageAnswer = z.infer<typeof lineageAnswer>;

/** Edges for each node of the limit: beyond these a drawing says nothing. */
const edgesPerNode = 10;

/** Where a dataset comes from and where it goes, as far as asked for. */
export async function findLineage(
  ask: Ask,
  { graph, readAt }: KeptGraph,
  question: LineageQuestion,
): Promise<LineageAnswer> {
  const { dataset, direction, asOf } = question;
  const upstream = direction === "downstream" ? undefined : walkFrom(graph, "upstream", question);
  const downstream = direction === "upstream" ? undefined : walkFrom(graph, "downstream", question);
  const nodes = [...new Set([dataset, ...(upstream?.nodes ?? []), ...(downstream?.nodes ?? [])])];
  const edges = [...new Set([...(upstream?.steps.edges ?? []), ...(downstream?.steps.edges ?? [])])];
  const jobs = [...new Set(edges.map((edge) => graph.edges.job[edge] ?? 0))].filter((job) => !isNoJob(graph, job));
  const [described, columns] = await Promise.all([
    describe(ask, graph, { datasets: nodes, jobs }, asOf),
    question.columns || question.column !== undefined ? columnLineageOf(ask, graph, question) : null,
  ]);
  const hopsUp = hopsOf(upstream);
  const hopsDown = hopsOf(downstream);
  return {
    dataset: graph.datasets.at(dataset),
    column: question.column ?? null,
    readAt: instantText(readAt.getTime() * 1000),
    nodes: described.datasets.map((node, index) => ({
      ...node,
      upstreamHops: hopsUp.get(nodes[index] ?? 0) ?? null,
      downstreamHops: hopsDown.get(nodes[index] ?? 0) ?? null,
    })),
    jobs: described.jobs,
    edges: edgesOf(graph, [upstream, downstream], nodes, jobs),
    truncated: upstream?.truncated === true || downstream?.truncated === true,
    frontier: (upstream?.frontier ?? 0) + (downstream?.frontier ?? 0),
    edgesLeftOut: (upstream?.stepsLeftOut ?? 0) + (downstream?.stepsLeftOut ?? 0),
    columns,
  };
}

function walkFrom(graph: LineageGraph, direction: "upstream" | "downstream", question: LineageQuestion): Walk {
  const { dataset, depth, limit, since } = question;
  const from = seenSince(question);
  return walk(graph[direction], dataset, {
    depth,
    nodes: limit,
    steps: limit * edgesPerNode,
    accepts: since === undefined ? undefined : (edge) => (graph.edges.lastSeen[edge] ?? 0) >= from,
  });
}

function hopsOf(walked: Walk | undefined): ReadonlyMap<number, number> {
  return new Map(Array.from(walked?.nodes ?? [], (node, index) => [node, walked?.hops[index] ?? 0]));
}

function edgesOf(
  graph: LineageGraph,
  [upstream, downstream]: readonly [Walk | undefined, Walk | undefined],
  nodes: readonly number[],
  jobs: readonly number[],
): LineageAnswer["edges"] {
  const nodePosition = positions(nodes);
  const jobPosition = positions(jobs);
  const told = new Set<number>();
  const found: LineageAnswer["edges"][number][] = [];
  const tell = (edge: number, source: number, target: number): void => {
    if (told.has(edge)) return;
    told.add(edge);
    found.push({
      source: nodePosition.get(source) ?? 0,
      target: nodePosition.get(target) ?? 0,
      job: jobPosition.get(graph.edges.job[edge] ?? 0) ?? null,
      firstSeen: instantText(graph.edges.firstSeen[edge] ?? 0),
      lastSeen: instantText(graph.edges.lastSeen[edge] ?? 0),
      inferred: graph.edges.inferred[edge] === 1,
    });
  };
  // A step upstream goes against the edge.
  upstream?.steps.edges.forEach((edge, i) => tell(edge, upstream.steps.to[i] ?? 0, upstream.steps.from[i] ?? 0));
  downstream?.steps.edges.forEach((edge, i) => tell(edge, downstream.steps.from[i] ?? 0, downstream.steps.to[i] ?? 0));
  return found;
}

function positions(numbers: readonly number[]): ReadonlyMap<number, number> {
  return new Map(numbers.map((number, index) => [number, index]));
}
