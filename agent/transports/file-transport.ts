import { appendFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { allOf, CONFIRMED } from "./transport.ts";
import type { Outcome, Outgoing, SendLimits, Transport } from "./transport.ts";

export interface FileOptions {
  /** A path or a `file:` URL. */
  readonly path: string;
  /** True: one file, one event a line. False: a file of its own for each event, the time added to the path. */
  readonly append: boolean;
}

/** Writes events to a local file. */
export class FileTransport implements Transport {
  readonly kind = "file";
  readonly maxEventBytes = Number.MAX_SAFE_INTEGER;
  readonly limits: SendLimits = { maxEvents: 1000, maxBytes: 4 * 1024 * 1024, inFlight: 1 };
  readonly #path: string;
  readonly #append: boolean;
  #written = 0;

  constructor(options: FileOptions) {
    this.#path = options.path.startsWith("file:") ? fileURLToPath(options.path) : options.path;
    this.#append = options.append;
  }

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    try {
      if (this.#append) await appendFile(this.#path, events.map((event) => `${event.payload}\n`).join(""));
      else for (const event of events) await writeFile(this.#nextPath(), event.payload, { flag: "wx" });
      return allOf(events, CONFIRMED);
    } catch (error) {
      return allOf(events, { kind: "retry", cause: String(error) });
    }
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  #nextPath(): string {
    const stamp = new Date().toISOString().replaceAll(/[-:Z]/g, "").replace("T", "-");
    return `${this.#path}-${stamp}${String(++this.#written).padStart(3, "0")}.json`;
  }
}
