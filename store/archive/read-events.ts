import type { Store } from "../store.ts";
import type { ArchiveFormat, Compression } from "./archive-encoding.ts";
import type { ArchivedEvent } from "./archived-event.ts";
import { readEngineFile } from "./read-engine-file.ts";
import { readNdjson } from "./read-ndjson.ts";

export interface ArchiveFile {
  readonly path: string;
  readonly format: ArchiveFormat;
  readonly compression: Compression;
}

/** An embedded engine; asked for only where a format needs one. */
export type EngineOf = () => Promise<Pick<Store, "client">>;

/** The events of a file, piece by piece. */
export async function* readEvents(
  { path, format, compression }: ArchiveFile,
  engine: EngineOf,
): AsyncGenerator<readonly ArchivedEvent[]> {
  if (format === "ndjson") yield* readNdjson(path, compression);
  else yield* readEngineFile(await engine(), path, format);
}
