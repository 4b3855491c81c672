import { mask } from "./mask-text.ts";

/** The objects and arrays from the event down to where a walk is. */
export type Path = object[];

/** Deeper than this everything is masked unseen: nothing overflows, nothing leaks. */
const maxDepth = 1000;

/**
 * Takes a walk into an object or array: into what it says of itself by `toJSON`, as that is what will be
 * written. What nests too deeply, or contains itself, is masked whole.
 */
export function within(value: object, path: Path, visit: (value: unknown, path: Path) => unknown): unknown {
  if (path.length >= maxDepth || path.includes(value)) return mask;
  path.push(value);
  const written: unknown = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON("") : value;
  const visited = visit(written, path);
  path.pop();
  return visited;
}
