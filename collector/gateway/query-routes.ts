import type { FastifyInstance, FastifyReply } from "fastify";
import { AskFailure } from "#query/ask.ts";
import type { Ask } from "#query/ask.ts";
import { droppedUpTo } from "#query/dropped-up-to.ts";
import type { GraphSource } from "#query/graph/graph-keeper.ts";
import { sendError } from "./answers.ts";
import type { Answered, Endpoint } from "./api/endpoint.ts";
import { endpoints } from "./api/endpoints.ts";
import { openApiDocument } from "./api/open-api.ts";
import { droppedHeader } from "./dropped-header.ts";
import { sendProblem, storeProblem } from "./problem-answers.ts";

/** What questions are answered from. */
export interface QuestionSources {
  /** Asks the read views, until the signal. */
  readonly asking: (signal: AbortSignal) => Ask;
  /** Lineage, in memory. */
  readonly graphs: GraphSource;
}

/** What is asked of the read views, by whoever may send; only by GET. */
export function registerQueryRoutes(app: FastifyInstance, sources: QuestionSources, version: string): void {
  for (const endpoint of endpoints) registerQuestion(app, endpoint, sources);
  const document = openApiDocument({ version });
  app.get("/api/v1/openapi.json", async () => document);
  for (const things of ["jobs", "datasets"]) {
    app.get(`/api/v1/${things}/*`, async (_request, reply) =>
      sendError(reply, "invalid_parameter", "slashes inside a namespace or a name are written %2F"),
    );
  }
}

function registerQuestion(app: FastifyInstance, endpoint: Endpoint, { asking, graphs }: QuestionSources): void {
  app.get(endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (request, reply) => {
    const raw = { ...asObject(request.query), ...asObject(request.params) };
    const ask = asking(untilGone(reply));
    const answered = await answer(async () => {
      const found = await endpoint.handle(ask, raw, graphs);
      if ("asOf" in raw) tellDropped(reply, await droppedUpTo(ask));
      return found;
    });
    return answered.kind === "ok" ? answered.value : sendProblem(reply, answered);
  });
}

/** What was known then is told by the events that are left. */
function tellDropped(reply: FastifyReply, upTo: string | undefined): void {
  if (upTo !== undefined) reply.header(droppedHeader, upTo);
}

async function answer(handle: () => Promise<Answered<unknown>>): Promise<Answered<unknown>> {
  try {
    return await handle();
  } catch (error) {
    if (!(error instanceof AskFailure)) throw error;
    return storeProblem(error);
  }
}

/** Nobody reads the answer when the connection is closed before it: the question is stopped in the engine. */
function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return gone.signal;
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
