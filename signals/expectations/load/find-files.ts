import { readdirSync, readFileSync, statSync } from "node:fs";
import type { Dirent } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../yaml/parse-yaml.ts";
import { maxFileBytes } from "../yaml/parse-yaml.ts";

export interface FoundFiles {
  /** A directory's own files before those of the directories in it, else by name. */
  readonly files: readonly SourceFile[];
  /** One line for each path that cannot be read. */
  readonly problems: readonly string[];
}

/** They hold what others wrote, or what is made. */
const skipped = new Set(["node_modules", "dist", "build", "target", "venv", "__pycache__", "site-packages"]);

/** A directory tree of more is not searched to its end. */
const maxDirectories = 20_000;

/**
 * The files of expectations at some paths: a file as it is; in a directory and all below it `tidemark.yml`, `*.tidemark.yml`, and
 * what is in a folder named `tidemark` (all also `.yaml`). Hidden directories and links to directories are left out.
 */
export function findFiles(paths: readonly string[]): FoundFiles {
  const problems: string[] = [];
  const found = new Set<string>();
  for (const path of paths) {
    try {
      if (statSync(path).isDirectory()) for (const each of filesBelow(path, problems)) found.add(each);
      else found.add(path);
    } catch (error) {
      problems.push(`${path}: ${reason(error)}`);
    }
  }
  const files = [...found].flatMap((path) => {
    try {
      return { path, text: readTextFile(path) };
    } catch (error) {
      problems.push(`${path}: ${reason(error)}`);
      return [];
    }
  });
  return { files, problems };
}

/** UTF-8, and no larger than a file of expectations may be. @throws when it is not, or cannot be read. */
export function readTextFile(path: string): string {
  const { size } = statSync(path);
  if (size > maxFileBytes) throw new Error("is larger than 1 MiB");
  return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
}

function filesBelow(root: string, problems: string[]): readonly string[] {
  const found: string[] = [];
  const waiting = [root];
  let directories = 0;
  for (let directory = waiting.shift(); directory !== undefined; directory = waiting.shift()) {
    directories++;
    if (directories > maxDirectories) {
      problems.push(`${root}: has more than ${maxDirectories} directories; name those with files of expectations`);
      break;
    }
    const entries = readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const inFolder = directory.split(/[/\\]/).at(-1) === "tidemark";
    found.push(...entries.filter((entry) => isExpectations(entry, inFolder)).map(({ name }) => join(directory, name)));
    // Their folders come before the next ones: a tree is read from its top.
    waiting.push(...entries.filter(isSearched).map(({ name }) => join(directory, name)));
  }
  return found;
}

function isExpectations(entry: Dirent, inFolder: boolean): boolean {
  if (entry.isDirectory() || !/\.ya?ml$/.test(entry.name)) return false;
  return inFolder || /^(?:.*\.)?tidemark\.ya?ml$/.test(entry.name);
}

function isSearched(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith(".") && !skipped.has(entry.name);
}

function reason(error: unknown): string {
  if (error instanceof TypeError) return "is not UTF-8";
  if (!(error instanceof Error)) return String(error);
  return "code" in error && error.code === "ENOENT" ? "there is no such file" : error.message;
}
