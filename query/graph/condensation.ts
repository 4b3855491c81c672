import type { Links } from "./adjacency.ts";

/** A graph whose cycles are taken together: nodes that reach each other are one part. */
export interface Condensation {
  /** Of each node. Links lead from a higher part to a lower one, or stay in their part. */
  readonly part: Uint32Array;
  readonly parts: number;
  /** All nodes, those of part 0 first. */
  readonly order: Uint32Array;
}

const unvisited = 0;

/** Tarjan's algorithm, with a stack of its own: a chain of 100,000 nodes does no harm. Linear. */
export function condense(links: Links): Condensation {
  const { offsets } = links;
  const count = offsets.length - 1;
  const index = new Uint32Array(count);
  const low = new Uint32Array(count);
  const part = new Uint32Array(count);
  const settled = new Uint8Array(count);
  const cursor = offsets.slice(0, count);
  const path = new Uint32Array(count);
  const open = new Uint32Array(count);
  const order = new Uint32Array(count);
  let [visits, pathLength, openLength, ordered, parts] = [0, 0, 0, 0, 0];

  const enter = (node: number): void => {
    visits++;
    index[node] = visits;
    low[node] = visits;
    path[pathLength++] = node;
    open[openLength++] = node;
  };
  const lower = (node: number, reached: number): void => {
    low[node] = Math.min(low[node] ?? 0, reached);
  };
  /** Ends with a node all whose links have been looked at. */
  const leave = (node: number): void => {
    pathLength--;
    if (pathLength > 0) lower(path[pathLength - 1] ?? 0, low[node] ?? 0);
    if (low[node] !== index[node]) return;
    let member: number;
    do {
      member = open[--openLength] ?? 0;
      part[member] = parts;
      settled[member] = 1;
      order[ordered++] = member;
    } while (member !== node);
    parts++;
  };

  for (let root = 0; root < count; root++) {
    if (index[root] !== unvisited) continue;
    enter(root);
    for (;;) {
      if (pathLength === 0) break;
      const node = path[pathLength - 1] ?? 0;
      const at = cursor[node] ?? 0;
      if (at === (offsets[node + 1] ?? 0)) {
        leave(node);
        continue;
      }
      cursor[node] = at + 1;
      const next = links.to[at] ?? 0;
      if (index[next] === unvisited) enter(next);
      else if (settled[next] === 0) lower(node, index[next] ?? 0);
    }
  }
  return { part, parts, order };
}

/** Of each node, how many parts the longest way from `start` passes after the first; -1 where no way leads. */
export function longestDistances(links: Links, start: number): Int32Array {
  const { part, parts, order } = condense(links);
  const distance = new Int32Array(parts).fill(-1);
  distance[part[start] ?? 0] = 0;
  for (const node of order.toReversed()) {
    const own = part[node] ?? 0;
    const reached = distance[own] ?? -1;
    if (reached < 0) continue;
    for (let i = links.offsets[node] ?? 0; i < (links.offsets[node + 1] ?? 0); i++) {
      const next = part[links.to[i] ?? 0] ?? 0;
      if (next !== own) distance[next] = Math.max(distance[next] ?? -1, reached + 1);
    }
  }
  return Int32Array.from(part, (each) => distance[each] ?? -1);
}
