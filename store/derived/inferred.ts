import { reader } from "./projection.ts";
import { facets as facetProjection } from "./projections/facets.ts";

/**
 * Lineage that a parser has read from the SQL of jobs (`tidemark.inferred_lineage`), for those that tell none themselves. Only
 * the text that a job said last counts, and only as long as the job tells nothing better: so a producer that begins to tell,
 * or says another text, needs nothing to be taken back.
 */

/** Of which it is told by, where it is to be made again. */
export const inferredName = "inferred_lineage";

const job = "job_namespace, job_name";
const { said, saidAt } = reader(facetProjection);

/**
 * What jobs said last: `job_namespace`, `job_name`, `sql` (the facet), `sql_digest`, and `said_at`, to the hour, since a job
 * says it with each run.
 */
export function saidSql(facets: string, where = "1"): string {
  return `
    SELECT namespace AS job_namespace, name AS job_name, ${said("current")} AS sql,
      toDateTime64(toStartOfHour(${saidAt("current")}), 6, 'UTC') AS said_at, hex(sipHash128(sql)) AS sql_digest
    FROM ${facets}
    WHERE entity = 'job' AND facet = 'sql' AND ${said("current")} != '' AND ${where}`;
}

export interface Inferred {
  /** Between datasets: `job_…`, `source_…`, `target_…`, `first_seen`, `last_seen`. */
  readonly edges: string;
  /** Between columns: also `…_field`, `type` and `subtype`. */
  readonly columns: string;
}

const ends = ["source", "target"];
const edgeFields = ends.flatMap((end) => [`${end}_namespace`, `${end}_name`]);
const columnFields = [...ends.flatMap((end) => [`${end}_namespace`, `${end}_name`, `${end}_field`]), "type", "subtype"];

/** As the last step has left it; a join for each reader would cost as much again as what is told. */
export function inferredNow(): Inferred {
  return {
    edges: counting("edges", "gives_edges", edgeFields),
    columns: counting("column_edges", "gives_columns", columnFields),
  };
}

function counting(nested: string, gives: string, fields: readonly string[]): string {
  return `SELECT ${told(fields)} FROM tidemark.inferred_lineage FINAL ARRAY JOIN \`${nested}\` AS edge WHERE ${gives}`;
}

/** By what was said then, each as text for a FROM clause; the texts are read as they are now. */
export function inferredThen(then: {
  readonly facets: string;
  readonly jobDatasets: string;
  readonly columnEdges: string;
}): Inferred {
  const known = `(SELECT ${job} FROM tidemark.inferred_lineage)`;
  const tellColumns = `SELECT ${job} FROM ${then.columnEdges} WHERE (${job}) IN ${known}`;
  const tellEdges = `
    SELECT ${job} FROM ${then.jobDatasets} WHERE (${job}) IN ${known} GROUP BY ${job} HAVING ${tellsEdges}
    UNION ALL ${tellColumns}`;
  const by = (nested: string, untold: string, fields: readonly string[]): string => `
    SELECT ${told(fields)}
    FROM (
      SELECT ${job}, sql_digest, \`${nested}\` FROM tidemark.inferred_lineage FINAL WHERE (${job}) NOT IN (${untold})) AS read
    INNER JOIN (${saidSql(then.facets, `(namespace, name) IN ${known}`)}) AS text USING (${job}, sql_digest)
    ARRAY JOIN \`${nested}\` AS edge`;
  return { edges: by("edges", tellEdges, edgeFields), columns: by("column_edges", tellColumns, columnFields) };
}

/** Of rows of `job_datasets`, by job: it reads and writes, so its runs give edges. */
export const tellsEdges = "countIf(role = 'input') > 0 AND countIf(role = 'output') > 0";

function told(fields: readonly string[]): string {
  return `${job}, ${fields.map((field) => `edge.${field} AS ${field}`).join(", ")}, said_at AS first_seen, said_at AS last_seen`;
}
