import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import type { Transform } from "node:stream";
import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";
import { engineFormat, writeSettings } from "./archive-encoding.ts";
import type { ArchiveEncoding, Compression } from "./archive-encoding.ts";

/**
 * Writes the rows of a SELECT into a new file. The embedded engine writes it itself, in bounded memory;
 * of a server the answer is taken as it comes.
 */
export async function writeFile(
  store: Store,
  select: string,
  encoding: ArchiveEncoding,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  const format = engineFormat(encoding);
  const abort = signal === undefined ? {} : { abort_signal: signal };
  if (store.kind === "embedded") {
    await store.client.command({
      // The structure is the SELECT's.
      query: `INSERT INTO FUNCTION file(${quoteString(path)}, '${format}', 'auto', '${encoding.compression}') ${select}`,
      clickhouse_settings: { ...writeSettings, engine_file_truncate_on_insert: 1 },
      ...abort,
    });
    return;
  }
  const { stream } = await store.client.exec({
    query: `${select} FORMAT ${format}`,
    clickhouse_settings: {
      ...writeSettings,
      wait_end_of_query: 1,
      // Keeps the connection busy while the server still works.
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: "10000",
    },
    ...abort,
  });
  const file = createWriteStream(path);
  const compressor = compressorOf(encoding.compression);
  await (compressor === undefined ? pipeline(stream, file) : pipeline(stream, compressor, file));
}

function compressorOf(compression: Compression): Transform | undefined {
  if (compression === "gzip") return createGzip();
  return compression === "zstd" ? createZstdCompress() : undefined;
}
