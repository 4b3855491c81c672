import { z } from "zod";
import { relation } from "#store/derived/relation.ts";
import { instant, named } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import { datasetColumns, datasetItem, datasetOf } from "../lists/datasets.ts";
import type { DatasetRow } from "../lists/datasets.ts";
import { schemaItem } from "../lists/schemas.ts";
import type { Named } from "../named.ts";
import { allNamesOf } from "../names-meant.ts";
import { anyOf } from "../resolve.ts";
import { timeText } from "../sql-fragments.ts";
import { facetsOf, facetValues } from "./facets-of.ts";
import { latestSchema } from "./schema-versions.ts";

const link = z.object({ job: named, firstSeen: instant, lastSeen: instant }).readonly();

export const datasetDetail = z
  .object({
    ...datasetItem.unwrap().shape,
    schema: schemaItem.nullable().meta({ description: "the latest version" }),
    writers: z.array(link).readonly().meta({ description: "jobs that write it, under whichever of its names" }),
    readers: z.array(link).readonly().meta({ description: "jobs that read it, under whichever of its names" }),
    facets: facetValues,
    onlyInLineage: z.boolean().meta({
      description:
        "no event names it as read, written or described: lineage alone does, such as what was read from SQL",
    }),
  })
  .readonly();

export type DatasetDetail = z.infer<typeof datasetDetail>;

/**
 * A dataset with its schema and the jobs that read and write it; undefined when there is none.
 *
 * @param canonical the name to show for it, where it is known already: spares a question.
 */
export async function findDataset(
  ask: Ask,
  dataset: Named,
  asOf: Date | undefined,
  canonical?: Named,
): Promise<DatasetDetail | undefined> {
  const rows = await rowsOf(ask, dataset, canonical, asOf);
  const row = rows.find((each) => isSame(each, dataset));
  if (row === undefined) return datasetOfLineage(ask, dataset, rows, asOf);
  const all = canonical === undefined ? await allNamesOf(ask, [row], asOf) : rows;
  const names = [dataset, ...all.filter((other) => !isSame(other, dataset))];
  const [links, schema, facets] = await Promise.all([
    linksOf(ask, names, asOf),
    latestSchema(ask, names, asOf),
    facetsOf(ask, "dataset", names, asOf),
  ]);
  return {
    ...datasetOf(row),
    schema: schema ?? null,
    writers: links.filter(({ role }) => role === "output").map(linkOf),
    readers: links.filter(({ role }) => role === "input").map(linkOf),
    facets,
    onlyInLineage: false,
  };
}

/** One that edges alone know, with what is said of its other names; undefined when none does. */
async function datasetOfLineage(
  ask: Ask,
  { namespace, name }: Named,
  others: readonly DatasetRow[],
  asOf: Date | undefined,
): Promise<DatasetDetail | undefined> {
  const values = new BoundValues();
  const [source, target] = ["source", "target"].map((end) =>
    anyOf([`${end}_namespace`, `${end}_name`], [{ namespace, name }], values),
  );
  const links = await ask<LinkRow>(
    `SELECT job_namespace AS namespace, job_name AS name, if(${target}, 'output', 'input') AS role,
      ${timeText("min(first_seen)")} AS firstSeen, ${timeText("max(last_seen)")} AS lastSeen
    FROM ${relation("lineage", asOf)}
    WHERE ${source} OR ${target}
    GROUP BY namespace, name, role
    ORDER BY role, namespace, name LIMIT ${most}`,
    values,
  );
  const seen = links.flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]).toSorted();
  const [firstSeen, lastSeen] = [seen[0], seen.at(-1)];
  if (firstSeen === undefined || lastSeen === undefined) return undefined;
  return {
    namespace,
    name,
    canonical: { namespace, name },
    aliases: others.map((other) => ({ namespace: other.namespace, name: other.name, type: null })),
    type: null,
    subtype: null,
    description: null,
    owners: [],
    tags: {},
    fieldTags: [],
    source: null,
    lifecycle: null,
    lifecycleAt: null,
    renamedFrom: null,
    renamedTo: null,
    deleted: false,
    version: null,
    firstSeen,
    lastSeen,
    lastReadAt: null,
    lastWrittenAt: null,
    receivedAt: firstSeen,
    schema: (await latestSchema(ask, others, asOf)) ?? null,
    writers: links.filter(({ role }) => role === "output").map(linkOf),
    readers: links.filter(({ role }) => role === "input").map(linkOf),
    facets: await facetsOf(ask, "dataset", others, asOf),
    onlyInLineage: true,
  };
}

/** The dataset's row, or those of all its names. */
async function rowsOf(
  ask: Ask,
  dataset: Named,
  canonical: Named | undefined,
  asOf: Date | undefined,
): Promise<readonly DatasetRow[]> {
  const values = new BoundValues();
  const condition =
    canonical === undefined
      ? anyOf(["namespace", "name"], [dataset], values)
      : anyOf(["canonical_namespace", "canonical_name"], [canonical], values);
  return ask<DatasetRow>(
    `SELECT ${datasetColumns} FROM ${relation("datasets", asOf)} WHERE ${condition} ORDER BY namespace, name LIMIT ${most}`,
    values,
  );
}

function isSame(one: Named, other: Named): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}

interface LinkRow extends Named {
  readonly role: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** More jobs than use one dataset and can be read by a person. */
const most = 1000;

async function linksOf(ask: Ask, names: readonly Named[], asOf: Date | undefined): Promise<readonly LinkRow[]> {
  const values = new BoundValues();
  return ask<LinkRow>(
    `SELECT job_namespace AS namespace, job_name AS name, role,
      ${timeText("min(first_seen)")} AS firstSeen, ${timeText("max(last_seen)")} AS lastSeen
    FROM ${relation("job_datasets", asOf)}
    WHERE ${anyOf(["dataset_namespace", "dataset_name"], names, values)}
    GROUP BY job_namespace, job_name, role
    ORDER BY role, namespace, name LIMIT ${most}`,
    values,
  );
}

function linkOf({ namespace, name, firstSeen, lastSeen }: LinkRow): z.infer<typeof link> {
  return { job: { namespace, name }, firstSeen, lastSeen };
}
