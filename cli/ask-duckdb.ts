import type { DuckDBConnection } from "@duckdb/node-api";
import { withClient } from "./optional-client.ts";

/** What a query may take; it gets none of the disk, since a read changes nothing. */
const memoryLimit = "1GB";

/**
 * The first rows of a query, of which there is to be one. The file is opened for reading alone.
 *
 * @param connection `duckdb:///path/shop.duckdb`, `duckdb://shop.duckdb`, `duckdb::memory:` or `duckdb://:memory:`.
 * @throws Error of DuckDB, or for a query that is no single SELECT.
 */
export async function askDuckDb(
  connection: string,
  query: string,
  timeoutSeconds: number,
): Promise<readonly (readonly unknown[])[]> {
  const { DuckDBInstance, version } = await withClient("@duckdb/node-api", () => import("@duckdb/node-api"));
  const path = pathOf(connection);
  const instance = await DuckDBInstance.create(path, {
    // There is nothing to read from yet in memory.
    ...(path === ":memory:" ? {} : { access_mode: "READ_ONLY" }),
    memory_limit: memoryLimit,
    temp_directory: "",
    autoinstall_known_extensions: "false",
  }).catch((error: unknown) => {
    throw new Error(openProblem(path, version(), error), { cause: error });
  });
  try {
    return await select(await instance.connect(), query, timeoutSeconds);
  } finally {
    instance.closeSync();
  }
}

/** An address with a host of nothing, or what dbt calls it: what follows is the path as it is. */
function pathOf(connection: string): string {
  return decodeURIComponent(connection.replace(/^duckdb:(?:\/\/)?/i, "")) || ":memory:";
}

async function select(
  connection: DuckDBConnection,
  query: string,
  timeoutSeconds: number,
): Promise<readonly (readonly unknown[])[]> {
  const { StatementType } = await import("@duckdb/node-api");
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    connection.interrupt();
  }, timeoutSeconds * 1000);
  try {
    const statements = await connection.extractStatements(query);
    const statement = statements.count === 1 ? await statements.prepare(0) : undefined;
    if (statement?.statementType !== StatementType.SELECT)
      throw new Error("it takes one SELECT, and nothing beside it");
    for await (const rows of (await statement.stream()).yieldRowsJson()) if (rows.length > 0) return rows;
    return [];
  } catch (error) {
    if (isLate) throw new Error(`the query took longer than ${timeoutSeconds} s`, { cause: error });
    throw new Error(firstLine(error), { cause: error });
  } finally {
    clearTimeout(timer);
    connection.closeSync();
  }
}

function openProblem(path: string, client: string, error: unknown): string {
  const message = firstLine(error);
  if (message.includes("database file with version number"))
    return `${path} was written by a newer DuckDB than the client here, ${client}: have it written with STORAGE_VERSION '${client}', or ask a copy that is`;
  const holder = /Conflicting lock is held in (?<program>.*?) ?\(PID (?<pid>\d+)\)/.exec(message)?.groups;
  if (holder === undefined) return message;
  return `${path} is open for writing in process ${holder["pid"]}, and DuckDB lets nobody else read meanwhile: ask when that has ended, or a copy`;
}

/** Others show the place in the query again, or advise settings that cannot be set. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1).join("");
}
