import type { FastifyInstance } from "fastify";
import type { ApiKey } from "../config/config.ts";
import { bearerKey, createKeyRing } from "../key-ring.ts";
import { sendError } from "./answers.ts";
import { isFromWebPage } from "./browser-guard.ts";

/** Requests that come on open connections while the collector stops are sent elsewhere. */
export function registerStopGuard(app: FastifyInstance, closing: AbortSignal): void {
  app.addHook("onRequest", async (_request, reply) => {
    return closing.aborted ? sendError(reply, "stopping") : undefined;
  });
  // Else a client's idle connection would hold up the end.
  app.addHook("onSend", async (_request, reply) => {
    if (closing.aborted) reply.header("connection", "close");
  });
}

/** With keys: one of them. Without: anybody who reaches the port, but no web page. Before any body is read. */
export function registerAccessGuard(app: FastifyInstance, keys: readonly ApiKey[]): void {
  const holderOf = createKeyRing(keys);
  app.addHook("onRequest", async (request, reply) => {
    if (keys.length === 0) return isFromWebPage(request.headers) ? sendError(reply, "browser_refused") : undefined;
    return holderOf(bearerKey(request.headers.authorization)) === undefined
      ? sendError(reply, "unauthorized")
      : undefined;
  });
}
