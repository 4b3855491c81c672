import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { parseError } from "@clickhouse/client";
import type { createClient } from "@clickhouse/client";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { streamableFormats } from "./engine-query.ts";
import type { EngineAnswer, EngineSettings } from "./engine-query.ts";
import { formatParameters } from "./query-parameters.ts";

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>["connection"]>;
type QueryRequest = Parameters<Connection["query"]>[0];

/** Settings of ClickHouse's HTTP server that `@clickhouse/client` sends by itself; the engine does not know them. */
const httpSettings =
  /^(wait_end_of_query|http_.*|send_progress_in_http_headers|enable_http_compression|default_format)$/;

/**
 * Puts the embedded engine behind `@clickhouse/client` (`createClient({ connection })`). `query` answers in one piece, `exec` in
 * many: to start an answer in pieces holds this thread while the engine plans the statement, and what is asked is mostly small.
 * Rows go in by `Store.insert`; an insert with a body is refused, because text is all it could carry.
 */
export function embeddedConnection(engine: EmbeddedEngine): Connection {
  const answer = async (request: QueryRequest, pieces: boolean): Promise<EngineAnswer> => {
    const format = /\bFORMAT\s+(\w+)\s*$/i.exec(request.query)?.[1];
    try {
      return await engine.query({
        sql: request.query,
        format: format ?? "TabSeparated",
        stream: pieces && isStreamable(request.query, format),
        settings: engineSettings(request.clickhouse_settings ?? {}),
        parameters: formatParameters(request.query_params ?? {}),
        database: undefined,
        restricted: false,
        signal: request.abort_signal,
      });
    } catch (error) {
      throw asClickHouseError(error);
    }
  };
  return {
    async query(request) {
      const { chunks } = await answer(request, false);
      return { ...head(request), stream: Readable.from(chunks, { objectMode: false }) };
    },
    async exec(request) {
      if (request.values !== undefined) throw refusedBody();
      const { chunks } = await answer(request, true);
      return { ...head(request), stream: Readable.from(chunks, { objectMode: false }) };
    },
    async command(request) {
      const { chunks } = await answer(request, false);
      await chunks.return?.();
      return head(request);
    },
    async insert() {
      throw refusedBody();
    },
    async ping() {
      try {
        await engine.run("SELECT 1");
        return { success: true };
      } catch (error) {
        return { success: false, error: asClickHouseError(error) };
      }
    },
    async close() {
      await engine.close();
    },
  };
}

function isStreamable(query: string, format: string | undefined): boolean {
  return format !== undefined && streamableFormats.has(format) && /^\s*(?:SELECT|WITH)\b/i.test(query);
}

function head(request: { readonly query_id?: string }): {
  query_id: string;
  response_headers: Record<string, never>;
  http_status_code: number;
} {
  return { query_id: request.query_id ?? randomUUID(), response_headers: {}, http_status_code: 200 };
}

function engineSettings(settings: Readonly<Record<string, unknown>>): EngineSettings {
  const kept: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || httpSettings.test(name)) continue;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new TypeError(`The setting ${name} is neither text, number nor boolean`);
    }
    kept[name] = value;
  }
  return kept;
}

function refusedBody(): Error {
  return new Error("The embedded engine takes rows by Store.insert, not by insert() or exec({ values }) of its client");
}

/** The client's own error type, with ClickHouse's code, where the engine gave one. */
function asClickHouseError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const parsed = parseError(error.message);
  if (parsed.cause === undefined) parsed.cause = error;
  return parsed;
}
