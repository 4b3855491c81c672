import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ImportError } from "./imported.ts";

/** The JSON files of paths: files themselves, and all below directories, by name. @throws ImportError where there are none. */
export async function jsonFiles(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesOf(path)));
  return files;
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new ImportError(`${path}: there is no such file`);
  if (!found.isDirectory()) return [path];
  const inside = await readdir(path, { recursive: true });
  const files = inside.filter((name) => name.endsWith(".json")).toSorted();
  if (files.length === 0) throw new ImportError(`${path}: no .json files in it`);
  return files.map((name) => join(path, name));
}
