import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { failure } from "./clickhouse-error.ts";
import type { ClickHouseFailure } from "./clickhouse-error.ts";

/** A request for a statement, as ClickHouse's HTTP interface reads it. */
export interface QueryRequest {
  readonly url: URLSearchParams;
  readonly sql: string;
  readonly queryId: string | undefined;
  readonly acceptsGzip: boolean;
}

export interface Credentials {
  readonly user: string;
  readonly key: string;
  /** False when the request says nothing of who asks. */
  readonly given: boolean;
}

export type RequestOutcome =
  | { readonly kind: "ok"; readonly request: QueryRequest }
  | { readonly kind: "refused"; readonly failure: ClickHouseFailure };

/** By header, by Basic authentication or in the URL, in this order; else the user `default`. */
export function credentialsOf(message: IncomingMessage, url: URLSearchParams): Credentials {
  const user = message.headers["x-clickhouse-user"];
  const key = message.headers["x-clickhouse-key"];
  if (typeof user === "string" || typeof key === "string") {
    return { user: typeof user === "string" ? user : "default", key: typeof key === "string" ? key : "", given: true };
  }
  const basic = /^Basic +(\S+)$/i.exec(message.headers.authorization ?? "")?.[1];
  if (basic !== undefined) {
    const [, name = "", secret = ""] = /^([^:]*):?(.*)$/s.exec(Buffer.from(basic, "base64").toString("utf8")) ?? [];
    return { user: name === "" ? "default" : name, key: secret, given: true };
  }
  const inUrl = url.has("user") || url.has("password");
  return { user: url.get("user") ?? "default", key: url.get("password") ?? "", given: inUrl };
}

/** Reads the SQL: `?query=` and then the body, as ClickHouse joins them. */
export async function readRequest(
  message: IncomingMessage,
  url: URLSearchParams,
  maxBytes: number,
): Promise<RequestOutcome> {
  if (/^multipart\//i.test(message.headers["content-type"] ?? "")) {
    return refused(
      "SUPPORT_IS_DISABLED",
      "multipart requests and external tables are not supported by the embedded engine",
    );
  }
  const body = await readBody(message, maxBytes);
  if (body.kind === "too-large") return refused("TOO_LARGE", `The query is larger than ${maxBytes} bytes`);
  if (body.kind === "unreadable") {
    return refused("BAD_ARGUMENTS", "The body is not UTF-8, or not in the encoding that its header names");
  }
  return {
    kind: "ok",
    request: {
      url,
      sql: `${url.get("query") ?? ""}${body.text}`,
      queryId: url.get("query_id") ?? undefined,
      acceptsGzip: /\bgzip\b/i.test(message.headers["accept-encoding"] ?? ""),
    },
  };
}

type Body =
  | { readonly kind: "ok"; readonly text: string }
  | { readonly kind: "too-large" }
  | { readonly kind: "unreadable" };

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) return;
      chunks.push(chunk);
    }
  };
  try {
    const inflate = decoder(message.headers["content-encoding"]);
    if (inflate === "unknown") return { kind: "unreadable" };
    await (inflate === undefined ? collect(message) : pipeline(message, inflate, collect));
    if (size > maxBytes) return { kind: "too-large" };
    return { kind: "ok", text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    // A broken compression or a broken character: both are the sender's, and neither has more to tell.
    return { kind: size > maxBytes ? "too-large" : "unreadable" };
  }
}

type Decoder = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress> | undefined | "unknown";

function decoder(encoding: string | undefined): Decoder {
  switch (encoding) {
    case undefined:
    case "":
    case "identity":
      return undefined;
    case "gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress();
    default:
      return "unknown";
  }
}

function refused(name: "SUPPORT_IS_DISABLED" | "TOO_LARGE" | "BAD_ARGUMENTS", text: string): RequestOutcome {
  return { kind: "refused", failure: failure(name, text) };
}
