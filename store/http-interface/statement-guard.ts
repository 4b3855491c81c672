import type { EmbeddedEngine } from "../engines/embedded-engine.ts";
import { statement } from "../engines/engine-query.ts";
import { failure, failureOf } from "./clickhouse-error.ts";
import type { ClickHouseFailure } from "./clickhouse-error.ts";

export type Verdict =
  | {
      readonly kind: "ok";
      /** Of its FORMAT clause. */
      readonly format: string | undefined;
      /** Whether its answer can come in pieces; the engine does that for SELECT only. */
      readonly selects: boolean;
    }
  | { readonly kind: "refused"; readonly failure: ClickHouseFailure };

/**
 * Functions (not table functions, which the reader's role lacks) that reach beyond the tables: the
 * host's files, or the network. The engine checks no right for `file()`.
 */
const forbiddenFunctions =
  /(?<![\w.])`?(file|catboostEvaluate|showCertificate|ai(?:Generate|Classify|Extract|Translate|Embed))`?(?!\w)/i;

/**
 * Judges a text by the engine's own parser: one statement, which only reads, and which names no
 * function that reaches out. What passes still runs with the reader's role and `readonly`, so a
 * mistake here alone opens nothing but `file()`.
 */
export async function judgeStatement(engine: EmbeddedEngine, sql: string): Promise<Verdict> {
  // The parser stops at a NUL, and would judge another text than the one that runs.
  if (sql.includes("\0")) return refused("SYNTAX_ERROR", "Syntax error: the query contains a NUL character");
  const { statements, readsOnly } = await engine.analyse(sql);
  if (statements === 0) return { kind: "refused", failure: await parseFailure(engine, sql) };
  if (statements !== 1) return refused("SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
  if (!readsOnly)
    return refused("READONLY", "Cannot execute query in readonly mode: this interface answers statements that read");
  return judgeNames(engine, sql);
}

async function judgeNames(engine: EmbeddedEngine, sql: string): Promise<Verdict> {
  let normal: string;
  try {
    normal = await normalised(engine, sql);
  } catch (error) {
    return { kind: "refused", failure: failureOf(error) };
  }
  const forbidden = forbiddenFunctions.exec(normal)?.[1];
  if (forbidden !== undefined) {
    return refused(
      "READONLY",
      `The name '${forbidden}' is refused here: it can reach beyond the tables. As a column, qualify it with its table`,
    );
  }
  // The engine checks them at the top of a statement only, and obeys them in a subquery.
  const setting = /\bSETTINGS (\w+)/.exec(normal)?.[1];
  if (setting !== undefined) {
    return refused(
      "READONLY",
      `Cannot modify '${setting}' setting in readonly mode: no SETTINGS clause here; put it into the URL`,
    );
  }
  return {
    kind: "ok",
    format: /\bFORMAT (\w+)$/.exec(normal)?.[1],
    selects: /^\(*(?:SELECT|WITH)\b/.test(normal),
  };
}

/** The statement as the engine prints it: no comments, no spare quotes, `?` for each literal. */
async function normalised(engine: EmbeddedEngine, sql: string): Promise<string> {
  const hex = Buffer.from(sql, "utf8").toString("hex");
  const query = `SELECT normalizeQuery(formatQuerySingleLine(unhex('${hex}')))`;
  const { chunks } = await engine.query({ ...statement(query), format: "TSVRaw" });
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces).toString("utf8").trimEnd();
}

async function parseFailure(engine: EmbeddedEngine, sql: string): Promise<ClickHouseFailure> {
  if (sql.trim() === "") return failure("SYNTAX_ERROR", "Syntax error: Empty query");
  try {
    await normalised(engine, sql);
    return failure("SYNTAX_ERROR", "Syntax error: the query cannot be read");
  } catch (error) {
    return failureOf(error);
  }
}

function refused(name: "READONLY" | "SYNTAX_ERROR", text: string): Verdict {
  return { kind: "refused", failure: failure(name, text) };
}
