import type { FastifyInstance, HTTPMethods } from "fastify";
import type { Logger } from "../telemetry/logger.ts";
import { sendError } from "./answers.ts";
import type { GatewayError } from "./errors.ts";

/** Whatever goes wrong is answered in one shape; see `ErrorBody`. */
export function registerErrorAnswers(app: FastifyInstance, logger: Logger): void {
  const routes = new RouteMethods();
  app.addHook("onRoute", ({ url, method }) => routes.add(url, method));
  app.setErrorHandler<Error & { readonly statusCode?: number }>((error, request, reply) => {
    const code = codeOf(error.statusCode);
    if (code === "internal") logger.error({ err: error, route: request.routeOptions.url }, "a request failed");
    return sendError(reply, code);
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = routes.of(request.url);
    // A client told 404 for a wrong method would doubt its address.
    if (allowed.length === 0) return sendError(reply, "not_found");
    return sendError(reply.header("allow", allowed.join(", ")), "method_not_allowed");
  });
}

function codeOf(status: number | undefined): GatewayError {
  if (status === undefined || status >= 500) return "internal";
  return status === 415 ? "unsupported_media_type" : "bad_request";
}

/** Which methods each address takes, gathered as routes are registered. */
class RouteMethods {
  readonly #routes: { readonly url: string; readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  add(url: string, method: HTTPMethods | HTTPMethods[]): void {
    const parts = url.split("/").map((part) => {
      if (part === "*") return ".*";
      return part.startsWith(":") ? "[^/]+" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    this.#routes.push({ url, pattern: new RegExp(`^${parts.join("/")}$`), methods: [method].flat() });
  }

  /** Of the route that is meant: an address that is written out goes before one with parameters. */
  of(url: string): readonly string[] {
    const path = url.replace(/\?.*$/, "").replaceAll(/\/{2,}/g, "/");
    const address = path.length > 1 ? path.replace(/\/$/, "") : path;
    const written = this.#routes.filter((route) => route.url === address);
    const meant = written.length > 0 ? written : this.#routes.filter(({ pattern }) => pattern.test(address));
    return [...new Set(meant.flatMap(({ methods }) => methods))].toSorted();
  }
}
