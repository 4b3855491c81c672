import { scalarType } from "./scalar-type.ts";
import type { ScalarType } from "./scalar-type.ts";
import { parseTypeText, splitOutside } from "./type-text.ts";

/** Whether a value may be missing: `Nullable(…)` says so, `NOT NULL` that not, most types neither. */
export type Presence = "required" | "unsaid" | "nullable";

export interface ColumnType {
  readonly shape: Shape;
  readonly presence: Presence;
  /** Of a struct its fields; of a list `_element`; of a map `key` and `value`, as OpenLineage names them. */
  readonly parts: readonly Part[];
}

export type Shape =
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  | { readonly kind: "struct" | "list" | "map" }
  /** The producer did not say it. */
  | { readonly kind: "unsaid" };

export interface Part {
  readonly name: string;
  /** As written. */
  readonly type: string;
}

const kinds: Readonly<Record<string, "struct" | "list" | "map">> = {
  struct: "struct",
  row: "struct",
  record: "struct",
  tuple: "struct",
  nested: "struct",
  array: "list",
  list: "list",
  map: "map",
};

/** Never fails: what cannot be taken apart is a type of its own. */
export function columnType(text: string): ColumnType {
  const { bare, presence } = presenceOf(text.trim());
  if (bare === "") return { shape: { kind: "unsaid" }, presence, parts: [] };
  const element = /^(.+)\[\d*\]$/su.exec(bare)?.[1];
  if (element !== undefined) return { shape: { kind: "list" }, presence, parts: [{ name: "_element", type: element }] };
  const parsed = parseTypeText(bare);
  const kind = kinds[parsed?.name.toLowerCase() ?? ""];
  if (parsed === undefined || kind === undefined) {
    const scalar = parsed === undefined ? scalarType(bare, []) : scalarType(parsed.name, parsed.parameters ?? []);
    return { shape: { kind: "scalar", scalar }, presence, parts: [] };
  }
  return { shape: { kind }, presence, parts: partsOf(kind, parsed.parameters ?? []) };
}

function presenceOf(text: string): { readonly bare: string; readonly presence: Presence } {
  const notNull = /^(.*\S)\s+not\s+null$/isu.exec(text)?.[1];
  if (notNull !== undefined) return { bare: notNull, presence: "required" };
  const wrapped = /^(nullable|lowcardinality)\((.*)\)$/isu.exec(text);
  if (wrapped === null) return { bare: text, presence: "unsaid" };
  const inner = presenceOf((wrapped[2] ?? "").trim());
  return wrapped[1]?.toLowerCase() === "nullable" ? { bare: inner.bare, presence: "nullable" } : inner;
}

function partsOf(kind: "struct" | "list" | "map", parameters: readonly string[]): readonly Part[] {
  if (kind === "struct") return parameters.map(fieldOf);
  const names = kind === "list" ? ["_element"] : ["key", "value"];
  return names.flatMap((name, index) => {
    const type = parameters[index];
    return type === undefined ? [] : [{ name, type }];
  });
}

/** `name:type` as Spark writes it, or `name type` as SQL does; without a name its place is its name. */
function fieldOf(text: string, index: number): Part {
  const declared = text.replace(/\s+comment\s+'.*'$/isu, "");
  const [name, ...rest] = splitOutside(declared, ":");
  if (name !== undefined && rest.length > 0) return { name: unquoted(name), type: rest.join(":") };
  const [word, ...others] = splitOutside(declared, " ");
  if (word !== undefined && others.length > 0) return { name: unquoted(word), type: others.join(" ") };
  return { name: String(index + 1), type: declared };
}

function unquoted(name: string): string {
  return name.replace(/^(["'`])(.*)\1$/su, "$2");
}
