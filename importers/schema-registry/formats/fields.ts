import type { SchemaField } from "#agent/contract/facets/dataset.ts";

export type Field = SchemaField;

/** A value's type in a schema facet: its name, and what it is made of. */
export interface FieldType {
  readonly type: string;
  readonly fields?: readonly Field[];
}

/** Deeper, and where a type is in itself, a type is told by its name alone. */
export const maxDepth = 16;

export const structOf = (fields: readonly Field[]): FieldType => ({ type: "struct", fields });

export const listOf = (element: FieldType): FieldType => ({
  type: "array",
  fields: [{ name: "_element", ...element }],
});

export const mapOf = (value: FieldType, key: FieldType = { type: "string" }): FieldType => ({
  type: "map",
  fields: [
    { name: "key", ...key },
    { name: "value", ...value },
  ],
});

export const nullable = (inner: FieldType): FieldType => ({ ...inner, type: `Nullable(${inner.type})` });

/** Old data must have it. */
export const required = (inner: FieldType): FieldType => ({ ...inner, type: `${inner.type} NOT NULL` });
