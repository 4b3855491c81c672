import { z } from "zod";
import { instant, named, owner, pageOf, tags } from "../answer-schemas.ts";
import { contains, equals, hasTag, isAnyOf, ownedBy, seenDuring } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, pageParameters, seen, text, yesOrNo } from "../parameters.ts";
import { relation } from "#store/derived/relation.ts";
import { owners, said, saidName } from "../said.ts";
import type { OwnerRow } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

const alias = z.object({ ...named.unwrap().shape, type: z.string().nullable() }).readonly();
const fieldTag = z.object({ field: z.string(), key: z.string(), value: z.string() }).readonly();

export const datasetItem = z
  .object({
    ...named.unwrap().shape,
    canonical: named.meta({ description: "the name to show, where symlinks give it several; else its own" }),
    aliases: z.array(alias).readonly().meta({ description: "its other names, as symlinks say" }),
    type: z
      .string()
      .nullable()
      .meta({ examples: ["TABLE"] }),
    subtype: z.string().nullable(),
    description: z.string().nullable(),
    owners: z.array(owner).readonly(),
    tags,
    fieldTags: z.array(fieldTag).readonly(),
    source: z.object({ name: z.string().nullable(), uri: z.string().nullable() }).readonly().nullable(),
    lifecycle: z
      .string()
      .nullable()
      .meta({ description: "its last change: CREATE, ALTER, OVERWRITE, TRUNCATE, RENAME, DROP" }),
    lifecycleAt: instant.nullable(),
    renamedFrom: named.nullable(),
    renamedTo: named.nullable(),
    deleted: z.boolean().meta({ description: "dropped, and not written since" }),
    version: z.string().nullable(),
    firstSeen: instant,
    lastSeen: instant,
    lastReadAt: instant.nullable(),
    lastWrittenAt: instant.nullable().meta({ description: "end of the last complete run that wrote it" }),
    receivedAt: instant.meta({ description: "when it was first heard of" }),
  })
  .readonly();

export type DatasetItem = z.infer<typeof datasetItem>;

export interface DatasetFilter extends Span {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly search?: string | undefined;
  readonly type?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  /** Datasets that one of them reads or writes. */
  readonly jobs?: readonly Named[] | undefined;
  readonly deleted?: boolean | undefined;
  readonly asOf?: Date | undefined;
}

export interface DatasetRow {
  readonly namespace: string;
  readonly name: string;
  readonly canonical_namespace: string;
  readonly canonical_name: string;
  readonly aliases: readonly (Named & { readonly type: string })[];
  readonly type: string;
  readonly subtype: string;
  readonly description: string;
  readonly owners: readonly OwnerRow[];
  readonly tags: Readonly<Record<string, string>>;
  readonly field_tags: readonly z.infer<typeof fieldTag>[];
  readonly source_name: string;
  readonly source_uri: string;
  readonly lifecycle: string;
  readonly lifecycleAt: string | null;
  readonly previous_namespace: string;
  readonly previous_name: string;
  readonly renamed_namespace: string;
  readonly renamed_name: string;
  readonly deleted: boolean;
  readonly version: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly lastReadAt: string | null;
  readonly lastWrittenAt: string | null;
  readonly receivedAt: string;
}

export const datasetColumns = `
  namespace, name, canonical_namespace, canonical_name, aliases, type, subtype, description, owners, tags, field_tags,
  source_name, source_uri, lifecycle, ${timeText("lifecycle_at")} AS lifecycleAt,
  previous_namespace, previous_name, renamed_namespace, renamed_name, deleted, version,
  ${timeText("first_seen")} AS firstSeen, ${timeText("last_seen")} AS lastSeen,
  ${timeText("last_read_at")} AS lastReadAt, ${timeText("last_written_at")} AS lastWrittenAt,
  ${timeText("received_at")} AS receivedAt`;

/** Datasets by namespace and name, each under every name that its producers give it. */
export const datasets: List<DatasetFilter, DatasetRow, DatasetItem> = {
  name: "datasets",
  from: "datasets",
  order: [
    { sql: "namespace", type: "text" },
    { sql: "name", type: "text" },
  ],
  columns: datasetColumns,
  conditions: (filter, values) => [
    ...equals("namespace", filter.namespace, values),
    ...equals("name", filter.name, values),
    ...contains(["namespace", "name", "description"], filter.search, values),
    ...equals("upper(type)", filter.type?.toUpperCase(), values),
    ...hasTag("tags", filter.tag, values),
    ...ownedBy(filter.owner, values),
    ...(filter.deleted === undefined ? [] : [`deleted = ${values.bind("Bool", filter.deleted)}`]),
    ...seenDuring(filter, values),
    ...isAnyOf(["job_namespace", "job_name"], filter.jobs, values).map(
      (condition) =>
        `(namespace, name) IN (SELECT dataset_namespace, dataset_name FROM ${relation("job_datasets", filter.asOf)} WHERE ${condition})`,
    ),
  ],
  item: datasetOf,
};

export function datasetOf(row: DatasetRow): DatasetItem {
  const source = { name: said(row.source_name), uri: said(row.source_uri) };
  return {
    namespace: row.namespace,
    name: row.name,
    canonical: { namespace: row.canonical_namespace, name: row.canonical_name },
    aliases: row.aliases.map(({ namespace, name, type }) => ({ namespace, name, type: said(type) })),
    type: said(row.type),
    subtype: said(row.subtype),
    description: said(row.description),
    owners: owners(row.owners),
    tags: row.tags,
    fieldTags: row.field_tags,
    source: source.name === null && source.uri === null ? null : source,
    lifecycle: said(row.lifecycle),
    lifecycleAt: row.lifecycleAt,
    renamedFrom: saidName(row.previous_namespace, row.previous_name),
    renamedTo: saidName(row.renamed_namespace, row.renamed_name),
    deleted: row.deleted,
    version: said(row.version),
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    lastReadAt: row.lastReadAt,
    lastWrittenAt: row.lastWrittenAt,
    receivedAt: row.receivedAt,
  };
}

export const datasetPage = pageOf(datasetItem);

export const datasetParameters = z.strictObject({
  namespace: text("of the dataset, exactly", "postgres://db.example.com:5432").optional(),
  name: text("of the dataset, exactly", "shop.public.orders").optional(),
  search: text("words in namespace, name or description", "orders").optional(),
  type: text("what kind of dataset", "TABLE", 100).optional(),
  tag: text("a tag it has: its key, or key=value", "pii=true").optional(),
  owner: text("an owner it has", "team:sales").optional(),
  job: text("a job that reads or writes it: namespace/name, or its name alone", "shop.load_orders").optional(),
  deleted: yesOrNo("only those that were dropped, or only the others").optional(),
  ...seen,
  asOf,
  ...pageParameters(datasets),
});
