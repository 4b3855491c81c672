import type { Position } from "../problem.ts";

/** A plain value of a file: what JSON has. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

export type PlainObject = { readonly [key: string]: Plain };

export type Path = readonly (string | number)[];

/** A file's content, with where each part of it stands. */
export interface Located {
  readonly value: Plain;
  /** Where the value at a path stands, else the nearest part around it. */
  positionOf(path: Path): Position;
  /** Where the key stands that leads to the value. */
  keyPositionOf(path: Path): Position;
}

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: Plain, path: Path): Plain | undefined {
  let found: Plain | undefined = value;
  for (const step of path) {
    if (Array.isArray(found)) found = typeof step === "number" ? found[step] : undefined;
    else if (isPlainObject(found)) found = Object.hasOwn(found, step) ? found[String(step)] : undefined;
    else return undefined;
  }
  return found;
}
