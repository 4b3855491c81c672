import type { Named } from "../named.ts";
import type { Adjacency } from "./adjacency.ts";
import { findDataset } from "./lineage-graph.ts";
import type { LineageGraph } from "./lineage-graph.ts";

interface Subject extends Named {
  readonly kind: "dataset" | "job" | "budget" | "platform";
}

export interface ChainLink extends Subject {
  /** Steps from the cause. */
  readonly depth: number;
  readonly isBreached: boolean;
}

/** More are not looked at. */
const maxNodes = 100_000;
const maxLinks = 1000;

/** Of a dataset or job the node that it hangs on; the cause hangs on none. */
interface Node {
  readonly subject: Subject;
  readonly parent: Node | undefined;
  readonly children: Node[];
  isWanted: boolean;
}

/**
 * How trouble got from its cause to those that are in breach because of it: the shortest ways, as a tree, each node before what
 * hangs on it. Those to which no way leads hang on the cause.
 */
export function incidentChain(graph: LineageGraph, cause: Subject, breached: readonly Subject[]): readonly ChainLink[] {
  const root: Node = { subject: cause, parent: undefined, children: [], isWanted: true };
  const wanted = new Map(breached.map((subject) => [keyOf(subject), subject]));
  const found = new Map([[keyOf(cause), root]]);
  spread(graph, root, (node) => {
    const key = keyOf(node.subject);
    if (found.has(key)) return;
    found.set(key, node);
  });
  for (const [key, subject] of wanted) {
    const node = found.get(key);
    if (node === undefined) root.children.push({ subject, parent: root, children: [], isWanted: true });
    else want(node);
  }
  return linksOf(root, wanted);
}

/** Breadth first from the cause: datasets made from it, and the jobs that read these. */
function spread(graph: LineageGraph, root: Node, reach: (node: Node) => void): void {
  const nodes = new Map<number, Node>();
  const add = (dataset: number, parent: Node): void => {
    if (nodes.has(dataset) || nodes.size >= maxNodes) return;
    const node = childOf(parent, { kind: "dataset", ...graph.datasets.at(dataset) });
    nodes.set(dataset, node);
    reach(node);
  };
  const start = startOf(graph, root.subject);
  if (root.subject.kind === "job") for (const dataset of start) add(dataset, root);
  else for (const dataset of start) nodes.set(dataset, root);
  for (const [dataset, node] of nodes) {
    for (const job of neighbours(graph.readers, dataset)) reach(childOf(node, { kind: "job", ...graph.jobs.at(job) }));
    for (const next of neighbours(graph.downstream, dataset)) add(next, node);
  }
}

function startOf(graph: LineageGraph, cause: Subject): readonly number[] {
  if (cause.kind === "dataset") {
    const dataset = findDataset(graph, cause);
    return dataset === undefined ? [] : [dataset];
  }
  const job = cause.kind === "job" ? graph.jobs.find(cause) : undefined;
  if (job === undefined) return [];
  const { offsets, to } = graph.writers;
  const written: number[] = [];
  for (let dataset = 0; dataset + 1 < offsets.length; dataset++) {
    if (to.subarray(offsets[dataset], offsets[dataset + 1]).includes(job)) written.push(dataset);
  }
  return written;
}

function childOf(parent: Node, subject: Subject): Node {
  const node: Node = { subject, parent, children: [], isWanted: false };
  parent.children.push(node);
  return node;
}

function want(node: Node): void {
  for (let each: Node | undefined = node; each !== undefined && !each.isWanted; each = each.parent)
    each.isWanted = true;
}

function linksOf(root: Node, breached: ReadonlyMap<string, Subject>): readonly ChainLink[] {
  const links: ChainLink[] = [];
  const waiting = [{ node: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined && links.length < maxLinks; next = waiting.pop()) {
    const { node, depth } = next;
    links.push({ ...node.subject, depth, isBreached: breached.has(keyOf(node.subject)) });
    for (const child of node.children.toReversed()) if (child.isWanted) waiting.push({ node: child, depth: depth + 1 });
  }
  return links;
}

function neighbours(links: Adjacency, node: number): ReadonlySet<number> {
  return new Set(links.to.subarray(links.offsets[node], links.offsets[node + 1]));
}

function keyOf({ kind, namespace, name }: Subject): string {
  return `${kind}\0${namespace}\0${name}`;
}
