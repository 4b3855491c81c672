import { columnType } from "./column-type.ts";
import type { ColumnType } from "./column-type.ts";

/** A column, or a field of a struct by its path: `address.city`. */
export interface SchemaField {
  readonly path: string;
  /** As the producer writes it; empty or null when it does not say. */
  readonly type: string | null;
}

export interface FlatField extends ColumnType {
  readonly path: string;
  readonly text: string;
}

/** Deeper types are left as they are written. */
const maxDepth = 32;

/**
 * Every column and every part of one by its path. The parts of a struct may be listed as fields of
 * their own, or be written in its type (`struct<city:string>`); both give the same. Of two fields of
 * one path the first counts.
 */
export function flatSchema(fields: readonly SchemaField[]): ReadonlyMap<string, FlatField> {
  const listed = new Set(fields.flatMap(({ path }) => ancestorsOf(path)));
  const flat = new Map<string, FlatField>();
  const add = (path: string, text: string, depth: number): void => {
    if (flat.has(path)) return;
    const type = columnType(text);
    flat.set(path, { ...type, path, text });
    if (listed.has(path) || depth === maxDepth) return;
    for (const part of type.parts) add(`${path}.${part.name}`, part.type, depth + 1);
  };
  for (const { path, type } of fields) add(path, type ?? "", 0);
  return flat;
}

/** `a.b.c` is in `a` and in `a.b`. */
export function ancestorsOf(path: string): readonly string[] {
  const parts = path.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}
