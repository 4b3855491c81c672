import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linksAlong } from "#query/graph/adjacency.ts";
import { findCause } from "#query/graph/cause.ts";
import { condense, longestDistances } from "#query/graph/condensation.ts";
import { KeyCollision, KeyIndex } from "#query/graph/key-index.ts";
import { walk } from "#query/graph/walk.ts";

/** The fast parts against the plainest way to say the same, on graphs with cycles, self-edges, diamonds and twins. */

type Edge = readonly [from: number, to: number];
interface Graph {
  readonly nodes: number;
  readonly edges: readonly Edge[];
}

/** With `forward` most edges lead on, so that there are long ways and few cycles; else most is one cycle. */
const graphs: fc.Arbitrary<Graph> = fc
  .record({ nodes: fc.integer({ min: 1, max: 9 }), forward: fc.boolean() })
  .chain(({ nodes, forward }) => {
    const node = fc.integer({ min: 0, max: nodes - 1 });
    const onwards = fc.tuple(node, node).map(([a, b]): Edge => [Math.min(a, b), Math.max(a, b)]);
    const edge = forward ? fc.oneof({ arbitrary: onwards, weight: 14 }, fc.tuple(node, node)) : fc.tuple(node, node);
    return fc.record({
      nodes: fc.constant(nodes),
      edges: fc.array(edge, { maxLength: forward ? 13 : 22, size: "max" }),
    });
  });

function adjacencyOf({ nodes, edges }: Graph) {
  return linksAlong(
    nodes,
    Uint32Array.from(edges, ([from]) => from),
    Uint32Array.from(edges, ([, to]) => to),
  );
}

const nodesOf = ({ nodes }: Graph): readonly number[] => Array.from({ length: nodes }, (_, node) => node);

/** Fewest hops from a node to each that it reaches. */
function naiveHops({ edges }: Graph, start: number): ReadonlyMap<number, number> {
  const hops = new Map([[start, 0]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const [from, to] of edges) {
      const next = (hops.get(from) ?? Infinity) + 1;
      if (next < (hops.get(to) ?? Infinity)) {
        hops.set(to, next);
        changed = true;
      }
    }
  }
  return hops;
}

/** Every way without a repeated part of the condensation is tried. */
function naiveLongest(graph: Graph, start: number): ReadonlyMap<number, number> {
  const reach = nodesOf(graph).map((node) => naiveHops(graph, node));
  const together = (a: number, b: number): boolean => reach[a]?.has(b) === true && reach[b]?.has(a) === true;
  const longest = new Map<number, number>();
  const visit = (node: number, distance: number): void => {
    for (const member of nodesOf(graph)) {
      if (together(node, member)) longest.set(member, Math.max(distance, longest.get(member) ?? 0));
    }
    for (const [from, to] of graph.edges) if (together(node, from) && !together(node, to)) visit(to, distance + 1);
  };
  visit(start, 0);
  return longest;
}

function healthy(chain: readonly number[], since: ReadonlyMap<number, number>): number {
  return chain.slice(0, -1).filter((node) => !since.has(node)).length;
}

function fewestHealthy({ edges }: Graph, cause: number, since: ReadonlyMap<number, number>): number | undefined {
  const costs = new Map([[0, 0]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const [from, to] of edges) {
      const next = (costs.get(from) ?? Infinity) + (since.has(to) ? 0 : 1);
      if (to !== 0 && next < (costs.get(to) ?? Infinity)) {
        costs.set(to, next);
        changed = true;
      }
    }
  }
  return costs.get(cause);
}

test("neighbours are in their order, those behind several edges in the order of these", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { offsets, to, edges } = adjacencyOf(graph);
      for (const node of nodesOf(graph)) {
        const found = Array.from(to.subarray(offsets[node], offsets[node + 1]), (next, at) => [
          next,
          edges[(offsets[node] ?? 0) + at] ?? NaN,
        ]);
        const expected = graph.edges.flatMap(([from, next], edge) => (from === node ? [[next, edge]] : []));
        expect(found).toEqual(expected.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
      }
    }),
  );
});

const depths = fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 5 }));

