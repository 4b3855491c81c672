import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { EmbeddedStore } from "../engines/embedded.ts";
import { failure, failureOf } from "./clickhouse-error.ts";
import { isTrustedHost } from "./host-check.ts";
import { defaultHttpInterfaceLimits } from "./limits.ts";
import type { HttpInterfaceLimits } from "./limits.ts";
import { QueryGate } from "./query-gate.ts";
import { answerQuery } from "./query-handler.ts";
import type { QueryHandlerDeps } from "./query-handler.ts";
import { credentialsOf, readRequest } from "./request.ts";
import { writeFailure, writeText } from "./response.ts";

export interface HttpInterfaceOptions {
  readonly store: EmbeddedStore;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether this user, with this password or key, may read. A request without either is `default` with an empty key. */
  readonly authorize: (user: string, key: string) => boolean | Promise<boolean>;
  readonly limits?: Partial<HttpInterfaceLimits>;
}

export interface HttpInterface {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * ClickHouse's HTTP interface over the embedded engine, for reading only: what `@clickhouse/client`,
 * curl and Grafana's ClickHouse data source need.
 * https://clickhouse.com/docs/interfaces/http
 */
export async function startHttpInterface(options: HttpInterfaceOptions): Promise<HttpInterface> {
  const limits = { ...defaultHttpInterfaceLimits, ...options.limits };
  const { engine } = options.store;
  const deps: QueryHandlerDeps = {
    engine,
    limits,
    version: await engineVersion(options.store),
    gate: new QueryGate(limits.maxConcurrentQueries, limits.maxWaitingQueries, limits.maxWaitSeconds * 1000),
  };
  const server = createServer(
    // Query parameters travel in the URL.
    { maxHeaderSize: 256 * 1024, requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
    (message, response) => void handle(deps, options, message, response),
  );
  const port = await listen(server, options.host, options.port);
  return { port, close: () => closeServer(server) };
}

async function handle(
  deps: QueryHandlerDeps,
  options: HttpInterfaceOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(deps, options, message, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else writeFailure(response, failureOf(error));
  }
}

async function route(
  deps: QueryHandlerDeps,
  { host, authorize }: HttpInterfaceOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isTrustedHost(host, message.headers.host)) return writeText(response, 421, "This address is not served here.\n");
  const { pathname, searchParams } = new URL(message.url ?? "/", "http://localhost");
  if (message.method === "GET" && (pathname === "/ping" || (pathname === "/" && !searchParams.has("query")))) {
    return writeText(response, 200, "Ok.\n");
  }
  if (message.method !== "GET" && message.method !== "POST")
    return writeText(response, 405, "Only GET and POST are supported.\n");
  if (pathname !== "/") return writeText(response, 404, `There is no handle ${pathname}\n`);

  const { user, key, given } = credentialsOf(message, searchParams);
  if (!(await authorize(user, key))) {
    if (!given) response.setHeader("WWW-Authenticate", 'Basic realm="ClickHouse"');
    return writeFailure(
      response,
      failure(
        "AUTHENTICATION_FAILED",
        `${user}: Authentication failed: password is incorrect, or there is no user with such name`,
      ),
    );
  }
  const outcome = await readRequest(message, searchParams, deps.limits.maxRequestBytes);
  if (outcome.kind === "refused") {
    response.setHeader("Connection", "close");
    return writeFailure(response, outcome.failure);
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  await answerQuery(deps, outcome.request, response, gone.signal);
}

async function engineVersion(store: EmbeddedStore): Promise<string> {
  const result = await store.client.query({ query: "SELECT version() AS version", format: "JSONEachRow" });
  const [row] = await result.json<{ version: string }>();
  return row?.version ?? "0.0.0";
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Running answers are cut: a reader asks again, and the engine has to close. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
