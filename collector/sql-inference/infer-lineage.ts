import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import { isJsonObject } from "#agent/contract/json.ts";
import { datasetOfTable } from "#sql/dataset-of-table.ts";
import { dialectNamed, dialectOfNamespace } from "#sql/dialect.ts";
import type { Dialect } from "#sql/dialect.ts";
import { distinct } from "#sql/distinct.ts";
import type { SqlLineage, StatementLineage } from "#sql/lineage.ts";
import type { SqlToRead } from "#store/derived/sql-to-read.ts";
import type { InferredLineageRow } from "#store/tables/inferred-lineage.ts";

/** A text in a dialect. */
export interface SqlText {
  readonly query: string;
  readonly dialect: Dialect;
}

/** The text of a job, in the dialect that it says, else the one of its datasets, its engine, its namespace. */
export function sqlTextOf({ sql, datasets, integration, job_namespace }: SqlToRead): SqlText {
  const facet = parsed(sql);
  const said = [
    dialectNamed(textOf(facet["dialect"])),
    ...datasets.map(({ namespace }) => dialectOfNamespace(namespace)),
    dialectNamed(integration),
    dialectOfNamespace(job_namespace),
  ];
  return { query: textOf(facet["query"]), dialect: said.find((dialect) => dialect !== undefined) ?? "generic" };
}

/** What the lineage of a job's text says of datasets. */
export function inferLineage(
  job: SqlToRead,
  { dialect, statements, problems }: SqlLineage,
  inferredAt: number,
): InferredLineageRow {
  const { job_namespace, job_name, sql_digest, saidAt, basis, datasets, tellsEdges } = job;
  const datasetOf = datasetOfTable({ datasets, namespace: job_namespace });
  const edges: InferredLineageRow["edges"][number][] = [];
  const columns: InferredLineageRow["column_edges"][number][] = [];
  for (const { output, ...statement } of writing(job, statements, datasetOf)) {
    const target = { target_namespace: output.namespace, target_name: output.name };
    for (const { namespace, name } of statement.inputs.map(datasetOf))
      if (namespace !== output.namespace || name !== output.name)
        edges.push({ source_namespace: namespace, source_name: name, ...target });
    for (const { source, sourceField, targetField, type, subtype } of statement.columns) {
      const { namespace, name } = datasetOf(source);
      columns.push({
        source_namespace: namespace,
        source_name: name,
        source_field: sourceField,
        ...target,
        target_field: targetField,
        type,
        subtype,
      });
    }
  }
  return {
    job_namespace,
    job_name,
    sql_digest,
    said_at: saidAt,
    basis,
    gives_edges: !tellsEdges,
    gives_columns: true,
    dialect,
    problems,
    edges: distinct(edges),
    column_edges: distinct(columns),
    inferred_at: inferredAt,
  };
}

type Writing = Omit<StatementLineage, "output"> & { readonly output: DatasetName };

/** Those that write. A text that is one query alone writes what the job says that it writes, where that is one dataset. */
function writing(
  { datasets }: SqlToRead,
  statements: readonly StatementLineage[],
  datasetOf: (table: readonly string[]) => DatasetName,
): readonly Writing[] {
  const [only, ...others] = statements;
  const [said, ...more] = datasets.filter(({ role }) => role === "output");
  if (only !== undefined && others.length === 0 && only.output === undefined)
    return said === undefined || more.length > 0 ? [] : [{ ...only, output: said }];
  return statements.flatMap(({ output, ...statement }) =>
    output === undefined ? [] : [{ ...statement, output: datasetOf(output) }],
  );
}

function parsed(facet: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(facet);
  return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
