import { array, bool, label, nested, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/**
 * What the SQL of a job reads and writes, by its text alone: one row for each text that a job has said. Derived from events
 * as projections are, but by a parser and not by the engine; it can be thrown away, and is made again. See
 * `store/derived/inferred.ts`.
 */
export const inferredLineage = {
  name: "tidemark.inferred_lineage",
  columns: {
    job_namespace: label,
    job_name: string,
    /** Of the text and dialect, as the facet said them. */
    sql_digest: string,
    /** When it was said last, to the hour. */
    said_at: time,
    /** Of all else that it was inferred from: the datasets that the job names, and what reads SQL. */
    basis: string,
    /** It counts: the job says this text still, and names not both what it reads and what it writes. */
    gives_edges: bool,
    /** It counts: the job says this text still, and no lineage of columns. */
    gives_columns: bool,
    /** In which it was read. */
    dialect: label,
    /** What of it was left out and why. */
    problems: array(string),
    edges: nested({
      source_namespace: label,
      source_name: string,
      target_namespace: label,
      target_name: string,
    }),
    column_edges: nested({
      source_namespace: label,
      source_name: string,
      source_field: string,
      target_namespace: label,
      target_name: string,
      target_field: string,
      type: label,
      subtype: label,
    }),
    inferred_at: time,
  },
} as const satisfies Table<TableColumns>;

export type InferredLineageRow = Row<typeof inferredLineage.columns>;
