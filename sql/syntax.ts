import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";

/** Readers of the parser's syntax tree, JSON whose nodes are objects of one member: the kind of node. */

export function object(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What kind of node it is, and its content. */
export function kindOf(node: unknown): readonly [kind: string, content: JsonObject] {
  const [first] = Object.entries(object(node));
  return first === undefined ? ["", {}] : [first[0], object(first[1])];
}

/** The name in an identifier, which is `{name}`, a node `identifier`, or a column. */
export function nameOf(node: unknown): string {
  const { identifier, column, name } = object(node);
  if (identifier !== undefined) return nameOf(identifier);
  if (column !== undefined) return nameOf(column);
  return typeof name === "string" ? name : isJsonObject(name) ? nameOf(name) : "";
}
