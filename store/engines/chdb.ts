/** The part of the npm package `chdb` that is used here. */
export interface Chdb {
  readonly Session: new (path: string, options?: { readonly connectionArgs?: readonly string[] }) => ChdbSession;
  /** Resolves when no native call runs any more and every closed session is gone. */
  drainPending(): Promise<void>;
}

export interface ChdbSession {
  queryAsync(sql: string, options: { readonly format: string }): Promise<ChdbResult>;
  queryStream(sql: string, options: { readonly format: string }): ChdbStream;
  close(): void;
}

export interface ChdbResult {
  readonly rowsRead: number;
  readonly bytesRead: number;
  bytes(): Uint8Array;
}

export interface ChdbStream extends AsyncIterable<{ raw(): Uint8Array }> {
  cancel(): void;
}

/** What the parser of the engine says of a text, without running it. */
export interface ChdbAnalyser {
  start(options: { readonly dataPath: string; readonly backupsAllowedPath: string }): Promise<void>;
  analyze(sql: string, database: string): Promise<{ readonly statementCount: number; readonly queryClass: number }>;
  close(): Promise<void>;
}

interface ChdbDurable {
  readonly ChdbNodeEngine: new () => ChdbAnalyser;
}

/**
 * Loads the embedded engine: 550 MB, so an optional dependency that is touched only when it is
 * asked for.
 */
export async function loadChdb(): Promise<Chdb> {
  try {
    return await import("chdb");
  } catch (cause) {
    throw unavailable(cause);
  }
}

export async function loadAnalyser(): Promise<ChdbAnalyser> {
  try {
    const durable: ChdbDurable = await import("chdb/durable/node");
    return new durable.ChdbNodeEngine();
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): Error {
  return new Error(
    "The embedded ClickHouse engine cannot be loaded: the optional npm package `chdb` is missing or does not fit " +
      `this machine (${process.platform}-${process.arch}; it exists for Linux with glibc and for macOS, x64 and arm64). ` +
      "Run `npm ci --include=optional`, or use a ClickHouse server: TIDEMARK_CLICKHOUSE_URL=http://host:8123",
    { cause },
  );
}
