import { askDuckDb } from "./ask-duckdb.ts";
import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

/** The rows of a query, each a list of values. */
type Rows = readonly (readonly unknown[])[];

/** Seconds a query may take. */
const timeoutSeconds = 300;

/**
 * The one number that a query finds, asked so that it can change nothing. Null where the query found null.
 *
 * @throws Failure for a database that cannot be asked, and for a query that does not find one number.
 */
export async function queryValue(connection: string, query: string): Promise<number | null> {
  if (query.trim() === "") throw new Failure("--query is empty", exitCodes.usage);
  const rows = await rowsOf(connection, query);
  const [row, ...others] = rows;
  if (row === undefined || row.length !== 1 || others.length > 0) {
    const found = row === undefined ? "no row" : others.length > 0 ? "several rows" : `a row of ${row.length} columns`;
    throw new Failure(`the query is to find one value; it found ${found}`);
  }
  const [value] = row;
  if (value === null || value === undefined) return null;
  const number = numberOf(value);
  if (number === undefined) throw new Failure("the query is to find a number, and found something else");
  return number;
}

/** Integers beyond 2^53 and decimals come as text. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "boolean" || typeof value === "number") return Number(value);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}

async function rowsOf(connection: string, query: string): Promise<Rows> {
  const scheme = /^([a-z]+):/i.exec(connection)?.[1]?.toLowerCase();
  try {
    if (scheme === "postgres" || scheme === "postgresql") return await askPostgres(connection, query);
    if (scheme === "clickhouse" || scheme === "http" || scheme === "https")
      return await askClickHouse(connection, query);
    if (scheme === "duckdb") return await askDuckDb(connection, query, timeoutSeconds);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`the database could not be asked: ${messageOf(error)}`);
  }
  throw new Failure(
    "--connect: postgres://…, clickhouse://… or the http(s)://… of a ClickHouse server, duckdb:///path/to.duckdb",
    exitCodes.usage,
  );
}

async function askPostgres(connectionString: string, query: string): Promise<Rows> {
  const { Client } = await import("pg");
  const client = new Client({
    connectionString,
    application_name: "tidemark",
    connectionTimeoutMillis: 10_000,
    statement_timeout: timeoutSeconds * 1000,
  });
  await client.connect();
  try {
    await client.query("BEGIN READ ONLY");
    // With a name it is a prepared statement: the server takes one, and no second behind a semicolon.
    const { rows } = await client.query<unknown[]>({ text: query, name: "check", rowMode: "array" });
    return rows;
  } finally {
    await client.end();
  }
}

async function askClickHouse(connection: string, query: string): Promise<Rows> {
  const { ClickHouseLogLevel, createClient } = await import("@clickhouse/client");
  const client = createClient({
    url: connection.replace(/^clickhouse:/i, "http:"),
    application: "tidemark",
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: timeoutSeconds * 1000,
    clickhouse_settings: { readonly: "2", max_execution_time: timeoutSeconds },
  });
  try {
    const result = await client.query({ query, format: "JSONCompactEachRow" });
    return await result.json<unknown[]>();
  } finally {
    await client.close();
  }
}

/** Where nothing listens Node gathers one error for each address, with no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
