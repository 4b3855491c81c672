import type { JsonObject } from "#agent/contract/json.ts";
import { kindOf, list, nameOf, object } from "./syntax.ts";
import type { WrittenQuery } from "./written-query.ts";

/** Statements that change a table, as the SELECT whose rows they would write: what that one reads, they read. */

/** A SELECT of these parts, all else left out. */
interface Parts {
  readonly expressions: readonly unknown[];
  readonly from: readonly unknown[];
  readonly joins?: unknown;
  readonly where_clause?: unknown;
  readonly with?: unknown;
}

/** Whatever members the parser wants of a SELECT that has nothing. */
const emptySelect = {
  joins: [],
  lateral_views: [],
  where_clause: null,
  group_by: null,
  having: null,
  qualify: null,
  order_by: null,
  distribute_by: null,
  cluster_by: null,
  sort_by: null,
  limit: null,
  offset: null,
  fetch: null,
  distinct: false,
  distinct_on: null,
  top: null,
  with: null,
  sample: null,
  windows: null,
  hint: null,
  connect: null,
  into: null,
  locks: [],
  leading_comments: [],
} as const;

const one = { literal: { literal_type: "number", value: "1" } };

function select({ expressions, from, ...rest }: Parts): unknown {
  return {
    select: {
      ...emptySelect,
      ...rest,
      expressions: expressions.length === 0 ? [one] : expressions,
      from: { expressions: from },
    },
  };
}

/** `SELECT * FROM table`, of what may be a node `table` or its content. */
export function wholeTable(table: unknown): unknown {
  return select({ expressions: [star], from: ["table" in object(table) ? table : { table }] });
}

const star = { star: { table: null, except: null, replace: null, rename: null, trailing_comments: [] } };

/** A query with the common table expressions that stand before the whole statement. */
export function withCtes(query: unknown, ctes: unknown): unknown {
  if (ctes === null || ctes === undefined) return query;
  const [kind, content] = kindOf(query);
  const own = object(content["with"]);
  const both = { ...object(ctes), ...own, ctes: [...list(object(ctes)["ctes"]), ...list(own["ctes"])] };
  return { [kind]: { ...content, with: both } };
}

/** `UPDATE t SET a = x FROM u WHERE …`: `SELECT x FROM t, u WHERE …` into `a`. */
export function updateQuery(update: JsonObject): WrittenQuery {
  const assignments = list(update["set"]).map(list);
  const from = [{ table: update["table"] }, ...list(object(update["from_clause"])["expressions"])];
  return {
    query: select({
      expressions: assignments.map(([, value]) => value),
      from,
      joins: [...list(update["table_joins"]), ...list(update["from_joins"])],
      where_clause: update["where_clause"] ?? null,
      with: update["with"] ?? null,
    }),
    // MySQL's `SET t.a = …`.
    columns: assignments.map(([column]) => nameOf(column).split(".").at(-1) ?? ""),
  };
}

/** What decides which rows go: `DELETE FROM t USING u WHERE …`: `SELECT 1 FROM t, u WHERE …`. */
export function deleteQuery(remove: JsonObject): WrittenQuery {
  const using = list(remove["using"]).map((table) => ("name" in object(table) ? { table } : table));
  const query = select({
    expressions: [],
    from: [{ table: remove["table"] }, ...using],
    joins: list(remove["joins"]),
    where_clause: remove["where_clause"] ?? null,
    with: remove["with"] ?? null,
  });
  return { query, columns: [] };
}

/** One for each WHEN that writes, from both tables joined. */
export function mergeQueries(merge: JsonObject): readonly WrittenQuery[] {
  const { using, on, whens, with_: ctes = null } = merge;
  const join = { ...innerJoin, this: using, on };
  return list(object(object(whens)["whens"])["expressions"]).map((item) => {
    const { then, condition } = object(object(item)["when"]);
    const [, what, values] = list(object(object(then)["tuple"])["expressions"]);
    // `UPDATE SET *`, `INSERT *`: the columns of the same names.
    if ("star" in object(what))
      return { query: select({ expressions: [star], from: [using], with: ctes }), columns: [] };
    const written = assigned(list(object(object(what)["tuple"])["expressions"]), values);
    const query = select({
      expressions: written.map(({ value }) => value),
      from: [tableOf(merge["this"])],
      joins: [join],
      where_clause: condition === null || condition === undefined ? null : { this: condition },
      with: ctes,
    });
    return { query, columns: written.map(({ column }) => column) };
  });
}

const innerJoin = {
  using: [],
  kind: "Inner",
  use_inner_keyword: false,
  use_outer_keyword: false,
  deferred_condition: false,
  nesting_group: 0,
  directed: false,
} as const;

/** `x AS t` as a FROM clause has it. */
function tableOf(node: unknown): unknown {
  const [kind, { this: inner, alias }] = kindOf(node);
  return kind === "alias" ? { table: { ...object(object(inner)["table"]), alias } } : node;
}

/** Of `UPDATE SET a = x, …`, or of `INSERT (a, …) VALUES (x, …)`; a DELETE and an INSERT without columns name none. */
function assigned(
  what: readonly unknown[],
  values: unknown,
): readonly { readonly column: string; readonly value: unknown }[] {
  if (values !== undefined) {
    const said = list(object(object(values)["tuple"])["expressions"]);
    return what.map((column, index) => ({ column: nameOf(column), value: said[index] ?? one }));
  }
  return what.flatMap((assignment) => {
    const { left, right } = object(object(assignment)["eq"]);
    return left === undefined ? [] : [{ column: nameOf(left), value: right }];
  });
}
