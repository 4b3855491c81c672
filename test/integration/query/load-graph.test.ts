import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Named } from "#query/named.ts";
import { createByteAsking } from "#query/graph/ask-bytes.ts";
import { createGraphSource } from "#query/graph/graph-source.ts";
import { instantText } from "#query/graph/instant-text.ts";
import { consumersOf, writersOf } from "#query/graph/job-links.ts";
import { findDataset, namesOf } from "#query/graph/lineage-graph.ts";
import type { LineageGraph } from "#query/graph/lineage-graph.ts";
import { loadGraph } from "#query/graph/load-graph.ts";
import { timeText } from "#query/sql-fragments.ts";
import { RowEncoder } from "#store/columns.ts";
import { settle } from "#store/derived/settle.ts";
import { openServerStore } from "#store/engines/server.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { startClickHouseServer } from "#test/support/clickhouse-server.ts";
import { datasetOf, eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});

async function insert(rows: readonly EventRow[]): Promise<void> {
  const encoder = new RowEncoder(events);
  for (const row of rows) encoder.add(row);
  await opened.store.insert(encoder);
  await settle(opened.store);
}

/** Names whose order and bytes could confuse: one the beginning of another, empty-looking, not ASCII, with separators. */
const names = ["a", "aa", "a/a", "é😀", "a.b", "'", "\\", "b\n"];
const namespaces = ["n", "n/a", "postgres://db:5432"];
const dataset = fc.record({ namespace: fc.constantFrom(...namespaces), name: fc.constantFrom(...names) });

interface Said {
  readonly job: string;
  readonly inputs: readonly { readonly namespace: string; readonly name: string }[];
  readonly outputs: readonly { readonly namespace: string; readonly name: string }[];
  readonly aliased: boolean;
  readonly second: number;
}

const said: fc.Arbitrary<Said> = fc.record({
  job: fc.constantFrom("j", "k", "l'"),
  inputs: fc.array(dataset, { maxLength: 3 }),
  outputs: fc.array(dataset, { maxLength: 3 }),
  aliased: fc.boolean(),
  second: fc.nat({ max: 1000 }),
});

let count = 0;

function rowOf({ job, inputs, outputs, aliased, second }: Said): EventRow {
  count++;
  const [first, other] = [...inputs, ...outputs];
  return eventRow({
    event_id: String(count).padStart(32, "0"),
    event_type: "COMPLETE",
    event_time: (1_767_225_600 + second) * 1_000_000 + count,
    received_at: 1_767_225_600_000_000 + count,
    job_name: job,
    run_id: `run-${count}`,
    datasets: [
      ...inputs.map((each) => datasetOf({ role: "input", ...each })),
      ...outputs.map((each) => datasetOf({ role: "output", ...each })),
    ],
    aliases:
      aliased && first !== undefined && other !== undefined && count % 5 === 0
        ? [{ dataset_namespace: first.namespace, dataset_name: first.name, ...other, type: "TABLE" }]
        : [],
  });
}

interface EdgeRow {
  readonly source: string;
  readonly target: string;
  readonly job: string;
  readonly first: string;
  readonly last: string;
}

/** Names have slashes, so that `namespace/name` could be two. */
function textOf({ namespace, name }: Named): string {
  return `${namespace}|${name}`;
}

/** The edges of a graph as its own links have them. */
function edgesOf(graph: LineageGraph, direction: "upstream" | "downstream"): readonly EdgeRow[] {
  const links = graph[direction];
  return Array.from({ length: graph.datasets.size }, (_, node) => node).flatMap((node) =>
    Array.from(links.edges.subarray(links.offsets[node], links.offsets[node + 1]), (edge, at) => {
      const other = links.to[(links.offsets[node] ?? 0) + at] ?? 0;
      const [source, target] = direction === "downstream" ? [node, other] : [other, node];
      return {
        source: textOf(graph.datasets.at(source)),
        target: textOf(graph.datasets.at(target)),
        job: textOf(graph.jobs.at(graph.edges.job[edge] ?? 0)),
        first: instantText(graph.edges.firstSeen[edge] ?? 0),
        last: instantText(graph.edges.lastSeen[edge] ?? 0),
      };
    }),
  );
}

