import type { Dialect } from "./dialect.ts";
import type { TableName } from "./table-name.ts";

/** A column that another is made from, as a query says it. An empty field is the whole table. */
export interface ColumnEdge {
  readonly source: TableName;
  readonly sourceField: string;
  readonly target: TableName;
  readonly targetField: string;
  /** As in OpenLineage's `columnLineage`: the value comes from it, or it decides about it. */
  readonly type: "DIRECT" | "INDIRECT";
  /** `IDENTITY`, `AGGREGATION`, `FILTER` …; empty where the text does not tell. */
  readonly subtype: string;
}

/** What one statement reads and writes. */
export interface StatementLineage {
  /** `INSERT`, `MERGE` … */
  readonly statement: string;
  /** Each once, in the order of their names. */
  readonly inputs: readonly TableName[];
  /** Undefined where it only reads: its result is for whoever asked. */
  readonly output: TableName | undefined;
  /** The target of one that only reads is the empty name. */
  readonly columns: readonly ColumnEdge[];
}

/** What a text of SQL, one or several statements, reads and writes. */
export interface SqlLineage {
  readonly dialect: Dialect;
  readonly statements: readonly StatementLineage[];
  /** What was left out and why, one line each: `CALL: what it reads and writes cannot be told from its text`. */
  readonly problems: readonly string[];
}

/** Of what reads SQL here, the parser too: when it is another, what was read before is read again. */
export const lineageVersion = "1";

/** The target of the columns of a query that writes nowhere. */
export const noTable: TableName = [];
