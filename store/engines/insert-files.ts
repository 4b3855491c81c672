import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const sharedMemory = "/dev/shm";

/**
 * Hands a batch to the embedded engine as a file: its inserts take text only, and `file()` reads
 * RowBinary three to four times faster. In shared memory where there is some, else beside the data.
 * The files are no part of the durable state: the engine syncs what it has read.
 */
export class InsertFiles {
  readonly #directories: readonly string[];
  #last = 0;

  private constructor(directories: readonly string[]) {
    this.#directories = directories;
  }

  /** Called by the owner of the directory only: what a killed owner has left is removed. */
  static prepare(dataDirectory: string): InsertFiles {
    const beside = join(dataDirectory, "inserts");
    makeEmpty(beside);
    const digest = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 16);
    const inMemory = join(sharedMemory, `tidemark-${digest}`);
    return new InsertFiles(existsSync(sharedMemory) && madeEmpty(inMemory) ? [inMemory, beside] : [beside]);
  }

  /** Runs `use` with the path of a file that holds `bytes`. */
  async with(bytes: Uint8Array, use: (file: string) => Promise<void>): Promise<void> {
    const file = await this.#write(bytes, `${++this.#last}.bin`);
    try {
      await use(file);
    } finally {
      await rm(file, { force: true });
    }
  }

  remove(): void {
    for (const directory of this.#directories) rmSync(directory, { recursive: true, force: true });
  }

  async #write(bytes: Uint8Array, name: string): Promise<string> {
    let failure: unknown;
    for (const directory of this.#directories) {
      const file = join(directory, name);
      try {
        await writeFile(file, bytes, { mode: 0o600, flag: "wx" });
        return file;
      } catch (error) {
        // Shared memory may be small (64 MB in a container): the next place is tried.
        failure = error;
        await rm(file, { force: true });
      }
    }
    throw failure;
  }
}

function makeEmpty(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: false, mode: 0o700 });
}

/** False when the name is somebody else's, who could then read or change what is inserted. */
function madeEmpty(directory: string): boolean {
  try {
    makeEmpty(directory);
    return true;
  } catch {
    return false;
  }
}
