import { appendFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "./make-directory.ts";
import type { Reporter } from "../reporter.ts";

/**
 * Events the other side refused for good, one JSON object a line: `{rejectedAt, reason, event}`, or
 * `raw` in place of `event` if it is no JSON. Two files of at most half the bound: when the newer is
 * full it becomes `rejected.1.ndjson` and replaces the older one.
 */
export class RejectedLog {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #reporter: Reporter;
  #chain: Promise<void> = Promise.resolve();
  #waitingBytes = 0;

  constructor(directory: string, maxBytes: number, reporter: Reporter) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
    this.#reporter = reporter;
  }

  get path(): string {
    return join(this.#directory, "rejected.ndjson");
  }

  /** Beyond the bound of what waits to be written, the event is only counted and reported. */
  add(payload: string, reason: string): void {
    const line = `${rejection(payload, reason)}\n`;
    if (this.#waitingBytes + line.length > this.#maxBytes / 2) return;
    this.#waitingBytes += line.length;
    this.#chain = this.#chain
      .then(() => this.#write(line))
      .catch((error: unknown) => {
        this.#reporter.report("spool_unavailable", `cannot write ${this.path}: ${String(error)}`);
      })
      .finally(() => {
        this.#waitingBytes -= line.length;
      });
  }

  /** Resolves when everything added so far is written. */
  async written(): Promise<void> {
    await this.#chain;
  }

  async #write(line: string): Promise<void> {
    makeDirectory(this.#directory);
    const size = await stat(this.path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size > 0 && size + line.length > this.#maxBytes / 2) {
      await rename(this.path, join(this.#directory, "rejected.1.ndjson"));
    }
    await appendFile(this.path, line, { mode: 0o600 });
  }
}

function rejection(payload: string, reason: string): string {
  const head = `{"rejectedAt":${JSON.stringify(new Date().toISOString())},"reason":${JSON.stringify(reason)}`;
  return isJson(payload) ? `${head},"event":${payload}}` : `${head},"raw":${JSON.stringify(payload)}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
