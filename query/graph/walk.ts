import type { Adjacency } from "./adjacency.ts";
import { GrowingList } from "./growing-list.ts";
import { StepList } from "./step-list.ts";
import type { Steps } from "./step-list.ts";

export interface WalkLimits {
  /** At most so many hops from the start; Infinity for all. */
  readonly depth: number;
  /** At most so many nodes, the start among them; at least 1. */
  readonly nodes: number;
  /** At most so many steps are told; but always one to each node. */
  readonly steps: number;
  /** Only edges for which it says so; without it all. */
  readonly accepts?: ((edge: number) => boolean) | undefined;
}

/** What can be reached from a node, the nearest first. */
export interface Walk {
  /** In the order of hops; the start is the first. */
  readonly nodes: Uint32Array;
  /** Of each of `nodes`. */
  readonly hops: Uint32Array;
  /**
   * Along which edges the walk went, or could have gone: from a node that is nearer than `depth` to any of
   * `nodes`. The first step to each node comes first, in the order of `nodes`.
   */
  readonly steps: Steps;
  /** How many more such steps there are. */
  readonly stepsLeftOut: number;
  /** How many more nodes are one step further. */
  readonly frontier: number;
  /** Some of those are missing for the limit of nodes, not for that of depth. */
  readonly truncated: boolean;
}

const unseen = -1;
const beyond = -2;

/** Breadth first, so hops are the fewest. Time: the edges at the nodes told. Cycles and self-edges do no harm. */
export function walk(graph: Adjacency, start: number, limits: WalkLimits): Walk {
  const hop = new Int32Array(graph.offsets.length - 1).fill(unseen);
  const nodes = new GrowingList();
  const first = new StepList(Infinity);
  const further = new StepList(limits.steps);
  let frontier = 0;
  let truncated = false;
  hop[start] = 0;
  nodes.push(start);
  for (let head = 0; head < nodes.length; head++) {
    const node = nodes.at(head);
    const hops = hop[node] ?? 0;
    const expands = hops < limits.depth;
    const end = graph.offsets[node + 1] ?? 0;
    for (let i = graph.offsets[node] ?? 0; i < end; i++) {
      const edge = graph.edges[i] ?? 0;
      if (limits.accepts?.(edge) === false) continue;
      const next = graph.to[i] ?? 0;
      const seen = hop[next] ?? unseen;
      if (seen >= 0) {
        if (expands) further.push(node, next, edge);
      } else if (expands && nodes.length < limits.nodes) {
        hop[next] = hops + 1;
        nodes.push(next);
        first.push(node, next, edge);
      } else if (seen === unseen) {
        hop[next] = beyond;
        frontier++;
        truncated ||= expands;
      }
    }
  }
  const told = nodes.toArray();
  const { steps, leftOut } = first.followedBy(further, limits.steps);
  return { nodes: told, hops: told.map((node) => hop[node] ?? 0), steps, stepsLeftOut: leftOut, frontier, truncated };
}
