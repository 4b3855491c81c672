import type { Ask } from "../ask.ts";
import { said, saidName } from "../said.ts";
import { columnLinks } from "./column-links.ts";
import type { ColumnLinkSaid } from "./column-links.ts";
import { walkColumns } from "./column-walk.ts";
import type { Column, ColumnWalk } from "./column-walk.ts";
import type { ColumnLineage } from "./graph-answer.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import type { ImpactQuestion, LineageQuestion } from "./lineage-question.ts";

/** Each level is a question to the store, so very deep ones end by time. */
const enoughMs = 10_000;

/** How the columns of a dataset, or one of them, come from columns and go into columns. */
export async function columnLineageOf(
  ask: Ask,
  graph: LineageGraph,
  question: LineageQuestion,
): Promise<ColumnLineage> {
  const { direction } = question;
  const [upstream, downstream] = await Promise.all([
    direction === "downstream" ? undefined : columnsFrom(ask, graph, "upstream", question),
    direction === "upstream" ? undefined : columnsFrom(ask, graph, "downstream", question),
  ]);
  const table = new ColumnTable();
  const edges: ColumnLineage["edges"][number][] = [];
  if (upstream !== undefined) {
    const at = table.add(upstream, "upstreamHops");
    for (const { from, to, link } of upstream.steps)
      edges.push(edgeOf(at[to] ?? 0, at[from] ?? 0, link.masking, link.said));
  }
  if (downstream !== undefined) {
    const at = table.add(downstream, "downstreamHops");
    for (const { from, to, link } of downstream.steps)
      edges.push(edgeOf(at[from] ?? 0, at[to] ?? 0, link.masking, link.said));
  }
  return {
    nodes: table.nodes,
    edges,
    truncated: upstream?.truncated === true || downstream?.truncated === true,
    frontier: (upstream?.frontier ?? 0) + (downstream?.frontier ?? 0),
  };
}

export async function columnsFrom(
  ask: Ask,
  graph: LineageGraph,
  direction: "upstream" | "downstream",
  { dataset, column, depth, limit, since, asOf }: ImpactQuestion,
): Promise<ColumnWalk<ColumnLinkSaid>> {
  const start: Column = { ...graph.datasets.at(dataset), field: column ?? "" };
  const until = performance.now() + enoughMs;
  const enough = (): boolean => performance.now() > until;
  return walkColumns(columnLinks(ask, graph, { direction, since, asOf }), start, { depth, nodes: limit, enough });
}

type Node = ColumnLineage["nodes"][number];

/** The columns of both directions, each once. */
class ColumnTable {
  readonly #nodes: Node[] = [];
  readonly #positions = new Map<string, number>();

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Of each node of the walk its position here. */
  add(walked: ColumnWalk<unknown>, hopsName: "upstreamHops" | "downstreamHops"): readonly number[] {
    return walked.nodes.map(({ column: { namespace, name, field }, hops, direct, masked }) => {
      const key = JSON.stringify([namespace, name, field]);
      const at = this.#positions.get(key) ?? this.#nodes.length;
      this.#positions.set(key, at);
      const before = this.#nodes[at];
      this.#nodes[at] = {
        namespace,
        name,
        field: said(field),
        upstreamHops: before?.upstreamHops ?? null,
        downstreamHops: before?.downstreamHops ?? null,
        ...waysOf(before, hops, direct, masked),
        [hopsName]: hops,
      };
      return at;
    });
  }
}

/** A column reached both ways is told by the way that says more. */
function waysOf(
  before: Node | undefined,
  hops: number,
  direct: boolean,
  masked: boolean,
): Pick<Node, "type" | "masked"> {
  if (hops === 0 || (before !== undefined && before.type === null)) return { type: null, masked: false };
  return {
    type: direct || before?.type === "DIRECT" ? "DIRECT" : "INDIRECT",
    masked: masked && before?.masked !== false,
  };
}

function edgeOf(
  source: number,
  target: number,
  masking: boolean,
  { type, subtype, job, firstSeen, lastSeen, inferred, sourceField, targetField }: ColumnLinkSaid,
): ColumnLineage["edges"][number] {
  return {
    source,
    target,
    sourceField: said(sourceField),
    targetField: said(targetField),
    type: said(type),
    subtype: said(subtype),
    masking,
    job: saidName(job.namespace, job.name),
    firstSeen,
    lastSeen,
    inferred,
  };
}
