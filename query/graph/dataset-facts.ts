import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { owners, said } from "../said.ts";
import type { OwnerRow } from "../said.ts";
import { timeText } from "../sql-fragments.ts";
import { namesOf } from "./lineage-graph.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { NameMap } from "./name-map.ts";
import { rowsOfNames } from "./named-rows.ts";

/** What an answer says of a dataset besides its place in the graph; under all its names together. */
export interface DatasetFacts {
  readonly type: string | null;
  readonly owners: readonly { readonly name: string; readonly type: string | null }[];
  readonly tags: Readonly<Record<string, string>>;
  /** Dropped, and not written since. */
  readonly deleted: boolean;
  readonly lastWrittenAt: string | null;
}

const nothing: DatasetFacts = { type: null, owners: [], tags: {}, deleted: false, lastWrittenAt: null };

interface FactsRow extends Named {
  readonly type: string;
  readonly owners: readonly OwnerRow[];
  readonly tags: Readonly<Record<string, string>>;
  readonly deleted: boolean;
  readonly lastWrittenAt: string | null;
}

/** In the order of `datasets`, which are numbers of the graph. */
export async function datasetFacts(
  ask: Ask,
  graph: LineageGraph,
  datasets: ArrayLike<number>,
  asOf: Date | undefined,
): Promise<readonly DatasetFacts[]> {
  const names = Array.from(datasets, (dataset) => namesOf(graph, dataset));
  const rows = await rowsOfNames<FactsRow>(
    ask,
    names.flat(),
    (among) => `SELECT namespace, name, type, owners, tags, deleted, ${timeText("last_written_at")} AS lastWrittenAt
      FROM ${relation("datasets", asOf)} WHERE ${among("namespace", "name")}`,
  );
  const byName = new NameMap<FactsRow>();
  for (const row of rows) byName.set(row, row);
  return names.map((all) => together(all.flatMap((named) => byName.get(named) ?? [])));
}

/** The canonical name's first; what it does not say, another may. */
function together(rows: readonly FactsRow[]): DatasetFacts {
  if (rows.length === 0) return nothing;
  const everyOwner = new Map(rows.flatMap((row) => owners(row.owners)).map((owner) => [JSON.stringify(owner), owner]));
  return {
    type: said(rows.find(({ type }) => type !== "")?.type ?? ""),
    owners: [...everyOwner.values()],
    tags: Object.assign({}, ...rows.map(({ tags }) => tags).toReversed()),
    deleted: rows.every(({ deleted }) => deleted),
    lastWrittenAt: latest(rows.map(({ lastWrittenAt }) => lastWrittenAt)),
  };
}

/** Of times as text, all of one form. */
function latest(times: readonly (string | null)[]): string | null {
  return times.reduce((last, time) => (last === null || (time !== null && time > last) ? time : last), null);
}
