import { z } from "zod";
import { relation } from "#store/derived/relation.ts";
import { named, pageOf } from "../answer-schemas.ts";
import type { BoundValues } from "../bound-values.ts";
import { contains } from "../filters.ts";
import type { List } from "../list.ts";
import { asOf, pageParameters, someOf, text } from "../parameters.ts";
import { said, saidName } from "../said.ts";

const kinds = ["DATASET", "JOB", "COLUMN", "RUN"] as const;

const searchItem = z
  .object({
    kind: z.enum(["dataset", "job", "column", "run"]),
    ...named.unwrap().shape,
    column: z.string().nullable().meta({ description: "the path of the column, of a column" }),
    runId: z.string().nullable().meta({ description: "of a run; namespace and name are its job's" }),
    matched: z
      .enum(["name", "namespace", "other"])
      .meta({ description: "where the words are; other: description, owners, tags or aliases" }),
    description: z.string().nullable(),
    canonical: named.nullable().meta({ description: "of a dataset that has another name to show" }),
  })
  .readonly();

export type SearchItem = z.infer<typeof searchItem>;

export interface SearchFilter {
  readonly text: string;
  readonly kinds?: readonly string[] | undefined;
}

interface SearchRow {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly column: string;
  readonly run_id: string;
  readonly place: SearchItem["matched"];
  readonly description: string;
  readonly canonical_namespace: string;
  readonly canonical_name: string;
}

/** Jobs, datasets, columns of their latest schemas, and runs by their id: what is named by the words before what mentions them. */
export const search: List<SearchFilter, SearchRow, SearchItem> = {
  name: "search",
  from: searched,
  order: [
    { sql: "likeness", type: "number" },
    { sql: "indexOf(['dataset', 'job', 'run', 'column'], kind)", type: "number" },
    { sql: "namespace", type: "text" },
    { sql: "name", type: "text" },
    { sql: "column", type: "text" },
    { sql: "run_id", type: "text" },
  ],
  columns: `kind, namespace, name, column, run_id, description, canonical_namespace, canonical_name,
    multiIf(likeness <= 3, 'name', likeness = 4, 'namespace', 'other') AS place`,
  conditions: () => [],
  item: (row) => {
    const canonical = saidName(row.canonical_namespace, row.canonical_name);
    return {
      kind: row.kind === "job" || row.kind === "column" || row.kind === "run" ? row.kind : "dataset",
      namespace: row.namespace,
      name: row.name,
      column: said(row.column),
      runId: said(row.run_id),
      matched: row.place,
      description: said(row.description),
      canonical: canonical?.namespace === row.namespace && canonical.name === row.name ? null : canonical,
    };
  },
};

function searched(filter: SearchFilter, at: Date | undefined, values: BoundValues): string {
  const wanted = new Set(filter.kinds ?? kinds);
  const parts = [
    ...(wanted.has("DATASET") ? [datasetsWith(filter.text, at, values)] : []),
    ...(wanted.has("JOB") ? [jobsWith(filter.text, at, values)] : []),
    ...(wanted.has("COLUMN") ? [columnsWith(filter.text, at, values)] : []),
    ...(wanted.has("RUN") && isRunId(filter.text) ? [runsWith(filter.text, at, values)] : []),
  ];
  return parts.length === 0 ? `(${nothing})` : `(${parts.join("\nUNION ALL\n")})`;
}

const described =
  "arrayStringConcat(owners.name, ' '), arrayStringConcat(mapKeys(tags), ' '), arrayStringConcat(mapValues(tags), ' ')";

function datasetsWith(words: string, at: Date | undefined, values: BoundValues): string {
  const all = ["namespace", "name", "description", described, "arrayStringConcat(aliases.name, ' ')"];
  return `
    SELECT 'dataset' AS kind, namespace, name, '' AS column, '' AS run_id, description, canonical_namespace, canonical_name,
      ${likeness("name", words, values)} AS likeness
    FROM ${relation("datasets", at)}
    WHERE ${contains(all, words, values).join(" AND ")}`;
}

function jobsWith(words: string, at: Date | undefined, values: BoundValues): string {
  return `
    SELECT 'job' AS kind, namespace, name, '' AS column, '' AS run_id, description,
      '' AS canonical_namespace, '' AS canonical_name, ${likeness("name", words, values)} AS likeness
    FROM ${relation("jobs", at)}
    WHERE ${contains(["namespace", "name", "description", described], words, values).join(" AND ")}`;
}

/** Columns of which at least one word is in their own name. */
function columnsWith(words: string, at: Date | undefined, values: BoundValues): string {
  const own = contains(["column"], words, values).join(" OR ");
  return `
    SELECT 'column' AS kind, namespace, name, column, '' AS run_id, type AS description,
      '' AS canonical_namespace, '' AS canonical_name, ${likeness("column", words, values)} AS likeness
    FROM (
      SELECT dataset_namespace AS namespace, dataset_name AS name, field.path AS column, field.type AS type
      FROM (
        SELECT dataset_namespace, dataset_name, argMax(fields, version) AS latest
        FROM ${relation("schemas", at)} GROUP BY dataset_namespace, dataset_name)
      ARRAY JOIN latest AS field)
    WHERE ${contains(["namespace", "name", "column"], words, values).join(" AND ")} AND (${own})`;
}

function runsWith(runId: string, at: Date | undefined, values: BoundValues): string {
  return `
    SELECT 'run' AS kind, job_namespace AS namespace, job_name AS name, '' AS column, run_id, error AS description,
      '' AS canonical_namespace, '' AS canonical_name, 0 AS likeness
    FROM ${relation("runs", at)}
    WHERE run_id = ${values.text(runId)}`;
}

/** Runs are many; their ids are looked at only for what can be one. */
function isRunId(words: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(words);
}

const nothing = `SELECT '' AS kind, '' AS namespace, '' AS name, '' AS column, '' AS run_id, '' AS description,
  '' AS canonical_namespace, '' AS canonical_name, 0 AS likeness WHERE 0`;

/** 0 the name itself, 1 its last part, 2 its beginning, 3 within it, 4 within it and its namespace, 5 elsewhere. */
function likeness(column: string, words: string, values: BoundValues): string {
  const typed = words.trim().toLowerCase();
  const whole = values.text(typed);
  const tails = values.bind("Array(String)", [`.${typed}`, `/${typed}`]);
  return `multiIf(
    lower(${column}) = ${whole} OR lower(concat(namespace, '/', name)) = ${whole}, 0,
    arrayExists(tail -> endsWith(lower(${column}), tail), ${tails}), 1,
    startsWith(lower(${column}), ${whole}), 2,
    ${contains([column], words, values).join(" AND ")}, 3,
    ${contains(["namespace", "name", column], words, values).join(" AND ")}, 4,
    5)`;
}

export const searchPage = pageOf(searchItem);

export const searchParameters = z.strictObject({
  q: text("words, each of which must be there; in capital letters or small", "orders")
    .refine((words) => words.trim() !== "", "takes a text that is not empty")
    .refine((words) => words.trim().split(/\s+/).length <= 20, "takes at most 20 words"),
  kind: someOf(kinds, `what to look for: ${kinds.join(", ")}; several with commas between`).optional(),
  asOf,
  ...pageParameters(search),
});
