/**
 * Who is next to whom, as compressed sparse rows: the neighbours of node `n` are
 * `to[offsets[n]]` … `to[offsets[n + 1] - 1]`.
 */
export interface Links {
  /** One more than there are nodes. */
  readonly offsets: Uint32Array;
  readonly to: Uint32Array;
}

/** Links that know the edge they stand for: `edges[i]` leads to `to[i]`. */
export interface Adjacency extends Links {
  readonly edges: Uint32Array;
}

/**
 * The links along edges `from[e]` → `to[e]`. The neighbours of a node are in the order of their numbers,
 * those behind several edges in the order of `edges`. Linear in nodes and edges.
 *
 * @param nodes how many nodes links can start from.
 * @param targets how many nodes they can lead to, when these are others.
 */
export function linksAlong(nodes: number, from: Uint32Array, to: Uint32Array, targets = nodes): Adjacency {
  const byTarget = stableOrder(to, targets, undefined);
  const edges = stableOrder(from, nodes, byTarget);
  const neighbours = new Uint32Array(edges.length);
  for (let i = 0; i < edges.length; i++) neighbours[i] = to[edges[i] ?? 0] ?? 0;
  return { offsets: offsetsOf(from, nodes), to: neighbours, edges };
}

/** The positions of `keys`, sorted by key; those of one key as they are in `before`. */
function stableOrder(keys: Uint32Array, bound: number, before: Uint32Array | undefined): Uint32Array {
  const next = offsetsOf(keys, bound);
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const position = before === undefined ? i : (before[i] ?? 0);
    const key = keys[position] ?? 0;
    const place = next[key] ?? 0;
    order[place] = position;
    next[key] = place + 1;
  }
  return order;
}

/** Where each key's run begins when the keys are sorted. */
function offsetsOf(keys: Uint32Array, bound: number): Uint32Array {
  const offsets = new Uint32Array(bound + 1);
  for (let i = 0; i < keys.length; i++) {
    const after = (keys[i] ?? 0) + 1;
    offsets[after] = (offsets[after] ?? 0) + 1;
  }
  for (let key = 1; key <= bound; key++) offsets[key] = (offsets[key] ?? 0) + (offsets[key - 1] ?? 0);
  return offsets;
}
