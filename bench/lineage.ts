import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAsking } from "#query/ask.ts";
import { createByteAsking } from "#query/graph/ask-bytes.ts";
import { createGraphSource } from "#query/graph/graph-source.ts";
import { loadGraph } from "#query/graph/load-graph.ts";
import { installDerived } from "#store/derived/install.ts";
import { settle } from "#store/derived/settle.ts";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import type { EmbeddedStore } from "#store/engines/embedded.ts";
import { migrateUp } from "#store/migrations/migrate.ts";
import { askQuestions } from "./lineage/ask-questions.ts";
import { fillStore } from "./lineage/fill-store.ts";
import { bipartite, chain, edgesOf, warehouse } from "./lineage/shapes.ts";
import type { Shape } from "./lineage/shapes.ts";
import { createReport } from "./measurement.ts";

const help = `Measures lineage, impact and why on a large graph, told by real events: a warehouse of layers with popular
datasets and cycles; beside it two worst cases of a tenth of its edges: each of many datasets feeding each of many
others, and one long chain. Questions start at random datasets and go to any depth.

  npm run bench:lineage [-- OPTIONS]

  --edges N       of the warehouse (default 1000000: ten minutes, and 1 GB of disk)
  --runs N        of each job (default 2)
  --times N       questions of each kind (default 30)
  --data DIR      where the store is made and left; one that is there is asked again (default: a temporary one, removed)
  --seed N        of the warehouse and the questions (default 1)
  --json          one JSON object a line: {name, value, unit}
`;

const { values } = parseArgs({
  options: {
    edges: { type: "string", default: "1000000" },
    runs: { type: "string", default: "2" },
    times: { type: "string", default: "30" },
    data: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const report = createReport(values.json, (line) => process.stdout.write(`${line}\n`));
const say = (name: string, value: number, unit: string): void => report({ name, value, unit });

if (values.help) process.stdout.write(help);
else {
  const path = values.data ?? (await mkdtemp(join(tmpdir(), "tidemark-bench-")));
  const store = await openEmbeddedStore({ path });
  await migrateUp(store);
  await installDerived(store);
  const edges = Number(values.edges);
  const shapes = {
    warehouse: warehouse(edges, Number(values.seed)),
    "all to all": bipartite(Math.round(Math.sqrt(edges / 10))),
    chain: chain(Math.round(edges / 10)),
  };
  if (await isEmpty(store)) await fill(store, shapes);
  await measureLoading(store);
  const sources = { ask: createAsking(store)(new AbortController().signal), graphs: createGraphSource(store) };
  await sources.graphs(undefined);
  for (const [prefix, shape] of Object.entries(shapes)) {
    await askQuestions(
      { ...sources, prefix, datasets: shape.datasets, seed: Number(values.seed) },
      Number(values.times),
      say,
    );
  }
  say("peak memory of the process with the engine", process.resourceUsage().maxRSS / 1000, "MB");
  await store.close();
  if (values.data === undefined) await rm(path, { recursive: true, force: true });
}

async function isEmpty({ client }: EmbeddedStore): Promise<boolean> {
  const result = await client.query({ query: "SELECT 1 FROM tidemark.events LIMIT 1", format: "JSONEachRow" });
  return (await result.json()).length === 0;
}

async function fill(store: EmbeddedStore, shapes: Readonly<Record<string, Shape>>): Promise<void> {
  for (const [prefix, shape] of Object.entries(shapes)) {
    await fillStore(store, shape, {
      prefix,
      runsEach: Number(values.runs),
      endedAt: Date.UTC(2026, 6, 1) * 1000,
      inserted: async () => void (await settle(store)),
    });
    say(`edges, ${prefix}`, edgesOf(shape), "edges");
    say(`jobs, ${prefix}`, shape.jobs.length, "jobs");
  }
  while ((await settle(store)) > 0);
}

/** What the graph takes to load, and to hold. */
async function measureLoading(store: EmbeddedStore): Promise<void> {
  const ask = createByteAsking(store);
  let reading = 0;
  const started = performance.now();
  const graph = await loadGraph(async (statement) => {
    const before = performance.now();
    const bytes = await ask(statement);
    reading += performance.now() - before;
    return bytes;
  }, undefined);
  const took = performance.now() - started;
  const { edges, downstream, upstream, readers, writers, datasets, jobs, canonical } = graph;
  const held = [edges.job, edges.firstSeen, edges.lastSeen, canonical, datasets, jobs];
  for (const links of [downstream, upstream, readers, writers]) held.push(links.offsets, links.to, links.edges);
  for (const { lastSeen } of [readers, writers]) held.push(lastSeen);
  say("graph: edges", edges.job.length, "edges");
  say("graph: datasets", datasets.size, "datasets");
  say("graph: load", took, "ms");
  say("graph: of which the engine", reading, "ms");
  say("graph: memory", held.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6, "MB");
}
