import { z } from "zod";
import { instant, named, pageOf } from "../answer-schemas.ts";
import { equals, isAnyOf, seenDuring } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import type { Named } from "../named.ts";
import { asOf, pageParameters, seen, text } from "../parameters.ts";
import { said, saidName } from "../said.ts";
import { timeText } from "../sql-fragments.ts";

export const schemaField = z
  .object({
    path: z.string().meta({ description: "a field of a struct by its path", examples: ["address.city"] }),
    type: z
      .string()
      .nullable()
      .meta({ examples: ["VARCHAR"] }),
  })
  .readonly();

export const schemaItem = z
  .object({
    dataset: named,
    version: z.number().meta({ description: "1, 2 … by the time each was first seen" }),
    hash: z.string(),
    fields: z.array(schemaField).readonly(),
    saidBy: named.nullable().meta({ description: "the job that said it last; null when the dataset did itself" }),
    role: z.string().nullable().meta({ description: "whether that job wrote it (output) or read it (input)" }),
    firstSeen: instant,
    lastSeen: instant,
    receivedAt: instant,
  })
  .readonly();

export type SchemaItem = z.infer<typeof schemaItem>;

export interface SchemaFilter extends Span {
  readonly namespace?: string | undefined;
  readonly datasets?: readonly Named[] | undefined;
  readonly field?: string | undefined;
}

export interface SchemaRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly version: number;
  readonly schema_hash: string;
  readonly fields: readonly { readonly path: string; readonly type: string }[];
  readonly job_namespace: string;
  readonly job_name: string;
  readonly role: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly receivedAt: string;
}

export const schemaColumns = `
  dataset_namespace, dataset_name, version, schema_hash, fields, job_namespace, job_name, role,
  ${timeText("first_seen")} AS firstSeen, ${timeText("last_seen")} AS lastSeen, ${timeText("received_at")} AS receivedAt`;

/** Every schema that every dataset had, by dataset and version. */
export const schemas: List<SchemaFilter, SchemaRow, SchemaItem> = {
  name: "schemas",
  from: "schemas",
  order: [
    { sql: "dataset_namespace", type: "text" },
    { sql: "dataset_name", type: "text" },
    { sql: "version", type: "number" },
  ],
  columns: schemaColumns,
  conditions: (filter, values) => [
    ...equals("dataset_namespace", filter.namespace, values),
    ...isAnyOf(["dataset_namespace", "dataset_name"], filter.datasets, values),
    ...(filter.field === undefined ? [] : [`arrayExists(field -> field.path = ${values.text(filter.field)}, fields)`]),
    ...seenDuring(filter, values),
  ],
  item: schemaOf,
};

export function schemaOf(row: SchemaRow): SchemaItem {
  return {
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    version: row.version,
    hash: row.schema_hash,
    fields: row.fields.map(({ path, type }) => ({ path, type: said(type) })),
    saidBy: saidName(row.job_namespace, row.job_name),
    role: said(row.role),
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    receivedAt: row.receivedAt,
  };
}

export const schemaPage = pageOf(schemaItem);

export const schemaParameters = z.strictObject({
  dataset: text("namespace/name, or its name alone", "shop.public.orders").optional(),
  namespace: text("of the dataset, exactly", "postgres://db.example.com:5432").optional(),
  field: text("schemas with a field of this path", "address.city").optional(),
  ...seen,
  asOf,
  ...pageParameters(schemas),
});
