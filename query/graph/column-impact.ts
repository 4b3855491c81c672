import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import { columnsFrom } from "./column-lineage.ts";
import { canonicalIn } from "./column-links.ts";
import { findDataset, namesOf } from "./lineage-graph.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { seenSince } from "./lineage-question.ts";
import type { ImpactQuestion } from "./lineage-question.ts";
import { rowsOfNames } from "./named-rows.ts";

/** What is downstream; datasets and jobs by number. */
export interface Reached {
  readonly datasets: readonly ReachedDataset[];
  /** The jobs on the way, with the fewest hops to what they make. */
  readonly jobs: ReadonlyMap<number, number>;
  /** What may be downstream. */
  readonly unsure: readonly { readonly number: number; readonly hop: number }[];
  readonly truncated: boolean;
  readonly frontier: number;
}

export interface ReachedDataset {
  readonly number: number;
  readonly hop: number;
  readonly columns: readonly ReachedField[] | null;
}

export interface ReachedField {
  readonly field: string | null;
  readonly type: "DIRECT" | "INDIRECT";
  readonly masked: boolean;
}

/** What a column goes into, by column lineage; and what it may go into where jobs do not say. */
export async function reachedByColumn(
  ask: Ask,
  graph: LineageGraph,
  question: ImpactQuestion,
  column: string,
): Promise<Reached> {
  const walked = await columnsFrom(ask, graph, "downstream", { ...question, column });
  const datasets = new Map<
    number,
    { readonly number: number; readonly hop: number; readonly columns: ReachedField[] }
  >();
  for (const { column: at, hops, direct, masked } of walked.nodes) {
    const number = findDataset(graph, at);
    if (number === undefined) continue;
    const entry = datasets.get(number) ?? { number, hop: hops, columns: [] };
    datasets.set(number, entry);
    if (hops > 0)
      entry.columns.push({ field: at.field === "" ? null : at.field, type: direct ? "DIRECT" : "INDIRECT", masked });
  }
  const jobs = new Map<number, number>();
  for (const { from, link } of walked.steps) {
    const job = graph.jobs.find(link.said.job);
    const hop = (walked.nodes[from]?.hops ?? 0) + 1;
    if (job !== undefined) jobs.set(job, Math.min(hop, jobs.get(job) ?? hop));
  }
  const hops = new Map([...datasets].map(([number, { hop }]) => [number, hop]));
  return {
    datasets: [...datasets.values()].toSorted((a, b) => a.hop - b.hop),
    jobs,
    unsure: beyondColumns(graph, hops, await pairsWithColumns(ask, graph, [...hops.keys()], question.asOf), question),
    truncated: walked.truncated,
    frontier: walked.frontier,
  };
}

/** The pairs of datasets, as `source:target`, of which column lineage says anything. */
async function pairsWithColumns(
  ask: Ask,
  graph: LineageGraph,
  sources: readonly number[],
  asOf: Date | undefined,
): Promise<ReadonlySet<string>> {
  interface PairRow {
    readonly source_namespace: string;
    readonly source_name: string;
    readonly target_namespace: string;
    readonly target_name: string;
  }
  const rows = await rowsOfNames<PairRow>(
    ask,
    sources.flatMap((source) => namesOf(graph, source)),
    (among) => `
      SELECT DISTINCT source_namespace, source_name, target_namespace, target_name
      FROM ${relation("column_lineage", asOf)}
      WHERE ${among("source_namespace", "source_name")} AND (source_field != '' OR target_field != '')`,
  );
  const canonical = canonicalIn(graph);
  return new Set(
    rows.map((row) => {
      const source = findDataset(graph, canonical(row.source_namespace, row.source_name));
      const target = findDataset(graph, canonical(row.target_namespace, row.target_name));
      return `${source}:${target}`;
    }),
  );
}

/** Datasets behind edges without columns, and all that is made from those. */
function beyondColumns(
  graph: LineageGraph,
  sure: ReadonlyMap<number, number>,
  known: ReadonlySet<string>,
  question: ImpactQuestion,
): Reached["unsure"] {
  const { depth, limit } = question;
  const from = seenSince(question);
  const unsure = new Map<number, number>();
  const waiting = [...sure];
  for (let head = 0; head < waiting.length; head++) {
    const [node, hop] = waiting[head] ?? [0, 0];
    if (hop >= depth) continue;
    for (let i = graph.downstream.offsets[node] ?? 0; i < (graph.downstream.offsets[node + 1] ?? 0); i++) {
      const next = graph.downstream.to[i] ?? 0;
      const seen = graph.edges.lastSeen[graph.downstream.edges[i] ?? 0] ?? 0;
      if (seen < from || sure.has(next) || unsure.has(next) || unsure.size >= limit) continue;
      if (sure.has(node) && known.has(`${node}:${next}`)) continue;
      unsure.set(next, hop + 1);
      waiting.push([next, hop + 1]);
    }
  }
  return [...unsure].map(([number, hop]) => ({ number, hop })).toSorted((a, b) => a.hop - b.hop);
}
