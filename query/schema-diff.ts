import type { Presence } from "./schema/column-type.ts";
import { ancestorsOf, flatSchema } from "./schema/flat-schema.ts";
import type { FlatField, SchemaField } from "./schema/flat-schema.ts";
import { holds } from "./schema/widening.ts";

/**
 * What a change of a schema does to readers and data, in the sense of Avro and of Confluent's schema
 * registry:
 *
 * - `backward`: a reader of the new schema can read data written by the old one, not the other way.
 * - `forward`: a reader of the old schema can read data written by the new one, not the other way.
 * - `full`: both.
 * - `breaking`: neither.
 * - `none`: the two schemas are the same.
 *
 * So existing readers go on working when it is `forward`, `full` or `none`; history can be read on, or
 * be read again, when it is `backward`, `full` or `none`.
 */
export type Compatibility = "none" | "backward" | "forward" | "full" | "breaking";

/** In one direction or both; what each single change is. */
type ChangeCompatibility = Exclude<Compatibility, "none">;

export interface FieldChange {
  readonly path: string;
  readonly type: string;
  readonly compatibility: ChangeCompatibility;
}

export interface TypeChange {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly compatibility: ChangeCompatibility;
}

export interface SchemaDifference {
  readonly compatibility: Compatibility;
  readonly added: readonly FieldChange[];
  readonly removed: readonly FieldChange[];
  readonly changed: readonly TypeChange[];
}

/** What can be read: new readers with old data, old readers with new data. */
interface Reads {
  readonly backward: boolean;
  readonly forward: boolean;
}

/**
 * The difference between two schemas, fields of structs, lists and maps included. The rules:
 *
 * - **Added**: `full`. Columns of tables are nullable by nature: a new reader finds NULL in old data, an
 *   old reader does not look. One that is said to be NOT NULL is `forward`: old data has nothing for it.
 * - **Removed**: `backward`. A new reader does not look; an old one names a column that is no longer there.
 * - **Type changed**: `backward` when the new type holds every value of the old one (see `holds`),
 *   `forward` the other way, else `breaking`. The same type by another name (`int`, `INTEGER`) is no change.
 * - **Nullable** added to a type widens it, taken away narrows it.
 * - **A renamed column** is one removed and one added. The order of columns does not matter. A type that
 *   one of the two does not say is no change.
 * - **Together** a change can be read in a direction when each of its parts can.
 */
export function schemaDifference(before: readonly SchemaField[], after: readonly SchemaField[]): SchemaDifference {
  const [older, newer] = [flatSchema(before), flatSchema(after)];
  const changed = changesOf(older, newer);
  // What is inside a column that is now of another kind came and went with it.
  const replaced = new Set(
    changed.filter(({ path }) => older.get(path)?.shape.kind !== newer.get(path)?.shape.kind).map(({ path }) => path),
  );
  const missing = (from: ReadonlyMap<string, FlatField>, to: ReadonlyMap<string, FlatField>): readonly FlatField[] =>
    [...from.values()].filter(({ path }) => !to.has(path) && !ancestorsOf(path).some((each) => replaced.has(each)));
  const added = missing(newer, older).map(({ path, text, presence }): FieldChange => ({
    path,
    type: text,
    compatibility: presence === "required" ? "forward" : "full",
  }));
  const removed = missing(older, newer).map(({ path, text }): FieldChange => ({
    path,
    type: text,
    compatibility: "backward",
  }));
  return { compatibility: together([...added, ...removed, ...changed]), added, removed, changed };
}

function changesOf(
  older: ReadonlyMap<string, FlatField>,
  newer: ReadonlyMap<string, FlatField>,
): readonly TypeChange[] {
  return [...older.values()].flatMap((from) => {
    const to = newer.get(from.path);
    if (to === undefined || from.text === to.text || isUnsaid(from) || isUnsaid(to)) return [];
    const compatibility = classOf({ backward: canHold(to, from), forward: canHold(from, to) });
    // The same type by another name; or a struct that has changed in its parts alone, which are compared by themselves.
    if (compatibility === "full") return [];
    return [{ path: from.path, from: from.text, to: to.text, compatibility }];
  });
}

function isUnsaid({ shape }: FlatField): boolean {
  return shape.kind === "unsaid";
}

const presenceRank: Readonly<Record<Presence, number>> = { required: 0, unsaid: 1, nullable: 2 };

function canHold(wide: FlatField, narrow: FlatField): boolean {
  if (presenceRank[wide.presence] < presenceRank[narrow.presence]) return false;
  if (wide.shape.kind === "scalar" && narrow.shape.kind === "scalar")
    return holds(wide.shape.scalar, narrow.shape.scalar);
  return wide.shape.kind === narrow.shape.kind;
}

function together(changes: readonly { readonly compatibility: ChangeCompatibility }[]): Compatibility {
  if (changes.length === 0) return "none";
  const can = (direction: "backward" | "forward"): boolean =>
    changes.every(({ compatibility }) => compatibility === direction || compatibility === "full");
  return classOf({ backward: can("backward"), forward: can("forward") });
}

function classOf({ backward, forward }: Reads): ChangeCompatibility {
  if (backward) return forward ? "full" : "backward";
  return forward ? "forward" : "breaking";
}
