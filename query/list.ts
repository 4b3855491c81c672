import { relation } from "#store/derived/relation.ts";
import type { ViewName } from "#store/derived/relation.ts";
import type { Ask } from "./ask.ts";
import { BoundValues } from "./bound-values.ts";
import { encodeCursor } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import { after, orderBy, positionColumns, positionOf } from "./order.ts";
import type { OrderColumn } from "./order.ts";
import { allOf } from "./sql-fragments.ts";

/** What can be listed: rows of a read view in one total order, a page at a time. */
export interface List<Filter, Row, Item> {
  /** As in the address, and in cursors. */
  readonly name: string;
  /** Where its rows come from: a read view, or a table expression over some. */
  readonly from: ViewName | ((filter: Filter, asOf: Date | undefined, values: BoundValues) => string);
  /** Together unique, so that no row is skipped or repeated between pages. */
  readonly order: readonly OrderColumn[];
  /**
   * The view's key, for a list of many wide rows: the rows of a page are found by key and order alone, and
   * read after that.
   */
  readonly key?: readonly string[];
  /** What is selected. An alias must not be the name of a column: conditions would mean the alias. */
  readonly columns: string;
  readonly conditions: (filter: Filter, values: BoundValues) => readonly string[];
  readonly item: (row: Row) => Item;
}

export interface PageRequest {
  readonly asOf?: Date | undefined;
  readonly limit: number;
  /** Where the page before ended. */
  readonly cursor?: Cursor | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** For the page after; null on the last. */
  readonly next: string | null;
}

/** One page. With `asOf` pages fit together whatever arrives between them; else rows may move. */
export async function selectPage<Filter, Row extends object, Item>(
  ask: Ask,
  list: List<Filter, Row, Item>,
  filter: Filter,
  { asOf, limit, cursor }: PageRequest,
): Promise<Page<Item>> {
  const values = new BoundValues();
  const from = typeof list.from === "string" ? relation(list.from, asOf) : list.from(filter, asOf, values);
  const conditions = [...list.conditions(filter, values)];
  if (cursor !== undefined) conditions.push(after(list.order, cursor.position, values));
  const found = `FROM ${from} WHERE ${allOf(conditions)} ORDER BY ${orderBy(list.order)} LIMIT ${values.bind("UInt32", limit + 1)}`;
  const rows = await ask<Row>(
    `SELECT ${list.columns}, ${positionColumns(list.order)}
    ${list.key === undefined ? found : rowsByKey(list.key, from, found, orderBy(list.order))}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next =
    last === undefined || rows.length === page.length
      ? null
      : encodeCursor({ list: list.name, position: positionOf(list.order, last) });
  return { items: page.map(list.item), next };
}

/** `found`: a FROM clause that gives the rows; their other columns are read for those alone. */
export function rowsByKey(key: readonly string[], from: string, found: string, order: string): string {
  const columns = key.join(", ");
  return `FROM ${from} WHERE (${columns}) IN (SELECT ${columns} ${found}) ORDER BY ${order}`;
}
