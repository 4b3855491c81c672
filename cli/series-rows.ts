import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { Failure } from "./failure.ts";
import { plainText } from "./terminal.ts";
import { parseTimestamp } from "./timestamp.ts";

/** A row of a CSV file of values. */
export interface SeriesRow {
  readonly line: number;
  /** As it stands in the file. */
  readonly timestamp: string;
  readonly at: number;
  /** Undefined where the value is missing. */
  readonly value: number | undefined;
  /** The value as it stands in the file. */
  readonly text: string;
}

const columns = ["timestamp", "value"] as const;
const missing = new Set(["", "na", "n/a", "nan", "null", "none", "-"]);

/** Reads the columns `timestamp` and `value`, row by row. Throws a `Failure` that names the line. */
export async function* readSeries(input: Readable, name: string): AsyncGenerator<SeriesRow> {
  const parser = input.pipe(
    parse({ bom: true, trim: true, relax_column_count: true, skip_empty_lines: true, info: true }),
  );
  // A file that cannot be read ends the parser too.
  input.on("error", (error) => parser.destroy(error));
  let places: readonly [number, number] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (places === undefined) places = placesOf(record, name);
      else yield rowOf(record, info.lines, places, name);
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Failure(`${name}: ${error.message}`);
    throw error;
  }
  if (places === undefined)
    throw new Failure(`${name}: empty; the first line must be a header with timestamp and value`);
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function placesOf(header: readonly string[], name: string): readonly [number, number] {
  const names = header.map((each) => each.toLowerCase());
  const absent = columns.filter((column) => !names.includes(column));
  if (absent.length > 0) {
    const found = header.map((each) => plainText(each).slice(0, 40)).join(", ");
    throw new Failure(`${name}: line 1: no column ${absent.join(" and no column ")}; the header has: ${found}`);
  }
  return [names.indexOf("timestamp"), names.indexOf("value")];
}

function rowOf(
  record: readonly string[],
  line: number,
  [timestampPlace, valuePlace]: readonly [number, number],
  name: string,
): SeriesRow {
  const timestamp = record[timestampPlace] ?? "";
  const text = record[valuePlace] ?? "";
  const at = parseTimestamp(timestamp);
  if (at === undefined) {
    throw new Failure(`${name}: line ${line}: not a timestamp: "${plainText(timestamp).slice(0, 60)}"`);
  }
  if (missing.has(text.toLowerCase())) return { line, timestamp, at, value: undefined, text };
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new Failure(`${name}: line ${line}: not a number: "${plainText(text).slice(0, 60)}"`);
  return { line, timestamp, at, value, text };
}
