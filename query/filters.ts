import type { BoundValues } from "./bound-values.ts";
import type { Named } from "./named.ts";
import { anyOf } from "./resolve.ts";

/** Conditions that several lists share; each is nothing when it is not asked for. */

export function equals(column: string, value: string | undefined, values: BoundValues): readonly string[] {
  return value === undefined ? [] : [`${column} = ${values.text(value)}`];
}

export function isEither(
  column: string,
  options: readonly string[] | undefined,
  values: BoundValues,
): readonly string[] {
  return options === undefined ? [] : [`${column} IN ${values.bind("Array(String)", options)}`];
}

export interface Span {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** A moment in the span. */
export function during(column: string, { since, until }: Span, values: BoundValues): readonly string[] {
  return [
    ...(since === undefined ? [] : [`${column} >= ${values.time(since)}`]),
    ...(until === undefined ? [] : [`${column} < ${values.time(until)}`]),
  ];
}

/** Something that was there, from `first_seen` to `last_seen`, at some time in the span. */
export function seenDuring({ since, until }: Span, values: BoundValues): readonly string[] {
  return [
    ...(since === undefined ? [] : [`last_seen >= ${values.time(since)}`]),
    ...(until === undefined ? [] : [`first_seen < ${values.time(until)}`]),
  ];
}

/** `key`, or `key=value`, of a map of tags. */
export function hasTag(column: string, tag: string | undefined, values: BoundValues): readonly string[] {
  if (tag === undefined) return [];
  const at = tag.indexOf("=");
  if (at === -1) return [`mapContains(${column}, ${values.text(tag)})`];
  const [key, value] = [tag.slice(0, at), tag.slice(at + 1)];
  return [`${column}[${values.text(key)}] = ${values.text(value)} AND mapContains(${column}, ${values.text(key)})`];
}

export function ownedBy(owner: string | undefined, values: BoundValues): readonly string[] {
  return owner === undefined ? [] : [`arrayExists(owner -> owner.name = ${values.text(owner)}, owners)`];
}

/** Each word somewhere in one of the texts, in capital letters or small. */
export function contains(
  columns: readonly string[],
  search: string | undefined,
  values: BoundValues,
): readonly string[] {
  const words = (search ?? "").split(/\s+/).filter((word) => word !== "");
  const whole = columns.length === 1 ? columns.join("") : `concat(${columns.join(", ' ', ")})`;
  return words.map((word) => `positionCaseInsensitiveUTF8(${whole}, ${values.text(word)}) > 0`);
}

/** One of several jobs or datasets, of which there may be none. */
export function isAnyOf(
  columns: readonly [string, string],
  names: readonly Named[] | undefined,
  values: BoundValues,
): readonly string[] {
  return names === undefined ? [] : [anyOf(columns, names, values)];
}
