import { analyzeQuery, Dialect as ParserDialect, generate, parse } from "@polyglot-sql/sdk";
import type { QueryAnalysis } from "@polyglot-sql/sdk";
import type { Dialect } from "./dialect.ts";
import { list } from "./syntax.ts";

/**
 * The parser, https://github.com/tobilg/polyglot, of which no other file knows. It takes 80 MB and half a second to load: see
 * `lineage-reader.ts`.
 */

/** Where a text stops to be SQL. The parser's own words quote the text, which may hold personal data. */
export interface NoSql {
  readonly kind: "no_sql";
  readonly line: number;
  readonly column: number;
}

export type Parsed = { readonly kind: "parsed"; readonly statements: readonly unknown[] } | NoSql;

export function parseSql(sql: string, dialect: Dialect): Parsed {
  const { success, ast, errorLine, errorColumn } = parse(sql, named(dialect));
  const statements: unknown = ast;
  if (success && Array.isArray(statements)) return { kind: "parsed", statements };
  return { kind: "no_sql", line: errorLine ?? 1, column: errorColumn ?? 1 };
}

/** What a SELECT, as a syntax tree, reads; undefined for one that the parser cannot analyse. */
export function analyse(query: unknown, dialect: Dialect): QueryAnalysis | undefined {
  const { sql } = generate([query], named(dialect));
  const [text] = list(sql);
  if (typeof text !== "string") return undefined;
  const { analysis } = analyzeQuery(text, { dialect });
  return analysis ?? undefined;
}

function named(dialect: Dialect): ParserDialect {
  return byName.get(dialect) ?? ParserDialect.Generic;
}

const byName = new Map<string, ParserDialect>(Object.values(ParserDialect).map((dialect) => [dialect, dialect]));
