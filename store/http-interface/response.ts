import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { failureOf, httpStatus } from "./clickhouse-error.ts";
import type { ClickHouseFailure } from "./clickhouse-error.ts";

export interface AnswerHead {
  readonly queryId: string;
  readonly format: string;
  readonly gzip: boolean;
  /** Rows of the result; undefined while it streams. */
  readonly rows: number | undefined;
}

export function writeText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=UTF-8" }).end(text);
}

export function writeFailure(response: ServerResponse, { code, message }: ClickHouseFailure): void {
  if (response.destroyed) return;
  const status = httpStatus(code);
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=UTF-8",
    "X-ClickHouse-Exception-Code": String(code),
    ...(status === 503 ? { "Retry-After": "5" } : {}),
  });
  response.end(`${message}\n`);
}

/**
 * Streams an answer. An error after the first byte is written where ClickHouse writes it, framed by
 * a tag that the header announces, and the connection is cut, so that no client takes the part for the
 * whole.
 */
export async function writeAnswer(
  response: ServerResponse,
  head: AnswerHead,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const tag = randomBytes(8).toString("hex");
  response.writeHead(200, {
    "Content-Type": contentType(head.format),
    "X-ClickHouse-Query-Id": head.queryId,
    "X-ClickHouse-Format": head.format,
    "X-ClickHouse-Timezone": "UTC",
    "X-ClickHouse-Server-Display-Name": "tidemark",
    "X-ClickHouse-Exception-Tag": tag,
    "X-ClickHouse-Summary": summary(head.rows),
    ...(head.gzip ? { "Content-Encoding": "gzip" } : {}),
  });
  let failed = false;
  const marked = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      failed = true;
      yield exceptionBlock(failureOf(error).message, tag);
    }
  };
  const source = Readable.from(marked(), { objectMode: false });
  try {
    if (head.gzip) await pipeline(source, createGzip({ level: 1 }), response, { end: false });
    else await pipeline(source, response, { end: false });
  } catch {
    // The client has gone. The pipeline has closed the source, and with it the statement.
    response.destroy();
    return;
  }
  // Ending the socket and not the answer: what was written is sent, the end of the answer is not.
  if (failed) response.socket?.end();
  else response.end();
}

function exceptionBlock(message: string, tag: string): Buffer {
  const text = `${message}\n`;
  return Buffer.from(
    `\r\n__exception__\r\n${tag}\r\n${text}${Buffer.byteLength(text)} ${tag}\r\n__exception__\r\n`,
    "utf8",
  );
}

function summary(rows: number | undefined): string {
  return JSON.stringify({
    read_rows: "0",
    read_bytes: "0",
    written_rows: "0",
    written_bytes: "0",
    total_rows_to_read: "0",
    result_rows: String(rows ?? 0),
    result_bytes: "0",
    elapsed_ns: "0",
  });
}

function contentType(format: string): string {
  if (/^JSON(Strings|Compact|CompactStrings|ColumnsWithMetadata|Columns)?$/.test(format))
    return "application/json; charset=UTF-8";
  if (/JSON.*EachRow|^JSONLines$|^NDJSON$/.test(format)) return "application/x-ndjson; charset=UTF-8";
  if (format.startsWith("CSV")) return "text/csv; charset=UTF-8";
  if (/^(TSV|TabSeparated)/.test(format)) return "text/tab-separated-values; charset=UTF-8";
  if (/^(Native|RowBinary|Parquet|Arrow|ORC|Avro|MsgPack|Protobuf|BSON)/.test(format))
    return "application/octet-stream";
  return "text/plain; charset=UTF-8";
}
