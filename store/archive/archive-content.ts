import { open } from "node:fs/promises";
import type { ArchiveFormat, Compression } from "./archive-encoding.ts";

export type FileContent =
  | { readonly kind: "archive"; readonly format: ArchiveFormat; readonly compression: Compression }
  | { readonly kind: "unknown"; readonly reason: string };

const magics: readonly (readonly [bytes: Buffer, format: ArchiveFormat])[] = [
  [Buffer.from("PAR1"), "parquet"],
  [Buffer.from("ORC"), "orc"],
  [Buffer.from("Obj\u0001"), "avro"],
];
const gzipMagic = Buffer.from([0x1f, 0x8b]);
const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** What is in a file, by its first bytes; its name says nothing. */
export async function detectContent(path: string): Promise<FileContent> {
  const head = await firstBytes(path, 4096);
  const binary = magics.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes));
  if (binary !== undefined) return { kind: "archive", format: binary[1], compression: "none" };
  if (head.subarray(0, 2).equals(gzipMagic)) return { kind: "archive", format: "ndjson", compression: "gzip" };
  if (head.subarray(0, 4).equals(zstdMagic)) return { kind: "archive", format: "ndjson", compression: "zstd" };
  const first = /[^\s\uFEFF]/.exec(head.toString("utf8"))?.[0];
  if (first === undefined || first === "{") return { kind: "archive", format: "ndjson", compression: "none" };
  const reason =
    first === "["
      ? "it is a JSON array; what is read is one event a line: jq -c '.[]' FILE"
      : "it is none of Parquet, ORC, Avro, and NDJSON";
  return { kind: "unknown", reason };
}

async function firstBytes(path: string, size: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
