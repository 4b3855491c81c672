import type { Instant } from "./instant.ts";

export type Scalar = string | number | boolean;

/** Strings by their bytes, false before true: as the engine orders them. */
export function compare(a: Scalar, b: Scalar): number {
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

/** The first difference decides. */
export function compareAll(a: readonly Scalar[], b: readonly Scalar[]): number {
  for (const [index, item] of a.entries()) {
    const difference = compare(item, b[index] ?? item);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function greatest<T>(items: readonly T[], by: (item: T) => readonly Scalar[]): T | undefined {
  return items.toSorted((a, b) => compareAll(by(a), by(b))).at(-1);
}

export interface Said<T extends readonly Scalar[]> {
  readonly at: Instant;
  readonly value: T;
}

/** What was said last; of what was said at one time, the greatest. */
export function latest<T extends readonly Scalar[]>(items: readonly Said<T>[]): Said<T> | undefined {
  return greatest(items, ({ at, value }) => [at, ...value]);
}

export function first(times: readonly Instant[]): Instant | null {
  return times.toSorted().at(0) ?? null;
}

export function last(times: readonly Instant[]): Instant | null {
  return times.toSorted().at(-1) ?? null;
}

/** The items of each key, as lists that are not empty. */
export function groups<T>(items: readonly T[], by: (item: T) => readonly Scalar[]): readonly (readonly [T, ...T[]])[] {
  const found = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = JSON.stringify(by(item));
    const group = found.get(key);
    if (group === undefined) found.set(key, [item]);
    else group.push(item);
  }
  return [...found.values()];
}
