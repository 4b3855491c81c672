import { rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ArchiveEncoding } from "#store/archive/archive-encoding.ts";
import { storeSource } from "#store/archive/archive-source.ts";
import type { ArchiveSource } from "#store/archive/archive-source.ts";
import type { Slice } from "#store/archive/slice.ts";
import type { Store } from "#store/store.ts";
import type { Importer } from "./importer.ts";

export interface ExportedFile {
  readonly path: string;
  readonly rows: number;
  readonly remove: () => Promise<void>;
}

/** Where commands get archived events from a running collector, and bring them back. */
export interface ArchiveDesk extends Pick<ArchiveSource, "schemaVersion" | "slices" | "whole">, Importer {
  /** The slice as a temporary file. One at a time is made, whoever asks. */
  file(slice: Slice, encoding: ArchiveEncoding, signal: AbortSignal): Promise<ExportedFile>;
}

export interface ArchiveDeskOptions {
  readonly store: Store;
  readonly importer: Importer;
  /** Of the files until they are sent; made when needed, removed at the start. */
  readonly directory: string;
}

export function createArchiveDesk({ store, importer, directory }: ArchiveDeskOptions): ArchiveDesk {
  const source = storeSource(store);
  rmSync(directory, { recursive: true, force: true });
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    schemaVersion: source.schemaVersion,
    slices: (range) => source.slices(range),
    whole: (range, name) => source.whole(range, name),
    import: (events, options) => importer.import(events, options),
    file: (slice, encoding, signal) =>
      inTurn(async () => {
        signal.throwIfAborted();
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const path = join(directory, randomUUID());
        const remove = (): Promise<void> => rm(path, { force: true });
        try {
          return { path, rows: await source.write(slice, encoding, path, signal), remove };
        } catch (error) {
          await remove();
          throw error;
        }
      }),
  };
}
