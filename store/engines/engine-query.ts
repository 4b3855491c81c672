/** One statement for the embedded engine. */
export interface EngineQuery {
  readonly sql: string;
  /** Of the answer, when the statement names none. */
  readonly format: string;
  /** Answer piece by piece. Only for a format that has no frame around its rows; see `streamableFormats`. */
  readonly stream: boolean;
  readonly settings: EngineSettings;
  /** Values of `{name:Type}` placeholders, in ClickHouse's escaped text. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly database: string | undefined;
  /** Run with the reader's rights: nothing but the tables of this product, no settings of its own. */
  readonly restricted: boolean;
  /** Kills the statement inside the engine. */
  readonly signal: AbortSignal | undefined;
}

export type EngineSettings = Readonly<Record<string, string | number | boolean>>;

export interface EngineAnswer {
  readonly chunks: AsyncIterableIterator<Uint8Array>;
  /** Of the result; unknown while it streams. */
  readonly rows: number | undefined;
}

/** A statement run for its effect, with the rights of the process. */
export function statement(sql: string, settings: EngineSettings = {}): EngineQuery {
  return {
    sql,
    format: "Null",
    stream: false,
    settings,
    parameters: {},
    database: undefined,
    restricted: false,
    signal: undefined,
  };
}

/** Formats whose pieces, one after the other, are the whole: no header, footer or separator between them. */
export const streamableFormats: ReadonlySet<string> = new Set([
  "Native",
  "RowBinary",
  "JSONEachRow",
  "JSONLines",
  "NDJSON",
  "JSONStringsEachRow",
  "JSONCompactEachRow",
  "JSONCompactStringsEachRow",
  "CSV",
  "TabSeparated",
  "TSV",
  "TabSeparatedRaw",
  "TSVRaw",
]);
