import type { z } from "zod";
import type { Ask } from "#query/ask.ts";
import type { GraphSource } from "#query/graph/graph-keeper.ts";
import type { Named } from "#query/named.ts";
import { knownInstead } from "../known-instead.ts";
import type { GatewayError } from "../errors.ts";

/** What an endpoint answers with: a value of its schema, or an error with what it is about. */
export type Answered<A> = { readonly kind: "ok"; readonly value: A } | Problem;

export interface Problem {
  readonly kind: "error";
  readonly code: GatewayError;
  readonly detail: string;
  /** What might have been meant, the likeliest first. */
  readonly candidates?: readonly Named[];
}

/** A question over HTTP (GET): how it is asked, how it is answered, and what the document says of both. */
export interface Endpoint {
  /** `listJobs`: names the operation in clients made from the document. */
  readonly id: string;
  /** As OpenAPI writes it: `/api/v1/jobs/{namespace}/{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Of the path and of the query together; the path's names stand in braces. */
  readonly parameters: z.ZodObject;
  /** The name of the answer's schema in the document. */
  readonly answerName: string;
  readonly answer: z.ZodType;
  /** Besides those that every question can have. */
  readonly errors: readonly GatewayError[];
  /** `raw`: the parameters as text. */
  readonly handle: (ask: Ask, raw: unknown, graphs: GraphSource) => Promise<Answered<unknown>>;
}

interface Definition<P extends z.ZodObject, A> extends Omit<Endpoint, "parameters" | "answer" | "errors" | "handle"> {
  readonly parameters: P;
  readonly answer: z.ZodType<A>;
  readonly errors?: readonly GatewayError[];
  readonly handle: (ask: Ask, parameters: z.output<P>, graphs: GraphSource) => Promise<Answered<A>>;
}

/** An endpoint whose parameters are checked before it sees them. */
export function endpoint<P extends z.ZodObject, A>(definition: Definition<P, A>): Endpoint {
  return {
    ...definition,
    errors: definition.errors ?? [],
    async handle(ask, raw, graphs) {
      const parsed = definition.parameters.safeParse(raw);
      if (parsed.success) return definition.handle(ask, parsed.data, graphs);
      return { kind: "error", code: "invalid_parameter", detail: problems(parsed.error, definition.parameters) };
    },
  };
}

/** Names each parameter that is wrong, and says what it takes. */
function problems(error: z.ZodError, parameters: z.ZodObject): string {
  return error.issues.flatMap((issue) => problem(issue, Object.keys(parameters.shape))).join("; ");
}

function problem(issue: z.core.$ZodIssue, known: readonly string[]): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [`${issue.path.join(".")} ${issue.message}`];
  return issue.keys.slice(0, 5).map((key) => `${key.slice(0, 50)} is no parameter here: ${knownInstead(key, known)}`);
}
