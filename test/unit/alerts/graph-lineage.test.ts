import { expect, test } from "vitest";
import { graphLineage } from "#alerts/watcher/graph-lineage.ts";
import { linksAlong } from "#query/graph/adjacency.ts";
import type { LineageGraph } from "#query/graph/lineage-graph.ts";
import { NameTable } from "#query/graph/name-table.ts";
import type { Subject } from "#signals/verdict.ts";

/** Names of the namespace `n`, in their order. */
function table(names: readonly string[]): NameTable {
  const starts = [0];
  for (const name of names) starts.push((starts.at(-1) ?? 0) + 1, (starts.at(-1) ?? 0) + 1 + name.length);
  return new NameTable(Buffer.from(names.map((name) => `n${name}`).join("")), Uint32Array.from(starts));
}

const datasets = ["mart", "orders", "raw"] as const;
const jobs = ["export", "load", "sum"] as const;
const [mart, orders, raw] = [0, 1, 2];
const [exported, load, sum] = [0, 1, 2];

function links(pairs: readonly (readonly [from: number, to: number])[], targets = datasets.length) {
  const [from, to] = [pairs.map(([each]) => each), pairs.map(([, each]) => each)];
  const lastSeen = new Float64Array(pairs.length);
  return { ...linksAlong(datasets.length, Uint32Array.from(from), Uint32Array.from(to), targets), lastSeen };
}

/** raw -> load -> orders -> sum -> mart -> export */
const graph: LineageGraph = {
  datasets: table(datasets),
  canonical: Uint32Array.from([mart, orders, raw]),
  aliases: new Map(),
  jobs: table(jobs),
  edges: {
    job: Uint32Array.from([load, sum]),
    firstSeen: new Float64Array(2),
    lastSeen: new Float64Array(2),
    inferred: new Uint8Array(2),
  },
  downstream: links([
    [raw, orders],
    [orders, mart],
  ]),
  upstream: links([
    [orders, raw],
    [mart, orders],
  ]),
  readers: links(
    [
      [raw, load],
      [orders, sum],
      [mart, exported],
    ],
    jobs.length,
  ),
  writers: links(
    [
      [orders, load],
      [mart, sum],
    ],
    jobs.length,
  ),
};

const lineage = graphLineage(graph, () => []);
const dataset = (name: string): Subject => ({ kind: "dataset", namespace: "n", name });
const job = (name: string): Subject => ({ kind: "job", namespace: "n", name });

test("a dataset is made from datasets, by jobs; a job reads datasets", () => {
  expect(lineage.upstream(dataset("mart"))).toEqual([dataset("orders")]);
  expect(lineage.writers(dataset("mart"))).toEqual([job("sum")]);
  expect(lineage.upstream(job("sum"))).toEqual([dataset("orders")]);
});

test("what a dataset hurts is made from it; what a job hurts begins with what it writes", () => {
  const consumers = [job("export")];
  expect(lineage.hurt(dataset("orders"))).toEqual({ datasets: [dataset("mart")], consumers });
  expect(lineage.hurt(job("load"))).toEqual({ datasets: [dataset("orders"), dataset("mart")], consumers });
});

test("of what nobody knows there is nothing", () => {
  for (const subject of [dataset("x"), job("x"), { kind: "budget", namespace: "", name: "x" } as const]) {
    expect(lineage.upstream(subject)).toEqual([]);
    expect(lineage.hurt(subject)).toEqual({ datasets: [], consumers: [] });
  }
});
