import type { BoundValues } from "./bound-values.ts";

/** One of the columns a list is sorted by. */
export interface OrderColumn {
  /** A column of the view, or an expression over them; never NULL. */
  readonly sql: string;
  /** A time is DateTime64(6); its position is in microseconds since the epoch. */
  readonly type: "text" | "time" | "number";
  readonly descending?: true;
}

export function orderBy(order: readonly OrderColumn[]): string {
  return order.map(({ sql, descending }) => (descending === true ? `${sql} DESC` : sql)).join(", ");
}

/** Selects each row's position as `position0`, `position1` …, as text. */
export function positionColumns(order: readonly OrderColumn[]): string {
  return order.map((column, index) => `${positionText(column)} AS position${index}`).join(", ");
}

function positionText({ sql, type }: OrderColumn): string {
  if (type === "text") return sql;
  return `toString(${type === "time" ? `toUnixTimestamp64Micro(${sql})` : sql})`;
}

/** The position of a row that was selected with `positionColumns`. */
export function positionOf(order: readonly OrderColumn[], row: object): readonly string[] {
  return order.map((_, index) => String(Reflect.get(row, `position${index}`)));
}

/** Whether a position that a client sent back can be one of this order. */
export function isPosition(order: readonly OrderColumn[], position: readonly string[]): boolean {
  return order.every(({ type }, index) => type === "text" || /^-?\d{1,18}$/.test(position[index] ?? ""));
}

/**
 * Rows that come after a position. The first column is bounded by itself too, which is what an index
 * can use.
 */
export function after(order: readonly OrderColumn[], position: readonly string[], values: BoundValues): string {
  const bounds = order.map((column, index) => ({ ...column, bound: bind(column, position[index] ?? "", values) }));
  const [first] = bounds;
  if (first === undefined) throw new Error("a list needs an order");
  const later = bounds.reduceRight((rest, { sql, bound, descending }) => {
    const beyond = `${sql} ${descending === true ? "<" : ">"} ${bound}`;
    return rest === "" ? beyond : `${beyond} OR (${sql} = ${bound} AND (${rest}))`;
  }, "");
  return `${first.sql} ${first.descending === true ? "<=" : ">="} ${first.bound} AND (${later})`;
}

function bind({ type }: OrderColumn, text: string, values: BoundValues): string {
  if (type === "text") return values.text(text);
  const number = values.bind("Int64", text);
  return type === "time" ? `fromUnixTimestamp64Micro(${number}, 'UTC')` : number;
}
