import { archivedEvents, structureOf } from "./archive-subject.ts";
import type { ArchiveFormat } from "./archive-encoding.ts";
import { engineFormat } from "./archive-encoding.ts";
import type { ArchivedEvent } from "./archived-event.ts";
import { readArchivedEvent } from "./archived-event.ts";
import { decodeRows } from "./row-binary-cursor.ts";
import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";

/** Not an archive of events, though of a format that archives have. */
export class NotAnArchiveError extends Error {
  override readonly name = "NotAnArchiveError";
}

/**
 * The events of a Parquet, ORC or Avro file, read by an embedded engine, whichever tables it has. Only the
 * column `payload` has to be there.
 *
 * @throws NotAnArchiveError
 */
export async function* readEngineFile(
  { client }: Pick<Store, "client">,
  path: string,
  format: Exclude<ArchiveFormat, "ndjson">,
): AsyncGenerator<readonly ArchivedEvent[]> {
  const source = `${quoteString(path)}, '${engineFormat({ format, payloadOnly: false })}'`;
  const found = await client.query({ query: `DESCRIBE TABLE file(${source})`, format: "JSONEachRow" });
  const names = (await found.json<{ readonly name: string }>()).map(({ name }) => name);
  if (!names.includes("payload"))
    throw new NotAnArchiveError(`it has no column \`payload\` with events; it has ${names.join(", ")}`);
  const { stream } = await client.exec({
    query: `SELECT event_id, toUnixTimestamp64Micro(received_at), source, reception, payload
      FROM file(${source}, ${quoteString(structureOf(archivedEvents))}) FORMAT RowBinary`,
    clickhouse_settings: {
      input_format_parquet_allow_missing_columns: 1,
      input_format_orc_allow_missing_columns: 1,
      input_format_avro_allow_missing_fields: 1,
      input_format_null_as_default: 1,
    },
  });
  yield* decodeRows<ArchivedEvent>(stream, readArchivedEvent);
}

/** Rows of a file, as the engine counts them. */
export async function countRows(
  { client }: Pick<Store, "client">,
  path: string,
  format: ArchiveFormat,
): Promise<number> {
  const name = engineFormat({ format, payloadOnly: false });
  const result = await client.query({
    query: `SELECT toFloat64(count()) AS rows FROM file(${quoteString(path)}, '${name}')`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly rows: number }>();
  return row?.rows ?? 0;
}
