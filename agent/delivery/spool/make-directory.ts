import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a directory and those above it, for this user alone. Node's own `recursive` never returns
 * where the file system answers ENOENT for a parent that exists, as below `/proc`.
 *
 * @throws when it cannot be made.
 */
export function makeDirectory(path: string): void {
  if (attempt(path) !== "no-parent") return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  if (attempt(path) === "no-parent") throw new Error(`${path} cannot be made: its parent does not take directories`);
}

function attempt(path: string): "there" | "no-parent" {
  try {
    mkdirSync(path, { mode: 0o700 });
    return "there";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return "there";
    if (code === "ENOENT") return "no-parent";
    throw error;
  }
}