describe("walk", () => {
  test("tells each node that can be reached, with its fewest hops, and each step between", () => {
    fc.assert(
      fc.property(graphs, depths, (graph, depth) => {
        const walked = walk(adjacencyOf(graph), 0, { depth, nodes: 1000, steps: 1000 });
        const hops = naiveHops(graph, 0);
        const within = [...hops].filter(([, hop]) => hop <= depth);
        expect(new Map(Array.from(walked.nodes, (node, i) => [node, walked.hops[i]]))).toEqual(new Map(within));
        expect(Array.from(walked.hops)).toEqual(Array.from(walked.hops).toSorted((a, b) => a - b));
        const steps = graph.edges.flatMap(([from], edge) => ((hops.get(from) ?? Infinity) < depth ? [edge] : []));
        expect(Array.from(walked.steps.edges).toSorted((a, b) => a - b)).toEqual(steps);
        for (const [i, edge] of walked.steps.edges.entries()) {
          expect([walked.steps.from[i], walked.steps.to[i]]).toEqual(graph.edges[edge]);
        }
        expect(walked).toMatchObject({
          truncated: false,
          stepsLeftOut: 0,
          frontier: [...hops.values()].filter((hop) => hop === depth + 1).length,
        });
      }),
      { numRuns: 1000 },
    );
  });

  test("with a limit tells the nearest, says what is next, and is connected", () => {
    const limits = fc.record({
      depth: depths,
      nodes: fc.integer({ min: 1, max: 6 }),
      steps: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(graphs, limits, (graph, limit) => {
        const walked = walk(adjacencyOf(graph), 0, limit);
        const hops = naiveHops(graph, 0);
        const all = [...hops.values()].filter((hop) => hop <= limit.depth).toSorted((a, b) => a - b);
        const told = new Set(walked.nodes);
        expect(Array.from(walked.hops)).toEqual(all.slice(0, limit.nodes));
        expect(walked.truncated).toBe(all.length > limit.nodes);
        const next = new Set(graph.edges.flatMap(([from, to]) => (told.has(from) && !told.has(to) ? [to] : [])));
        expect(walked.frontier).toBe(next.size);
        const expanded = (node: number): boolean => (hops.get(node) ?? Infinity) < limit.depth;
        const steps = graph.edges.filter(([from, to]) => told.has(from) && told.has(to) && expanded(from));
        expect(walked.steps.to.length + walked.stepsLeftOut).toBe(steps.length);
        expect(walked.steps.to.length).toBe(Math.min(steps.length, Math.max(limit.steps, told.size - 1)));
        expect(Array.from(walked.steps.to.slice(0, told.size - 1))).toEqual(Array.from(walked.nodes).slice(1));
        for (let i = 0; i < told.size - 1; i++) {
          const [from, to] = [walked.steps.from[i] ?? -1, walked.steps.to[i] ?? -1];
          expect(hops.get(to)).toBe((hops.get(from) ?? NaN) + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("condensation", () => {
  test("nodes are of one part when they reach each other; links lead down", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { part, parts, order } = condense(adjacencyOf(graph));
        const reach = nodesOf(graph).map((node) => naiveHops(graph, node));
        for (const a of nodesOf(graph)) {
          for (const b of nodesOf(graph)) {
            expect(part[a] === part[b]).toBe(reach[a]?.has(b) === true && reach[b]?.has(a) === true);
          }
        }
        for (const [from, to] of graph.edges) expect(part[from]).toBeGreaterThanOrEqual(part[to] ?? NaN);
        expect(parts).toBe(new Set(part).size);
        expect(Array.from(order).toSorted((a, b) => a - b)).toEqual(nodesOf(graph));
        const partsInOrder = Array.from(order, (node) => part[node] ?? NaN);
        expect(partsInOrder).toEqual(partsInOrder.toSorted((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });

  test("distances are those of the longest ways", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const longest = naiveLongest(graph, 0);
        expect(Array.from(longestDistances(adjacencyOf(graph), 0))).toEqual(
          nodesOf(graph).map((node) => longest.get(node) ?? -1),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("cause", () => {
  const troubles = fc.dictionary(fc.integer({ min: 0, max: 8 }).map(String), fc.integer({ min: 0, max: 3 }), {
    maxKeys: 5,
    size: "max",
  });

  test("is the furthest in trouble, then the oldest; the chain leads down from it", () => {
    fc.assert(
      fc.property(graphs, troubles, (graph, drawn) => {
        const since = new Map(
          Object.entries(drawn).flatMap(([node, time]) => (Number(node) < graph.nodes ? [[Number(node), time]] : [])),
        );
        const longest = naiveLongest(graph, 0);
        const expected = [...since]
          .flatMap(([node, time]) => {
            const distance = longest.get(node);
            return distance === undefined ? [] : [{ node, distance, time }];
          })
          .toSorted((a, b) => b.distance - a.distance || a.time - b.time || a.node - b.node)[0];
        const found = findCause(adjacencyOf(graph), 0, since);
        expect(found === undefined ? undefined : { node: found.node, distance: found.distance }).toEqual(
          expected === undefined ? undefined : { node: expected.node, distance: expected.distance },
        );
        if (found === undefined) return;
        expect(found.chain[0]).toBe(found.node);
        expect(found.chain.at(-1)).toBe(0);
        for (const [i, node] of found.chain.slice(0, -1).entries()) {
          expect(graph.edges).toContainEqual([found.chain[i + 1], node]);
        }
        expect(healthy(found.chain, since)).toBe(fewestHealthy(graph, found.node, since));
      }),
      { numRuns: 1000 },
    );
  });

  test("nothing that feeds the cause is in trouble, but in a cycle with it", () => {
    fc.assert(
      fc.property(graphs, troubles, (graph, drawn) => {
        const since = new Map(Object.entries(drawn).map(([node, time]) => [Number(node), time]));
        const found = findCause(adjacencyOf(graph), 0, since);
        if (found === undefined) return;
        for (const above of naiveHops(graph, found.node).keys()) {
          if (since.has(above)) expect(naiveHops(graph, above).has(found.node)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("keys are found by both halves", () => {
  const key = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }));
  fc.assert(
    fc.property(fc.uniqueArray(key, { selector: String, maxLength: 60 }), key, (keys, other) => {
      const index = new KeyIndex(keys.length);
      for (const [number, [low, high]] of keys.entries()) index.add(low, high, number);
      for (const [number, [low, high]] of keys.entries()) expect(index.find(low, high)).toBe(number);
      expect(index.find(...other)).toBe(keys.findIndex((each) => String(each) === String(other)));
    }),
  );
  const index = new KeyIndex(2);
  index.add(1, 2, 0);
  expect(() => index.add(1, 2, 1)).toThrow(KeyCollision);
});
