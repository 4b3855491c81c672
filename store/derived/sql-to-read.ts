import type { Store } from "../store.ts";
import { inferredLineage } from "../tables/inferred-lineage.ts";
import { pointer } from "./generations.ts";
import { saidSql, tellsEdges } from "./inferred.ts";
import { reader } from "./projection.ts";
import { columnEdges } from "./projections/column-edges.ts";
import { facets } from "./projections/facets.ts";
import { jobDatasets } from "./projections/job-datasets.ts";
import { jobs } from "./projections/jobs.ts";

/** A job whose SQL is to be read, with all that its lineage is to be inferred from. */
export interface SqlToRead {
  readonly job_namespace: string;
  readonly job_name: string;
  /** The facet `sql`, as JSON. */
  readonly sql: string;
  readonly sql_digest: string;
  /** When it was said last, to the hour, in microseconds since the epoch. */
  readonly saidAt: number;
  /** Of the rest. */
  readonly basis: string;
  /** `SPARK`, `DBT` … */
  readonly integration: string;
  /** The datasets that the job names. */
  readonly datasets: readonly NamedUse[];
  /** It names what it reads and what it writes. */
  readonly tellsEdges: boolean;
}

interface NamedUse {
  readonly role: string;
  readonly namespace: string;
  readonly name: string;
}

export interface ToReadOptions {
  /** What reads SQL: of another one than what is there was read by, all is to be read again. */
  readonly version: string;
  readonly limit: number;
  /** Also what is there as it would be now. The jobs after this one, in the order of the answer. */
  readonly againAfter?: { readonly namespace: string; readonly name: string };
}

/** As many of a job's datasets as are looked at to find the names of its tables. */
const mostDatasets = 500;

const job = "job_namespace, job_name";
const own = "namespace AS job_namespace, name AS job_name";
const use = "Tuple(role String, namespace String, name String)";
const text = saidSql(pointer(facets));
const tellColumns = `SELECT ${job} FROM ${pointer(columnEdges)}`;

/** Jobs that say SQL and no lineage of columns, and of which what is known of it is not what would be now; by their names. */
export async function sqlToRead({ client }: Store, options: ToReadOptions): Promise<readonly SqlToRead[]> {
  const { version, limit, againAfter } = options;
  const chosen =
    againAfter === undefined
      ? `(${job}, sql_digest, basis) NOT IN (
          SELECT ${job}, sql_digest, basis FROM tidemark.inferred_lineage FINAL WHERE gives_columns)`
      : `(${job}) > ({namespace:String}, {name:String})`;
  const result = await client.query({
    query: `
      SELECT ${job}, sql, sql_digest, toUnixTimestamp64Micro(said_at) AS saidAt, integration, datasets,
        used.tells_edges AS tellsEdges, hex(sipHash128({version:String}, said_at, integration, datasets, tells_edges)) AS basis
      FROM (${text}) AS text
      LEFT JOIN (
        SELECT ${job}, CAST(${tellsEdges}, 'Bool') AS tells_edges,
          arraySlice(arraySort(groupUniqArray(CAST((role, dataset_namespace, dataset_name), '${use}'))), 1, ${mostDatasets})
            AS datasets
        FROM ${pointer(jobDatasets)} WHERE (${job}) IN (SELECT ${job} FROM (${text})) GROUP BY ${job}) AS used USING (${job})
      LEFT JOIN (
        SELECT ${own}, ${reader(jobs).said("kind", "integration")} AS integration FROM ${pointer(jobs)}) AS kind USING (${job})
      WHERE (${job}) NOT IN (${tellColumns}) AND ${chosen}
      ORDER BY ${job} LIMIT {limit:UInt32}`,
    query_params: { version, limit, namespace: againAfter?.namespace ?? "", name: againAfter?.name ?? "" },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    format: "JSONEachRow",
  });
  return result.json<SqlToRead>();
}

/** What counts no more, since the job says another text now, or none, or lineage of its own. It stays for questions as of then. */
export async function retireInferred({ client }: Store): Promise<void> {
  const columns = Object.entries(inferredLineage.columns).flatMap(([name, column]) =>
    "nested" in column ? Object.keys(column.nested).map((field) => `\`${name}.${field}\``) : [name],
  );
  const retired: Readonly<Record<string, string>> = {
    gives_edges: "false",
    gives_columns: "false",
    inferred_at: "now64(6)",
  };
  const outdated = `
    SELECT ${job}, sql_digest FROM tidemark.inferred_lineage FINAL
    WHERE gives_columns AND ((${job}, sql_digest) NOT IN (SELECT ${job}, sql_digest FROM (${text})) OR (${job}) IN (${tellColumns}))`;
  const result = await client.query({ query: `SELECT 1 FROM (${outdated}) LIMIT 1`, format: "JSONEachRow" });
  if ((await result.json()).length === 0) return;
  await client.command({
    query: `INSERT INTO tidemark.inferred_lineage (${columns.join(", ")})
      SELECT ${columns.map((name) => retired[name] ?? name).join(", ")}
      FROM tidemark.inferred_lineage FINAL WHERE (${job}, sql_digest) IN (${outdated})`,
  });
}