const sorted = (rows: readonly EdgeRow[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();

test("the graph has what the read views have, whatever the names are", async () => {
  const ask = createByteAsking(opened.store);
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 12 }), async (log) => {
      await insert(log.map(rowOf));
      const graph = await loadGraph(ask, undefined);
      const edges = await opened.rows<EdgeRow>(`
        SELECT concat(source_namespace, '|', source_name) AS source, concat(target_namespace, '|', target_name) AS target,
          concat(job_namespace, '|', job_name) AS job, ${timeText("first_seen")} AS first, ${timeText("last_seen")} AS last
        FROM tidemark.lineage`);
      expect(sorted(edgesOf(graph, "downstream"))).toEqual(sorted(edges));
      expect(sorted(edgesOf(graph, "upstream"))).toEqual(sorted(edges));
      const datasets = await opened.rows<Readonly<Record<string, string>>>("SELECT * FROM tidemark.datasets");
      for (const { namespace = "", name = "", canonical_namespace, canonical_name } of datasets) {
        const number = findDataset(graph, { namespace, name });
        expect(graph.datasets.at(number ?? -1)).toEqual({ namespace: canonical_namespace, name: canonical_name });
        expect(namesOf(graph, number ?? -1)).toContainEqual({ namespace, name });
      }
      const links = await opened.rows<Readonly<Record<string, string>>>("SELECT * FROM tidemark.job_datasets");
      for (const { dataset_namespace = "", dataset_name = "", role, job_name = "" } of links) {
        const number = findDataset(graph, { namespace: dataset_namespace, name: dataset_name }) ?? -1;
        const jobs = (role === "output" ? writersOf(graph, number) : consumersOf(graph, number, -Infinity)).map(
          (job) => graph.jobs.at(job).name,
        );
        const makes = sorted(edges).some((edge) => {
          const { source, job }: EdgeRow = JSON.parse(edge);
          return source === textOf(graph.datasets.at(number)) && job === `warehouse|${job_name}`;
        });
        expect(jobs.includes(job_name)).toBe(role === "output" || !makes);
      }
    }),
    { numRuns: 8 },
  );
});

test("names are found by all of them, by the name alone and by its end", async () => {
  const graph = await loadGraph(createByteAsking(opened.store), undefined);
  for (let number = 0; number < graph.datasets.size; number++) {
    expect(graph.datasets.find(graph.datasets.at(number))).toBe(number);
  }
  expect(graph.datasets.find({ namespace: "n", name: "not there" })).toBeUndefined();
  const called = (text: string): readonly (readonly string[])[] => {
    const { whole, end } = graph.datasets.called(text);
    return [whole, end].map((numbers) => [...new Set(numbers.map((number) => graph.datasets.at(number).name))]);
  };
  expect(called("a")).toEqual([["a"], ["a/a"]]);
  expect(called("b")).toEqual([[], ["a.b"]]);
  expect(called("é😀")).toEqual([["é😀"], []]);
  expect(() => graph.datasets.at(graph.datasets.size)).toThrow(RangeError);
});

test("edges that only columns tell of are there too", async () => {
  await insert([
    eventRow({
      event_id: "c".repeat(32),
      event_time: 1_767_225_600_000_000,
      kind: "dataset",
      event_type: "",
      job_namespace: "",
      job_name: "",
      run_id: "",
      datasets: [datasetOf({ role: "subject", namespace: "n", name: "told" })],
      column_edges: [
        {
          target_namespace: "n",
          target_name: "told",
          target_field: "x",
          source_namespace: "n",
          source_name: "only in columns",
          source_field: "y",
          type: "DIRECT",
          subtype: "",
          masking: false,
        },
      ],
    }),
  ]);
  const graph = await loadGraph(createByteAsking(opened.store), undefined);
  expect(edgesOf(graph, "downstream")).toContainEqual({
    source: "n|only in columns",
    target: "n|told",
    job: "|",
    first: "2026-01-01T00:00:00.000000Z",
    last: "2026-01-01T00:00:00.000000Z",
  });
});

test("the graph of a store follows its events; past moments stay as they were", async () => {
  const graphs = createGraphSource(opened.store);
  const before = await graphs(undefined);
  const then = new Date((1_767_225_600_000_000 + count) / 1000 + 1);
  const past = await graphs(then);
  expect(sorted(edgesOf(past.graph, "upstream"))).toEqual(
    sorted(edgesOf(before.graph, "upstream").filter(({ target }) => target !== "n|told")),
  );
  count += 10_000;
  await insert([
    rowOf({
      job: "j",
      inputs: [{ namespace: "n", name: "new" }],
      outputs: [{ namespace: "n", name: "newer" }],
      aliased: false,
      second: 0,
    }),
  ]);
  const after = await graphs(undefined);
  expect(after.graph.edges.job).toHaveLength(before.graph.edges.job.length + 1);
  expect((await graphs(then)).graph).toBe(past.graph);
});

test("a server gives the same graph over HTTP", async () => {
  const server = await startClickHouseServer(opened.store.engine);
  const store = await openServerStore({ url: server.url });
  try {
    const embedded = await loadGraph(createByteAsking(opened.store), undefined);
    const served = await loadGraph(createByteAsking(store), undefined);
    expect(sorted(edgesOf(served, "downstream"))).toEqual(sorted(edgesOf(embedded, "downstream")));
    server.failing = true;
    await expect(loadGraph(createByteAsking(store), undefined)).rejects.toMatchObject({ name: "AskFailure" });
  } finally {
    await store.close();
    await server.close();
  }
});
