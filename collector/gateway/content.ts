import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Transform } from "node:stream";
import type { GatewayError } from "./errors.ts";

/** UTF-8 and its subset. */
const charsets: ReadonlySet<string> = new Set(["utf-8", "utf8", "us-ascii", "ascii"]);

/** Undefined when the type is JSON in UTF-8, or not said: some clients leave it out. */
export function contentTypeProblem(header: string | undefined): GatewayError | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const [type = "", ...parameters] = header.toLowerCase().split(";");
  if (type.trim() !== "application/json") return "unsupported_media_type";
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=");
    if (name.trim() === "charset" && !charsets.has(value.trim().replaceAll('"', ""))) return "unsupported_charset";
  }
  return undefined;
}

export type Decompressor =
  | { readonly kind: "none" }
  | { readonly kind: "stream"; readonly create: () => Transform }
  | { readonly kind: "unsupported" };

/** By `Content-Encoding`; several encodings over each other are refused, as no client of ours sends them. */
export function decompressorOf(header: string | undefined): Decompressor {
  switch ((header ?? "").trim().toLowerCase()) {
    case "":
    case "identity":
      return { kind: "none" };
    case "gzip":
    case "x-gzip":
      return { kind: "stream", create: () => createGunzip() };
    case "deflate":
      return { kind: "stream", create: () => createInflate() };
    case "br":
      return { kind: "stream", create: () => createBrotliDecompress() };
    default:
      return { kind: "unsupported" };
  }
}
