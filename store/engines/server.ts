import { Readable } from "node:stream";
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { ClickHouseClient } from "@clickhouse/client";
import type { RowEncoder, TableColumns } from "../columns.ts";
import type { Store } from "../store.ts";
import { insertFromBody, insertSettings } from "./insert-statement.ts";

export interface ServerStoreOptions {
  /** `http://host:8123` or `https://…`; may carry user, password and database. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Of one statement, and of one insert. */
  readonly requestTimeoutMs?: number;
  readonly maxConnections?: number;
}

export interface ServerStore extends Store {
  readonly kind: "server";
}

/** The first with partitions pruned after FINAL; before, a span of `received_at` can show an event twice. */
const minimumVersion = [26, 3] as const;

/**
 * A ClickHouse server over HTTP. The schema is made by `migrateUp`.
 *
 * @throws Error when the server cannot be reached, refuses the user, or is too old.
 */
export async function openServerStore(options: ServerStoreOptions): Promise<ServerStore> {
  const client = createClient({
    url: options.url,
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
    application: "tidemark",
    // What goes wrong is thrown; the client would also print it.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: options.requestTimeoutMs ?? 60_000,
    max_open_connections: options.maxConnections ?? 10,
    // Answers are compressed; inserts are not: the payload's time is better spent than gzip's.
    compression: { response: true, request: false },
    keep_alive: { enabled: true, idle_socket_ttl: 2500 },
    clickhouse_settings: { async_insert: 0, wait_end_of_query: 1, session_timezone: "UTC" },
  });
  try {
    await checkVersion(client, options.url);
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    kind: "server",
    client,
    async insert<C extends TableColumns>(rows: RowEncoder<C>): Promise<void> {
      if (rows.rows > 0) await insertBody(client, rows);
    },
    close: () => client.close(),
  };
}

async function insertBody<C extends TableColumns>(client: ClickHouseClient, rows: RowEncoder<C>): Promise<void> {
  const { stream, summary } = await client.exec({
    query: insertFromBody(rows.table),
    values: Readable.from([rows.bytes], { objectMode: false }),
    clickhouse_settings: insertSettings,
  });
  // The answer is empty; a socket is free again only when it has been read.
  for await (const _ of stream);
  // Views write too, so more is right.
  const written = summary === undefined ? rows.rows : Number(summary.written_rows);
  if (written < rows.rows) {
    throw new Error(
      `ClickHouse acknowledged an insert of ${rows.rows} rows into ${rows.table.name} and wrote ${written}`,
    );
  }
}

async function checkVersion(client: ClickHouseClient, url: string): Promise<void> {
  const version = await serverVersion(client, url);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [minMajor, minMinor] = minimumVersion;
  if (major < minMajor || (major === minMajor && minor < minMinor)) {
    throw new Error(
      `ClickHouse at ${withoutSecrets(url)} is ${version}; Tidemark needs ${minimumVersion.join(".")} or newer`,
    );
  }
}

async function serverVersion(client: ClickHouseClient, url: string): Promise<string> {
  try {
    const result = await client.query({ query: "SELECT version() AS version", format: "JSONEachRow" });
    const [row] = await result.json<{ version: string }>();
    return row?.version ?? "0";
  } catch (cause) {
    const reason = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
    throw new Error(`ClickHouse at ${withoutSecrets(url)} does not answer: ${reason}`, { cause });
  }
}

function withoutSecrets(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
