import { updateQuery, deleteQuery, mergeQueries, wholeTable, withCtes } from "./as-query.ts";
import { kindOf, list, nameOf, object, text } from "./syntax.ts";
import { tableNameOf } from "./table-name.ts";
import type { TableName } from "./table-name.ts";
import type { WrittenQuery } from "./written-query.ts";

export type Statement =
  | {
      readonly kind: "moves";
      /** `INSERT`, `MERGE` … */
      readonly statement: string;
      /** Undefined for a SELECT. */
      readonly output: TableName | undefined;
      /** The table is gone with the session. */
      readonly temporary: boolean;
      readonly queries: readonly WrittenQuery[];
    }
  /** It moves no data: SET, DROP, GRANT. */
  | { readonly kind: "moves_nothing" }
  | { readonly kind: "unsupported"; readonly statement: string };

/** What a statement does, each as one or several queries whose rows it writes. */
export function understand(node: unknown): Statement {
  const [kind, content] = kindOf(node);
  return (readers[kind] ?? otherwise)(content, kind);
}

type Reader = (content: ReturnType<typeof object>, kind: string) => Statement;

const query: Reader = (content, kind) => {
  const into = object(content["into"]);
  const output = tableNameOf(into["this"]);
  const node = { [kind]: { ...content, into: null } };
  const statement = output === undefined ? "SELECT" : "SELECT INTO";
  return moves(statement, output, [{ query: node, columns: [] }], into["temporary"] === true);
};

const readers: Readonly<Record<string, Reader>> = {
  select: query,
  union: query,
  intersect: query,
  except: query,
  subquery: ({ this: inner }) => understand(inner),
  values: () => ({ kind: "moves_nothing" }),
  insert({ table, columns, query: rows, source, with: ctes }) {
    const output = tableNameOf(table);
    if (output === undefined) return { kind: "unsupported", statement: "INSERT into files" };
    const from = rows ?? (source === null || source === undefined ? undefined : wholeTable(source));
    if (from === undefined) return { kind: "moves_nothing" };
    return moves("INSERT", output, [{ query: withCtes(from, ctes), columns: list(columns).map(nameOf) }]);
  },
  create_table({ name, columns, as_select, clone_source, temporary }) {
    const rows = as_select ?? (clone_source === null ? undefined : wholeTable(clone_source));
    if (rows === undefined) return { kind: "moves_nothing" };
    const written = { query: rows, columns: list(columns).map((column) => nameOf(object(column)["name"])) };
    return moves("CREATE TABLE", tableNameOf(name), [written], temporary === true);
  },
  create_view({ name, columns, query: rows, to_table, materialized, temporary }) {
    const output = tableNameOf(to_table ?? name);
    const written = { query: rows, columns: list(columns).map((column) => nameOf(object(column)["name"])) };
    return moves(
      materialized === true ? "CREATE MATERIALIZED VIEW" : "CREATE VIEW",
      output,
      [written],
      temporary === true,
    );
  },
  update: (content) => moves("UPDATE", tableNameOf(content["table"]), [updateQuery(content)]),
  delete: (content) => moves("DELETE", tableNameOf(content["table"]), [deleteQuery(content)]),
  merge(content) {
    const [kind, target] = kindOf(content["this"]);
    return moves("MERGE", tableNameOf(kind === "alias" ? target["this"] : content["this"]), mergeQueries(content));
  },
  command({ this: said }) {
    // What the parser does not know is one command to the end of the text, whatever comes after it.
    const words = text(said).trim();
    const [first = ""] = words.split(/\s/, 1);
    if (harmless.has(first.toUpperCase()) && !words.includes(";")) return { kind: "moves_nothing" };
    return { kind: "unsupported", statement: first.toUpperCase() };
  },
};

const harmless: ReadonlySet<string> = new Set(["ANALYZE", "LOCK", "OPTIMIZE", "RESET", "VACUUM"]);

/** The first words of the parser's names of statements that move no data. */
const movesNothing =
  /^(?:alter|analyze|attach|comment|commit|create|declare|describe|detach|drop|grant|kill|pragma|refresh|revoke|rollback|set|show|transaction|truncate|uncache|use)(?:_|$)/;

/** An expression that stands alone is a typing error; these are not. */
const movesSomehow = /^(?:call|copy|execute|export|get|import|load|multitable|put|unload)\b/;

const otherwise: Reader = (_, kind) => {
  if (movesNothing.test(kind)) return { kind: "moves_nothing" };
  const words = kind.replaceAll("_", " ");
  return { kind: "unsupported", statement: movesSomehow.test(words) ? words.toUpperCase() : "what is no statement" };
};

function moves(
  statement: string,
  output: TableName | undefined,
  queries: readonly WrittenQuery[],
  temporary = false,
): Statement {
  return { kind: "moves", statement, output, temporary, queries };
}
