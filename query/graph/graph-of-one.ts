import type { Named } from "../named.ts";
import { linksAlong } from "./adjacency.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { NameTable } from "./name-table.ts";

/** The graph of a dataset that came after the graph was read. */
export function graphOfOne({ namespace, name }: Named): LineageGraph {
  const none = linksAlong(1, new Uint32Array(), new Uint32Array());
  const times = new Float64Array();
  const ends = [0, Buffer.byteLength(namespace), Buffer.byteLength(namespace) + Buffer.byteLength(name)];
  return {
    datasets: new NameTable(Buffer.from(namespace + name), Uint32Array.from(ends)),
    canonical: Uint32Array.of(0),
    aliases: new Map(),
    jobs: new NameTable(Buffer.of(), Uint32Array.of(0)),
    edges: { job: new Uint32Array(), firstSeen: times, lastSeen: times, inferred: new Uint8Array() },
    downstream: none,
    upstream: none,
    readers: { ...none, lastSeen: times },
    writers: { ...none, lastSeen: times },
  };
}
