import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";

/**
 * How a command on the same machine finds the collector that has the embedded store of a data directory,
 * and proves that it may do what the directory's owner may: whoever can read this file could also stop the
 * collector and open the store.
 */
export interface OwnerFile {
  readonly pid: number;
  readonly url: string;
  /** An API key of its own, new with each start. */
  readonly key: string;
}

const name = "collector.json";

export function newOwnerKey(): string {
  return randomBytes(24).toString("base64url");
}

/** Readable by the collector's user alone; returns what removes it. */
export function writeOwnerFile(dataDirectory: string, owner: OwnerFile): () => void {
  const path = join(dataDirectory, name);
  // Removed first: writing into an existing file would keep its mode.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(owner)}\n`, { mode: 0o600, flag: "wx" });
  return () => rmSync(path, { force: true });
}

/** Undefined when there is none that can be read. A killed collector leaves its own: compare the pid. */
export function readOwnerFile(dataDirectory: string): OwnerFile | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(join(dataDirectory, name), "utf8"));
    if (typeof found !== "object" || found === null) return undefined;
    if (!("pid" in found) || !("url" in found) || !("key" in found)) return undefined;
    const { pid, url, key } = found;
    if (typeof pid !== "number" || typeof url !== "string" || typeof key !== "string") return undefined;
    return { pid, url, key };
  } catch {
    return undefined;
  }
}
