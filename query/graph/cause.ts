import type { Links } from "./adjacency.ts";
import { longestDistances } from "./condensation.ts";

export interface Cause {
  readonly node: number;
  /** How many datasets the longest way up to it passes; those of one cycle count once. */
  readonly distance: number;
  /** From the cause down to the start, each fed by the one before. */
  readonly chain: readonly number[];
}

/**
 * What is behind the trouble of `start`: of the nodes in trouble above it, itself included, the furthest;
 * of those equally far the one whose trouble is the oldest.
 *
 * Distance is the longest way, not the shortest: so nothing that feeds the cause is in trouble (but in a
 * cycle with it), whatever shortcuts there are.
 *
 * @param upstream from each node to those it is fed by.
 * @param since when the trouble of a node began; healthy nodes are missing.
 */
export function findCause(upstream: Links, start: number, since: ReadonlyMap<number, number>): Cause | undefined {
  const distances = longestDistances(upstream, start);
  let best: Candidate | undefined;
  for (const [node, began] of since) {
    const distance = distances[node] ?? -1;
    if (distance < 0) continue;
    const one = { node, distance, since: began };
    if (best === undefined || compare(one, best) < 0) best = one;
  }
  if (best === undefined) return undefined;
  const { node, distance } = best;
  return { node, distance, chain: chainTo(upstream, start, node, since) };
}

interface Candidate {
  readonly node: number;
  readonly distance: number;
  readonly since: number;
}

function compare(a: Candidate, b: Candidate): number {
  return b.distance - a.distance || a.since - b.since || a.node - b.node;
}

const none = -1;

/** The way from `cause` down to `start` with the fewest healthy nodes on it. */
function chainTo(upstream: Links, start: number, cause: number, troubled: ReadonlyMap<number, number>): number[] {
  const below = new Int32Array(upstream.offsets.length - 1).fill(none);
  below[start] = start;
  // Nodes in trouble cost nothing: they are looked at with those at hand, healthy ones in the next round.
  for (let round = [start]; round.length > 0 && below[cause] === none;) {
    const later: [number, number][] = [];
    for (let head = 0; head < round.length; head++) {
      const node = round[head] ?? start;
      for (let i = upstream.offsets[node] ?? 0; i < (upstream.offsets[node + 1] ?? 0); i++) {
        const next = upstream.to[i] ?? 0;
        if (below[next] !== none) continue;
        if (!troubled.has(next)) later.push([next, node]);
        else {
          below[next] = node;
          round.push(next);
        }
      }
    }
    round = [];
    for (const [next, node] of later) {
      if (below[next] !== none) continue;
      below[next] = node;
      round.push(next);
    }
  }
  const chain = [cause];
  for (let node = cause; node !== start;) {
    node = below[node] ?? start;
    chain.push(node);
  }
  return chain;
}
