import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { EmbeddedEngine } from "../engines/embedded-engine.ts";
import { streamableFormats } from "../engines/engine-query.ts";
import type { EngineAnswer, EngineQuery } from "../engines/engine-query.ts";
import { failure, failureOf } from "./clickhouse-error.ts";
import type { ClickHouseFailure } from "./clickhouse-error.ts";
import type { HttpInterfaceLimits } from "./limits.ts";
import { isNativeHello, nativeHello } from "./native-hello.ts";
import type { QueryGate } from "./query-gate.ts";
import { querySettings } from "./query-settings.ts";
import type { QueryRequest } from "./request.ts";
import { writeAnswer, writeFailure } from "./response.ts";
import { judgeStatement } from "./statement-guard.ts";

export interface QueryHandlerDeps {
  readonly engine: EmbeddedEngine;
  readonly version: string;
  readonly gate: QueryGate;
  readonly limits: HttpInterfaceLimits;
}

/** Answers one statement: judged, then run with the reader's rights, then streamed. Never rejects. */
export async function answerQuery(
  deps: QueryHandlerDeps,
  request: QueryRequest,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const queryId = request.queryId ?? randomUUID();
  const wanted = request.url.get("default_format") ?? undefined;
  if (isNativeHello(request.sql, wanted)) {
    const head = { queryId, format: "Native", gzip: false, rows: 1 };
    return writeAnswer(response, head, one(nativeHello(deps.version)));
  }
  const leave = await deps.gate.enter(signal);
  if (leave === undefined)
    return writeFailure(response, failure("TOO_MANY_SIMULTANEOUS_QUERIES", "Too many simultaneous queries"));
  try {
    const started = await startQuery(deps, request, wanted, signal);
    if ("code" in started) writeFailure(response, started);
    else
      await writeAnswer(
        response,
        { queryId, format: started.format, gzip: request.acceptsGzip, rows: started.answer.rows },
        started.answer.chunks,
      );
  } finally {
    leave();
  }
}

interface StartedQuery {
  readonly format: string;
  readonly answer: EngineAnswer;
}

async function startQuery(
  { engine, limits }: QueryHandlerDeps,
  request: QueryRequest,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<StartedQuery | ClickHouseFailure> {
  const verdict = await judgeStatement(engine, request.sql);
  if (verdict.kind === "refused") return verdict.failure;
  const format = verdict.format ?? wanted ?? "TabSeparated";
  if (!/^\w+$/.test(format)) return failure("BAD_ARGUMENTS", "default_format is not the name of a format");
  const stream = verdict.selects && streamableFormats.has(format);
  const settings = querySettings(request.url, limits, !stream);
  if (settings.kind === "refused") return settings.failure;
  const query: EngineQuery = {
    sql: request.sql,
    format,
    stream,
    settings: settings.settings,
    parameters: parametersOf(request.url),
    database: request.url.get("database") ?? undefined,
    restricted: true,
    signal,
  };
  try {
    return { format, answer: await engine.query(query) };
  } catch (error) {
    return failureOf(error);
  }
}

function parametersOf(url: URLSearchParams): Record<string, string> {
  const parameters = [...url].filter(([name]) => name.startsWith("param_"));
  return Object.fromEntries(parameters.map(([name, value]) => [name.slice("param_".length), value]));
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
