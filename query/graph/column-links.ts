import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { timeText } from "../sql-fragments.ts";
import type { Column, ColumnLink } from "./column-walk.ts";
import { findDataset, namesOf } from "./lineage-graph.ts";
import type { LineageGraph } from "./lineage-graph.ts";
import { rowsOfNames } from "./named-rows.ts";

/** What a read view says of a link besides its columns. */
export interface ColumnLinkSaid {
  readonly type: string;
  readonly subtype: string;
  readonly job: Named;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly inferred: boolean;
  readonly sourceField: string;
  readonly targetField: string;
}

interface LinkRow {
  readonly source_namespace: string;
  readonly source_name: string;
  readonly source_field: string;
  readonly target_namespace: string;
  readonly target_name: string;
  readonly target_field: string;
  readonly type: string;
  readonly subtype: string;
  readonly masking: boolean;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly inferred: boolean;
}

export interface ColumnScope {
  readonly direction: "upstream" | "downstream";
  readonly since: Date | undefined;
  readonly asOf: Date | undefined;
}

/** Asks for the links of columns, under all names of their datasets; names in answers are canonical. */
export function columnLinks(
  ask: Ask,
  graph: LineageGraph,
  { direction, since, asOf }: ColumnScope,
): (columns: readonly Column[]) => Promise<readonly ColumnLink<ColumnLinkSaid>[]> {
  const canonical = canonicalIn(graph);
  const near = direction === "upstream" ? "target" : "source";
  return async (columns) => {
    const fields = [...new Set(columns.map(({ field }) => field))];
    const rows = await rowsOfNames<LinkRow>(ask, allNames(graph, columns), (among, values) => {
      const conditions = [
        among(`${near}_namespace`, `${near}_name`),
        // Of a whole dataset every column is asked for.
        ...(fields.includes("") ? [] : [`${near}_field IN ${values.bind("Array(String)", ["", ...fields])}`]),
        ...(since === undefined ? [] : [`last_seen >= ${values.time(since)}`]),
      ];
      return `
        SELECT source_namespace, source_name, source_field, target_namespace, target_name, target_field, type, subtype,
          masking, job_namespace, job_name, ${timeText("first_seen")} AS firstSeen, ${timeText("last_seen")} AS lastSeen, inferred
        FROM ${relation("column_lineage", asOf)}
        WHERE ${conditions.join(" AND ")}
        ORDER BY ALL`;
    });
    return rows.map((row) => {
      const source = { ...canonical(row.source_namespace, row.source_name), field: row.source_field };
      const target = { ...canonical(row.target_namespace, row.target_name), field: row.target_field };
      const { type, subtype, masking, firstSeen, lastSeen, inferred } = row;
      const { source_field: sourceField, target_field: targetField } = row;
      const job = { namespace: row.job_namespace, name: row.job_name };
      const said = { type, subtype, job, firstSeen, lastSeen, inferred, sourceField, targetField };
      const [here, there] = direction === "upstream" ? [target, source] : [source, target];
      return { near: here, far: there, type, masking, said };
    });
  };
}

/** A name that the graph does not know stands for itself. */
export function canonicalIn(graph: LineageGraph): (namespace: string, name: string) => Named {
  return (namespace, name) => {
    const number = findDataset(graph, { namespace, name });
    return number === undefined ? { namespace, name } : graph.datasets.at(number);
  };
}

function allNames(graph: LineageGraph, columns: readonly Column[]): readonly Named[] {
  const found = new Map<string, Named>();
  for (const { namespace, name } of columns) {
    const number = findDataset(graph, { namespace, name });
    const names = number === undefined ? [{ namespace, name }] : namesOf(graph, number);
    for (const each of names) found.set(JSON.stringify([each.namespace, each.name]), each);
  }
  return [...found.values()];
}
