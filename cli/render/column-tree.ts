import type { ColumnLineage } from "#query/graph/graph-answer.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { marked, nodeName } from "./dataset-text.ts";
import { boundLines, joined, treeLines } from "./lineage-tree.ts";
import type { TreeOptions } from "./lineage-tree.ts";
import { treeOf } from "./tree.ts";
import type { Branch } from "./tree.ts";

type Edge = ColumnLineage["edges"][number];

/** Column lineage as lines: a tree for each column asked for and each direction. */
export function columnLines(
  columns: ColumnLineage,
  terminal: Terminal,
  { direction }: Pick<TreeOptions, "direction">,
): readonly string[] {
  const roots = columns.nodes.flatMap((node, index) => (node.type === null ? [index] : []));
  const lines: string[] = [];
  for (const root of roots) {
    const trees = (["upstream", "downstream"] as const)
      .filter((way) => direction === "both" || direction === way)
      .map((way) => ({ way, tree: treeOf(root, branchesIn(columns, way)) }))
      .filter(({ tree }) => tree.length > 1 || roots.length === 1);
    if (trees.length > 0) lines.push(terminal.bold(columnName(columns, root)));
    for (const { way, tree } of trees) {
      if (direction === "both") lines.push(terminal.bold(way === "upstream" ? "Made from" : "Goes into"));
      if (tree.length === 1) lines.push(terminal.dim("└─ nothing that is known"));
      lines.push(
        ...treeLines(tree, terminal, ({ node, link }) =>
          joined([columnName(columns, node), kindText(columns, node, terminal), terminal.dim(edgesText(link ?? []))]),
        ),
      );
    }
  }
  if (lines.length === 0) return [terminal.dim("No event says how its columns come from columns.")];
  return [...lines, ...boundLines(columns, terminal)];
}

/** `namespace/name.column`; `.*` for all of them. */
export function columnName({ nodes }: ColumnLineage, node: number): string {
  const column = nodes[node];
  return column === undefined ? "" : `${nodeName(column)}.${plainText(column.field ?? "*")}`;
}

function kindText({ nodes }: ColumnLineage, node: number, terminal: Terminal): string {
  const column = nodes[node];
  if (column === undefined || column.type === null) return "";
  return joined([column.type === "INDIRECT" ? "indirect" : "", column.masked ? terminal.green("masked") : ""]);
}

function edgesText(edges: readonly Edge[]): string {
  const texts = [...new Set(edges.map((edge) => marked(transformation(edge), edge.inferred)))];
  return plainText(texts.filter((text) => text !== "").join(", "));
}

/** `AGGREGATION`, `FILTER, masking`. */
export function transformation({ type, subtype, masking }: Edge): string {
  return [subtype ?? type ?? "", masking ? "masking" : ""].filter((text) => text !== "").join(" ");
}

function branchesIn(
  columns: ColumnLineage,
  way: "upstream" | "downstream",
): (node: number) => readonly Branch<readonly Edge[]>[] {
  const found = new Map<number, Map<number, Edge[]>>();
  for (const edge of columns.edges) {
    const [from, to] = way === "upstream" ? [edge.target, edge.source] : [edge.source, edge.target];
    const there = found.get(from) ?? new Map<number, Edge[]>();
    found.set(from, there);
    there.set(to, [...(there.get(to) ?? []), edge]);
  }
  return (node) =>
    [...(found.get(node) ?? [])]
      .map(([to, link]) => ({ node: to, link }))
      .toSorted((a, b) => (columnName(columns, a.node) < columnName(columns, b.node) ? -1 : 1));
}
