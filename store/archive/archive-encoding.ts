export const archiveFormats = ["parquet", "orc", "avro", "ndjson"] as const;
export type ArchiveFormat = (typeof archiveFormats)[number];

export const compressions = ["none", "gzip", "zstd"] as const;
export type Compression = (typeof compressions)[number];

/** How rows become the bytes of a file. */
export interface ArchiveEncoding {
  readonly format: ArchiveFormat;
  /** Of the whole file, NDJSON only; the other formats compress inside. */
  readonly compression: Compression;
  /** NDJSON only: each line is the event as its producer sent it, without when and how it was received. */
  readonly payloadOnly: boolean;
}

const suffixes: Readonly<Record<Compression, string>> = { none: "", gzip: ".gz", zstd: ".zst" };

/** `.parquet`, `.ndjson.zst` … */
export function extensionOf({ format, compression }: ArchiveEncoding): string {
  return `.${format}${suffixes[compression]}`;
}

/** What a file name says of its content, if it says anything; `.jsonl` is NDJSON too. */
export function encodingOfName(name: string): Pick<ArchiveEncoding, "format" | "compression"> | undefined {
  const [, extension = "", suffix] = /\.(parquet|orc|avro|ndjson|jsonl)(\.gz|\.zst)?$/i.exec(name.toLowerCase()) ?? [];
  const format = extension === "jsonl" ? "ndjson" : archiveFormats.find((known) => known === extension);
  if (format === undefined || (suffix !== undefined && format !== "ndjson")) return undefined;
  return { format, compression: suffix === ".gz" ? "gzip" : suffix === ".zst" ? "zstd" : "none" };
}

const engineFormats: Readonly<Record<ArchiveFormat, string>> = {
  parquet: "Parquet",
  orc: "ORC",
  avro: "Avro",
  ndjson: "JSONEachRow",
};

/** ClickHouse's name of the format. */
export function engineFormat({ format, payloadOnly }: Pick<ArchiveEncoding, "format" | "payloadOnly">): string {
  return payloadOnly ? "TSVRaw" : engineFormats[format];
}

/**
 * What makes the files readable by other tools: text as text and not as bytes, times of JSON as RFC 3339,
 * compression that every reader of the format has. A sort that does not fit memory goes to disk.
 */
export const writeSettings = {
  output_format_parquet_compression_method: "zstd",
  output_format_parquet_string_as_string: 1,
  output_format_parquet_row_group_size_bytes: "134217728",
  output_format_orc_compression_method: "zstd",
  output_format_orc_string_as_string: 1,
  output_format_avro_codec: "deflate",
  output_format_avro_string_column_pattern: ".*",
  date_time_output_format: "iso",
  max_bytes_before_external_sort: "536870912",
} as const;
