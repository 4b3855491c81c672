/** What values a column of no parts can have. */
export type ScalarType =
  | { readonly family: "integer"; readonly bits: number; readonly signed: boolean }
  | { readonly family: "float"; readonly bits: 32 | 64 }
  /** Without a precision: whatever the engine can hold. */
  | { readonly family: "decimal"; readonly precision: number | undefined; readonly scale: number }
  /** Without a length: of any. */
  | { readonly family: "text" | "binary"; readonly length: number | undefined }
  /** `zoned`: an instant; else what a clock on the wall shows. */
  | { readonly family: "timestamp"; readonly zoned: boolean; readonly precision: number }
  | { readonly family: "time"; readonly zoned: boolean; readonly precision: number }
  | { readonly family: "boolean" | "date" | "uuid" | "json" }
  /** Not known here; equal only to what is written alike, capital letters apart. */
  | { readonly family: "other"; readonly text: string };

/** What each name means in common SQL dialects, Spark, Hive, Arrow, Avro and BigQuery, in small letters. */
const integers: Readonly<Record<string, readonly [bits: number, signed: boolean]>> = {
  tinyint: [8, true],
  byte: [8, true],
  smallint: [16, true],
  short: [16, true],
  int2: [16, true],
  int16: [16, true],
  smallserial: [16, true],
  mediumint: [24, true],
  int: [32, true],
  integer: [32, true],
  int4: [32, true],
  int32: [32, true],
  serial: [32, true],
  bigint: [64, true],
  long: [64, true],
  int64: [64, true],
  bigserial: [64, true],
  hugeint: [128, true],
  int128: [128, true],
  int256: [256, true],
  "tinyint unsigned": [8, false],
  utinyint: [8, false],
  uint8: [8, false],
  "smallint unsigned": [16, false],
  usmallint: [16, false],
  uint16: [16, false],
  "mediumint unsigned": [24, false],
  "int unsigned": [32, false],
  "integer unsigned": [32, false],
  uinteger: [32, false],
  uint32: [32, false],
  "bigint unsigned": [64, false],
  ubigint: [64, false],
  uint64: [64, false],
  uint128: [128, false],
  uint256: [256, false],
};

const floats: Readonly<Record<string, 32 | 64>> = {
  float: 32,
  real: 32,
  float4: 32,
  float32: 32,
  double: 64,
  "double precision": 64,
  float8: 64,
  float64: 64,
};

const decimals = new Set(["decimal", "numeric", "number", "dec", "bignumeric", "bigdecimal"]);

const texts = new Set([
  "string",
  "text",
  "varchar",
  "character varying",
  "nvarchar",
  "varchar2",
  "char",
  "character",
  "nchar",
  "bpchar",
  "clob",
  "tinytext",
  "mediumtext",
  "longtext",
  "utf8",
  "large_string",
  "fixedstring",
]);

const binaries = new Set([
  "binary",
  "varbinary",
  "bytes",
  "bytea",
  "blob",
  "tinyblob",
  "mediumblob",
  "longblob",
  "large_binary",
]);

const timestamps: Readonly<Record<string, boolean>> = {
  timestamp: false,
  "timestamp without time zone": false,
  timestamp_ntz: false,
  datetime: false,
  datetime2: false,
  timestamptz: true,
  "timestamp with time zone": true,
  "timestamp with local time zone": true,
  timestamp_ltz: true,
  timestamp_tz: true,
  datetimeoffset: true,
};

const times: Readonly<Record<string, boolean>> = {
  time: false,
  "time without time zone": false,
  timetz: true,
  "time with time zone": true,
};

const plain: Readonly<Record<string, "boolean" | "date" | "uuid" | "json">> = {
  boolean: "boolean",
  bool: "boolean",
  date: "date",
  date32: "date",
  uuid: "uuid",
  uniqueidentifier: "uuid",
  json: "json",
  jsonb: "json",
};

/**
 * Type names that ClickHouse writes with capital letters mean something else in small ones: its Int8
 * has 8 bits, the int8 of Postgres 64. In small letters int8 is known to nobody, and equal only to itself.
 */
const clickHouse: Readonly<Record<string, ScalarType>> = {
  Int8: { family: "integer", bits: 8, signed: true },
  DateTime: { family: "timestamp", zoned: true, precision: 0 },
};

/** What producers mean who say no precision: microseconds. */
const usualPrecision = 6;

/** `parameters` are what is in its brackets. */
export function scalarType(name: string, parameters: readonly string[]): ScalarType {
  const known = clickHouse[name];
  if (known !== undefined && parameters.length === 0) return known;
  const numbers = parameters.map(wholeNumber);
  const [first] = numbers;
  // The zone is for display: the value is an instant.
  if (name === "DateTime64") return { family: "timestamp", zoned: true, precision: first ?? 3 };
  const small = name.toLowerCase();
  return (
    numberType(small, numbers) ??
    textType(small, first) ??
    timeType(small, first) ?? { family: "other", text: otherText(small, parameters) }
  );
}

function numberType(name: string, numbers: readonly (number | undefined)[]): ScalarType | undefined {
  const [bits, signed] = integers[name] ?? [];
  // What MySQL has in the brackets of an integer is how wide it is shown.
  if (bits !== undefined && signed !== undefined) return { family: "integer", bits, signed };
  const float = floats[name];
  if (float !== undefined) return { family: "float", bits: float };
  if (!decimals.has(name)) return undefined;
  const [precision, scale] = numbers;
  return { family: "decimal", precision, scale: scale ?? 0 };
}

function textType(name: string, length: number | undefined): ScalarType | undefined {
  if (texts.has(name)) return { family: "text", length };
  return binaries.has(name) ? { family: "binary", length } : undefined;
}

function timeType(name: string, precision = usualPrecision): ScalarType | undefined {
  const simple = plain[name];
  if (simple !== undefined) return { family: simple };
  const zonedTimestamp = timestamps[name];
  if (zonedTimestamp !== undefined) return { family: "timestamp", zoned: zonedTimestamp, precision };
  const zonedTime = times[name];
  return zonedTime === undefined ? undefined : { family: "time", zoned: zonedTime, precision };
}

function otherText(name: string, parameters: readonly string[]): string {
  return parameters.length === 0 ? name : `${name}(${parameters.join(",")})`.toLowerCase();
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
