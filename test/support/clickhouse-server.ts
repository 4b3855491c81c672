import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { statement } from "#store/engines/engine-query.ts";
import type { EmbeddedEngine } from "#store/engines/embedded-engine.ts";
import { quoteString } from "#store/sql-text.ts";

export interface ClickHouseServer {
  readonly url: string;
  /** Every statement but the inserts of rows, in order. */
  readonly statements: readonly string[];
  /** Answers 503 as long as it is true; `inserts`: as one whose disk is full. */
  failing: boolean | "inserts";
  /** What it says it is; the engine's own when undefined. */
  version: string | undefined;
  /** So many rows less than it was sent it says it has written. */
  forgetRows: number;
  close(): Promise<void>;
}

/**
 * A writable ClickHouse server for tests: the real engine behind as much of ClickHouse's HTTP
 * interface as `@clickhouse/client` uses. Rows in a request's body reach the engine as a file, since it
 * has no `input()`.
 */
export async function startClickHouseServer(engine: EmbeddedEngine): Promise<ClickHouseServer> {
  const statements: string[] = [];
  const state: { failing: boolean | "inserts"; version: string | undefined; forgetRows: number } = {
    failing: false,
    version: undefined,
    forgetRows: 0,
  };
  let files = 0;

  const bytes = async (sql: string, parameters: Readonly<Record<string, string>>): Promise<Buffer> => {
    const { chunks } = await engine.query({ ...statement(sql), format: "TabSeparated", parameters });
    const pieces: Uint8Array[] = [];
    for await (const piece of chunks) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL(message.url ?? "/", "http://localhost").searchParams;
    if (state.failing === true) {
      response.writeHead(503).end("down");
      return;
    }
    if (state.failing === "inserts" && url.get("query")?.startsWith("INSERT INTO") === true) {
      response.writeHead(500, { "X-ClickHouse-Exception-Code": "243" }).end("Code: 243. Cannot reserve 1.00 MiB");
      return;
    }
    const file = join(tmpdir(), `tidemark-body-${process.pid}-${++files}`);
    try {
      const inUrl = url.get("query");
      const sql = inUrl ?? body.toString("utf8");
      if (inUrl === null) statements.push(sql);
      else writeFileSync(file, body);
      const insert = sql
        .replace("FROM input(", `FROM file(${quoteString(file)}, 'RowBinary', `)
        .replace(/ FORMAT RowBinary$/, "");
      const fromFile = inUrl === null ? sql : insert;
      const parameters = [...url]
        .filter(([name]) => name.startsWith("param_"))
        .map(([name, value]) => [name.slice(6), value]);
      const said = state.version;
      const version = said === undefined ? fromFile : fromFile.replace("version()", quoteString(said));
      const result = await bytes(version, Object.fromEntries(parameters));
      const sent = inUrl === null ? "0" : await bytes(fromFile.replace(/^.* SELECT \*/s, "SELECT count()"), {});
      const summary = JSON.stringify({ written_rows: String(Number(String(sent)) - state.forgetRows) });
      response.writeHead(200, { "Content-Encoding": "gzip", "X-ClickHouse-Summary": summary }).end(gzipSync(result));
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      response.writeHead(500, { "X-ClickHouse-Exception-Code": /Code: (\d+)/.exec(said)?.[1] ?? "1001" }).end(said);
    } finally {
      rmSync(file, { force: true });
    }
  };

  const server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    statements,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
