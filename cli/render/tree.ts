/** Where a node of a graph stands in a tree drawn of it. */
export interface TreeNode<L> {
  readonly node: number;
  readonly depth: number;
  /** How it is reached from the one it hangs on; undefined at the root. */
  readonly link: L | undefined;
  /**
   * `above`: what hangs on it is drawn further up; `cycle`: it hangs on itself, by way of those it hangs on;
   * `deeper`: what hangs on it is not drawn, for the depth.
   */
  readonly mark: "above" | "cycle" | "deeper" | undefined;
}

export interface Branch<L> {
  readonly node: number;
  readonly link: L;
}

/** Deeper trees run out of the screen to the right. */
const deepest = 40;

/** A graph as a tree, in the order of its lines: what hangs on a node is drawn once, where it is met first. */
export function treeOf<L>(root: number, branches: (node: number) => readonly Branch<L>[]): readonly TreeNode<L>[] {
  const lines: TreeNode<L>[] = [];
  const drawn = new Set<number>();
  const way: number[] = [];
  const waiting: { readonly node: number; readonly depth: number; readonly link: L | undefined }[] = [
    { node: root, depth: 0, link: undefined },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth, link } = next;
    way.length = depth;
    const below = branches(node);
    const mark = markOf({ isOnWay: way.includes(node), isDrawn: drawn.has(node), isLeaf: below.length === 0, depth });
    lines.push({ node, depth, link, mark });
    if (mark !== undefined) continue;
    drawn.add(node);
    way.push(node);
    for (const branch of below.toReversed()) waiting.push({ node: branch.node, depth: depth + 1, link: branch.link });
  }
  return lines;
}

interface Place {
  readonly isOnWay: boolean;
  readonly isDrawn: boolean;
  readonly isLeaf: boolean;
  readonly depth: number;
}

function markOf({ isOnWay, isDrawn, isLeaf, depth }: Place): TreeNode<unknown>["mark"] {
  if (isOnWay) return "cycle";
  if (isLeaf) return undefined;
  if (isDrawn) return "above";
  return depth >= deepest ? "deeper" : undefined;
}
