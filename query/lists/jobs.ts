import { z } from "zod";
import { instant, named, owner, pageOf, tags } from "../answer-schemas.ts";
import { contains, equals, hasTag, isAnyOf, ownedBy, seenDuring } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, pageParameters, seen, text } from "../parameters.ts";
import { relation } from "#store/derived/relation.ts";
import { owners, said, saidName } from "../said.ts";
import type { OwnerRow } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

export const jobItem = z
  .object({
    ...named.unwrap().shape,
    jobType: z
      .string()
      .nullable()
      .meta({ examples: ["TASK"] }),
    integration: z
      .string()
      .nullable()
      .meta({ examples: ["AIRFLOW"] }),
    processingType: z
      .string()
      .nullable()
      .meta({ examples: ["BATCH"] }),
    description: z.string().nullable(),
    owners: z.array(owner).readonly(),
    tags,
    source: z
      .object({
        type: z
          .string()
          .nullable()
          .meta({ examples: ["git"] }),
        url: z.string().nullable(),
        path: z.string().nullable(),
        version: z.string().nullable(),
      })
      .readonly()
      .nullable()
      .meta({ description: "where its code is" }),
    parent: named.nullable().meta({ description: "the job whose runs start its runs" }),
    firstSeen: instant,
    lastSeen: instant,
    receivedAt: instant.meta({ description: "when it was first heard of" }),
  })
  .readonly();

export type JobItem = z.infer<typeof jobItem>;

export interface JobFilter extends Span {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly search?: string | undefined;
  readonly jobType?: string | undefined;
  readonly integration?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  /** Jobs that read or write one of them. */
  readonly datasets?: readonly Named[] | undefined;
  readonly asOf?: Date | undefined;
}

export interface JobRow {
  readonly namespace: string;
  readonly name: string;
  readonly job_type: string;
  readonly integration: string;
  readonly processing_type: string;
  readonly description: string;
  readonly owners: readonly OwnerRow[];
  readonly tags: Readonly<Record<string, string>>;
  readonly source_type: string;
  readonly source_url: string;
  readonly source_path: string;
  readonly source_version: string;
  readonly parent_namespace: string;
  readonly parent_name: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly receivedAt: string;
}

export const jobColumns = `
  namespace, name, job_type, integration, processing_type, description, owners, tags,
  source_type, source_url, source_path, source_version, parent_namespace, parent_name,
  ${timeText("first_seen")} AS firstSeen, ${timeText("last_seen")} AS lastSeen, ${timeText("received_at")} AS receivedAt`;

/** Jobs by namespace and name. Their SQL text is left to the single job. */
export const jobs: List<JobFilter, JobRow, JobItem> = {
  name: "jobs",
  from: "jobs",
  order: [
    { sql: "namespace", type: "text" },
    { sql: "name", type: "text" },
  ],
  columns: jobColumns,
  conditions: (filter, values) => [
    ...equals("namespace", filter.namespace, values),
    ...equals("name", filter.name, values),
    ...contains(["namespace", "name", "description"], filter.search, values),
    ...equals("upper(job_type)", filter.jobType?.toUpperCase(), values),
    ...equals("upper(integration)", filter.integration?.toUpperCase(), values),
    ...hasTag("tags", filter.tag, values),
    ...ownedBy(filter.owner, values),
    ...seenDuring(filter, values),
    ...isAnyOf(["dataset_namespace", "dataset_name"], filter.datasets, values).map(
      (condition) =>
        `(namespace, name) IN (SELECT job_namespace, job_name FROM ${relation("job_datasets", filter.asOf)} WHERE ${condition})`,
    ),
  ],
  item: jobOf,
};

export function jobOf(row: JobRow): JobItem {
  const source = {
    type: said(row.source_type),
    url: said(row.source_url),
    path: said(row.source_path),
    version: said(row.source_version),
  };
  return {
    namespace: row.namespace,
    name: row.name,
    jobType: said(row.job_type),
    integration: said(row.integration),
    processingType: said(row.processing_type),
    description: said(row.description),
    owners: owners(row.owners),
    tags: row.tags,
    source: Object.values(source).every((each) => each === null) ? null : source,
    parent: saidName(row.parent_namespace, row.parent_name),
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    receivedAt: row.receivedAt,
  };
}

export const jobPage = pageOf(jobItem);

export const jobParameters = z.strictObject({
  namespace: text("of the job, exactly", "airflow").optional(),
  name: text("of the job, exactly", "shop.load_orders").optional(),
  search: text("words in namespace, name or description", "orders").optional(),
  jobType: text("what kind of job", "TASK", 100).optional(),
  integration: text("what runs it", "AIRFLOW", 100).optional(),
  tag: text("a tag it has: its key, or key=value", "tier=gold").optional(),
  owner: text("an owner it has", "team:sales").optional(),
  dataset: text("a dataset it reads or writes: namespace/name, or its name alone", "shop.public.orders").optional(),
  ...seen,
  asOf,
  ...pageParameters(jobs),
});
