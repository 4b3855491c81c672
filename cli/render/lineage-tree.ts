import type { LineageAnswer } from "#query/graph/lineage.ts";
import { branchesOf } from "../run-tree-lines.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { marked, nodeName, stateText } from "./dataset-text.ts";
import { treeOf } from "./tree.ts";
import type { Branch, TreeNode } from "./tree.ts";

export interface TreeOptions {
  readonly direction: "upstream" | "downstream" | "both";
  /** For which moment it is told how long ago something was. */
  readonly now: Date;
}

/** Lineage as lines: the dataset asked for, below it what it is made from and what is made from it. */
export function lineageLines(
  answer: LineageAnswer,
  terminal: Terminal,
  { direction, now }: TreeOptions,
): readonly string[] {
  const { nodes, jobs } = answer;
  const text = (node: number): string => {
    const dataset = nodes[node];
    return dataset === undefined ? "" : joined([nodeName(dataset), stateText(dataset, now, terminal)]);
  };
  const via = (links: readonly Link[]): string => {
    const names = links.flatMap(({ job, inferred }) => {
      const name = jobs[job]?.name;
      return name === undefined ? [] : [marked(name, inferred)];
    });
    return names.length === 0 ? "" : `by ${plainText(names.join(", "))}`;
  };
  const head = nodes[0] === undefined ? "" : terminal.bold(nodeName(nodes[0]));
  const lines = [joined([head, nodes[0] === undefined ? "" : stateText(nodes[0], now, terminal)])];
  for (const way of ["upstream", "downstream"] as const) {
    if (direction !== "both" && direction !== way) continue;
    const tree = treeOf(0, branchesIn(answer, way));
    if (direction === "both") lines.push(terminal.bold(way === "upstream" ? "Made from" : "Goes into"));
    if (tree.length === 1) lines.push(terminal.dim(`└─ nothing that is known`));
    lines.push(...treeLines(tree, terminal, (line) => joined([text(line.node), terminal.dim(via(line.link ?? []))])));
  }
  return [...lines, ...boundLines(answer, terminal)];
}

/** The lines of a tree below its root. */
export function treeLines<L>(
  tree: readonly TreeNode<L>[],
  terminal: Terminal,
  text: (line: TreeNode<L>) => string,
): readonly string[] {
  const branches = branchesOf(tree.map(({ depth }) => depth));
  const lines = tree.map((line, index) =>
    joined([`${terminal.dim(branches[index] ?? "")}${text(line)}`, markText(line.mark, terminal)]),
  );
  return lines.slice(1);
}

function markText(mark: TreeNode<unknown>["mark"], terminal: Terminal): string {
  if (mark === "above") return terminal.dim("↑ above");
  if (mark === "cycle") return terminal.yellow("↻ cycle");
  return mark === "deeper" ? terminal.dim("… goes on: ask for this one, or --format dot") : "";
}

interface Link {
  /** Position in `jobs`. */
  readonly job: number;
  readonly inferred: boolean;
}

/** From a node to those one step further, with the jobs between, by name. */
function branchesIn(
  { nodes, edges }: LineageAnswer,
  way: "upstream" | "downstream",
): (node: number) => readonly Branch<readonly Link[]>[] {
  const found = new Map<number, Map<number, Link[]>>();
  for (const { source, target, job, inferred } of edges) {
    const [from, to] = way === "upstream" ? [target, source] : [source, target];
    const there = found.get(from) ?? new Map<number, Link[]>();
    found.set(from, there);
    const jobs = there.get(to) ?? [];
    there.set(to, jobs);
    if (job !== null) jobs.push({ job, inferred });
  }
  const nameAt = (node: number): string => (nodes[node] === undefined ? "" : nodeName(nodes[node]));
  return (node) =>
    [...(found.get(node) ?? [])]
      .map(([to, link]) => ({ node: to, link }))
      .toSorted((a, b) => (nameAt(a.node) < nameAt(b.node) ? -1 : 1));
}

/** That there is more, and how to get it. */
export function boundLines(
  { truncated, frontier }: { readonly truncated: boolean; readonly frontier: number },
  terminal: Terminal,
): readonly string[] {
  if (frontier === 0 && !truncated) return [];
  const more = `… ${frontier === 0 ? "more" : `${frontier.toLocaleString("en-US")} more`} one step further`;
  return [terminal.dim(`${more}: ${truncated ? "--limit takes more, up to 100000" : "--depth goes further"}`)];
}

export function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("  ");
}
