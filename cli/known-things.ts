import type { Page } from "#query/list.ts";
import type { Named } from "#query/named.ts";
import type { DatasetItem } from "#query/lists/datasets.ts";
import type { FacetItem } from "#query/lists/facets.ts";
import type { JobItem } from "#query/lists/jobs.ts";
import { renamedBy } from "#signals/expectations/names.ts";
import type { DeclaredNames } from "#signals/expectations/names.ts";
import { joinNames } from "#signals/expectations/resolve/known-names.ts";
import type { NamedThing } from "#signals/expectations/resolve/known-names.ts";
import { expectationsFacet } from "#signals/expectations/resolve/source.ts";
import type { Thing, ThingKind } from "#signals/expectations/resolve/thing.ts";
import type { CollectorClient, QuestionParameters } from "./collector-client.ts";

export interface KnownThings {
  readonly things: readonly Thing[];
  /** Each dataset under each of its names. */
  readonly datasets: readonly Named[];
}

/**
 * All datasets and jobs that a collector knows, with what their events say of them; what was dropped is left out.
 *
 * @param names by which datasets are one, before how the collector has it.
 */
export async function knownThings(client: CollectorClient, names: DeclaredNames): Promise<KnownThings> {
  const facets = await everything<FacetItem>(client, "facets", { facet: expectationsFacet, deleted: "false" });
  const said = new Map(facets.map((facet) => [keyOf(facet.entity, facet), facet.value]));
  const datasets = await everything<DatasetItem>(client, "datasets", { deleted: "false" });
  const jobs = await everything<JobItem>(client, "jobs", {});
  const facetOf = (kind: ThingKind, item: Named): unknown => said.get(keyOf(kind, item));
  const named = (item: DatasetItem): DatasetItem => ({
    ...item,
    canonical: renamedBy(names, item)?.to ?? renamedBy(names, item.canonical)?.to ?? item.canonical,
  });
  const things = joinNames([
    ...datasets.map((item) => datasetOf(named(item), facetOf("dataset", item))),
    ...jobs.map((item) => jobOf(item, facetOf("job", item))),
  ]);
  return { things, datasets: datasets.map(({ namespace, name }) => ({ namespace, name })) };
}

function datasetOf(
  { namespace, name, canonical, aliases, tags, owners, type }: DatasetItem,
  facet: unknown,
): NamedThing {
  return {
    kind: "dataset",
    namespace,
    name,
    canonical,
    aliases,
    tags,
    owners: namesOf(owners),
    type: type ?? "",
    facet,
  };
}

function jobOf({ namespace, name, tags, owners, jobType }: JobItem, facet: unknown): NamedThing {
  const canonical = { namespace, name };
  return { kind: "job", namespace, name, canonical, tags, owners: namesOf(owners), type: jobType ?? "", facet };
}

function namesOf(owners: DatasetItem["owners"]): readonly string[] {
  return owners.map(({ name }) => name);
}

function keyOf(kind: string, { namespace, name }: Named): string {
  return JSON.stringify([kind, namespace, name]);
}

async function everything<T>(client: CollectorClient, list: string, filter: QuestionParameters): Promise<readonly T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await client.ask<Page<T>>([list], { ...filter, limit: "1000", cursor });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}
