import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { ImportError } from "./imported.ts";

/**
 * A JSON file as the schema has it; undefined where there is none.
 *
 * @throws ImportError with the file's name for what is no JSON, or not what the tool writes.
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  return parseJson(path, text, schema);
}

/** @throws ImportError */
export function parseJson<T>(path: string, text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(path, text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ImportError(`${path}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not what was expected"}`);
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportError(`${path}: it is not JSON`);
  }
}

/** Undefined where there is no such file. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw new ImportError(`${path}: it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
