import { expect, test } from "vitest";
import { linksAlong } from "#query/graph/adjacency.ts";
import { createGraphKeeper } from "#query/graph/graph-keeper.ts";
import type { GraphSource } from "#query/graph/graph-keeper.ts";
import { graphOfOne } from "#query/graph/graph-of-one.ts";
import type { LineageGraph } from "#query/graph/lineage-graph.ts";

/** A graph of so many edges from a dataset to itself. */
function graphOf(edges: number): LineageGraph {
  const ends = new Uint32Array(edges);
  const links = linksAlong(1, ends, ends);
  const times = new Float64Array(edges);
  return {
    ...graphOfOne({ namespace: "n", name: "d" }),
    edges: { job: ends, firstSeen: times, lastSeen: times, inferred: new Uint8Array() },
    downstream: links,
    upstream: links,
  };
}

interface World {
  readonly graphs: GraphSource;
  /** How often a graph was loaded, with the time asked for. */
  readonly loads: (number | undefined)[];
  now: number;
  /** Of the store: changes with each event. */
  stamp: string;
  /** How long loading takes. */
  cost: number;
  edges: number;
  broken: boolean;
}

function world(edges: number): World {
  const loads: World["loads"] = [];
  const found: World = {
    loads,
    now: 1_000_000,
    stamp: "1",
    cost: 2000,
    edges,
    broken: false,
    graphs: createGraphKeeper({
      async load(asOf) {
        loads.push(asOf?.getTime());
        await Promise.resolve();
        found.now += found.cost;
        if (found.broken) throw new Error("the store does not answer");
        return graphOf(found.edges);
      },
      stamp: async () => found.stamp,
      now: () => found.now,
    }),
  };
  return found;
}

/** Also what goes on in the background. */
async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

const settlingMs = 10_000;

test("a graph is loaded once while no event comes, but once more when names have been settled", async () => {
  const given = world(10);
  await given.graphs(undefined);
  await given.graphs(undefined);
  expect(given.loads).toHaveLength(2);
  given.now += settlingMs;
  await given.graphs(undefined);
  const after = given.loads.length;
  given.now += 3_600_000;
  await Promise.all([given.graphs(undefined), given.graphs(undefined)]);
  expect(given.loads).toHaveLength(after);
});

test("a small graph is never older than the last event", async () => {
  const given = world(100_000);
  await given.graphs(undefined);
  for (const stamp of ["2", "3", "4"]) {
    given.stamp = stamp;
    given.edges++;
    given.edges = Math.min(given.edges, 100_000);
    const { readAt } = await given.graphs(undefined);
    expect(readAt.getTime()).toBe(given.now - given.cost);
  }
  expect(given.loads).toHaveLength(4);
});

test("a large one answers while it is loaded anew, which takes a tenth of the time", async () => {
  const given = world(100_001);
  const first = await given.graphs(undefined);
  given.stamp = "2";
  expect(await given.graphs(undefined)).toBe(first);
  await settled();
  given.now += 10 * given.cost - 1;
  expect(await given.graphs(undefined)).toBe(first);
  await settled();
  expect(given.loads).toHaveLength(1);
  given.now++;
  expect(await given.graphs(undefined)).toBe(first);
  await settled();
  expect(given.loads).toHaveLength(2);
  expect(await given.graphs(undefined)).not.toBe(first);
});

test("a large one is waited for when it is fresh that is asked for, or when the one at hand is too old", async () => {
  const given = world(100_001);
  await given.graphs(undefined);
  given.stamp = "2";
  const fresh = await given.graphs(undefined, { fresh: true });
  expect(fresh.readAt.getTime()).toBe(given.now - given.cost);
  given.stamp = "3";
  given.now += 120_001;
  expect((await given.graphs(undefined)).readAt.getTime()).toBe(given.now - given.cost);
  expect(given.loads).toHaveLength(3);
});

test("who asks at once shares a load, but not one that began before the event", async () => {
  const given = world(10);
  const before = given.graphs(undefined);
  const also = given.graphs(undefined);
  await Promise.resolve();
  given.stamp = "2";
  const after = given.graphs(undefined);
  expect(await also).toBe(await before);
  expect(await after).not.toBe(await before);
  expect(given.loads).toHaveLength(2);
});

test("a failure is told, and tried again", async () => {
  const given = world(10);
  given.broken = true;
  await expect(given.graphs(undefined)).rejects.toThrow("does not answer");
  given.broken = false;
  await given.graphs(undefined);
  given.broken = true;
  given.stamp = "2";
  await expect(given.graphs(undefined)).rejects.toThrow("does not answer");
});

test("of past moments the last four asked for are kept", async () => {
  const given = world(10);
  const asked = [1, 2, 3, 4, 1, 5, 1, 2];
  for (const time of asked) await given.graphs(new Date(time));
  expect(given.loads).toEqual([1, 2, 3, 4, 5, 2]);
});
