import { z } from "zod";
import type { Ask } from "#query/ask.ts";
import { datasetMeant } from "#query/graph/dataset-meant.ts";
import type { Meant } from "#query/graph/dataset-meant.ts";
import type { GraphSource } from "#query/graph/graph-keeper.ts";
import { findImpact, impactAnswer } from "#query/graph/impact.ts";
import { directions } from "#query/graph/lineage-question.ts";
import { findLineage, lineageAnswer } from "#query/graph/lineage.ts";
import { findWhy, whyAnswer } from "#query/graph/why.ts";
import { nameText } from "#query/named.ts";
import { asOf, integer, oneOf, text, time, yesOrNo } from "#query/parameters.ts";
import { endpoint } from "./endpoint.ts";
import type { Answered, Endpoint } from "./endpoint.ts";
import { ambiguous, unknown } from "./thing-endpoints.ts";

const dataset = (more: string): z.ZodString =>
  text(`namespace/name, or its name alone${more}`, "shop.public.orders", 4000);
const column = text("a column of it, when it is not said as DATASET.COLUMN", "amount", 1000).optional();
const depth = integer("at most so many steps; without it to the end", [0, 1_000_000]).optional();
const limit = (what: string): z.ZodDefault<ReturnType<typeof integer>> => integer(what, [1, 100_000]).default(1000);
const since = time("only edges that were seen at or after: older ones have aged out").optional();
const nameErrors = ["unknown_name", "ambiguous_name"] as const;

interface Asked {
  readonly dataset: string;
  readonly column?: string | undefined;
  readonly asOf?: Date | undefined;
}

type Found = Extract<Meant, { readonly kind: "found" }>;

/** Finds the dataset or column, in the graph as it is or was; goes on with it, or says what might have been meant. */
async function withMeant<A>(
  ask: Ask,
  graphs: GraphSource,
  asked: Asked,
  next: (found: Found) => Promise<A>,
): Promise<Answered<A>> {
  const meant = await datasetMeant(ask, graphs, { text: asked.dataset, column: asked.column, asOf: asked.asOf });
  if (meant.kind === "found") return { kind: "ok", value: await next(meant) };
  if (meant.kind === "ambiguous") return ambiguous(meant.candidates.map(nameText).join(", "), meant.candidates);
  if (meant.kind === "unknown") return unknown("datasets", meant.similar);
  const known = meant.columns.length === 0 ? "no event names any" : `it has ${meant.columns.slice(0, 20).join(", ")}`;
  return {
    kind: "error",
    code: "unknown_name",
    detail: `no such column of ${nameText(meant.dataset)}: ${known}${meant.columns.length > 20 ? " …" : ""}`,
  };
}

export const lineageEndpoints: readonly Endpoint[] = [
  endpoint({
    id: "getLineage",
    path: "/api/v1/lineage",
    summary: "Where a dataset or a column comes from, and where it goes",
    description: "Edges lead from a dataset to one made from it, by a job. Positions in lists stand for names.",
    parameters: z.strictObject({
      dataset: dataset("; or DATASET.COLUMN"),
      column,
      direction: oneOf(directions, "which way to go").default("both"),
      depth,
      limit: limit("at most so many datasets each way, and so many columns"),
      columns: yesOrNo("also how its columns come from columns").default(false),
      since,
      asOf,
    }),
    answerName: "Lineage",
    answer: lineageAnswer,
    errors: nameErrors,
    handle: (ask, asked, graphs) =>
      withMeant(ask, graphs, asked, ({ kept, ...found }) => findLineage(ask, kept, { ...unlimited(asked), ...found })),
  }),
  endpoint({
    id: "getImpact",
    path: "/api/v1/impact",
    summary: "Who is hurt when a dataset or a column is wrong or missing",
    parameters: z.strictObject({
      dataset: dataset("; or DATASET.COLUMN"),
      column,
      depth,
      limit: limit("at most so many datasets"),
      since,
      asOf,
    }),
    answerName: "Impact",
    answer: impactAnswer,
    errors: nameErrors,
    handle: (ask, asked, graphs) =>
      withMeant(ask, graphs, asked, ({ kept, ...found }) => findImpact(ask, kept, { ...unlimited(asked), ...found })),
  }),
  endpoint({
    id: "getCause",
    path: "/api/v1/why",
    summary: "What is behind the trouble of a dataset",
    description:
      "The furthest upstream that fails, is late or has changed; of several the one whose trouble is oldest. Late: not written for longer than 1.5 times the longest of its last 20 gaps between writes; with fewer than 5 gaps that is unknown.",
    parameters: z.strictObject({
      dataset: dataset(""),
      since: time("changes of schema and failed checks since then are recent; a week when not said").optional(),
      limit: integer("at most so many datasets are looked at", [1, 100_000]).default(10_000),
      asOf,
    }),
    answerName: "Cause",
    answer: whyAnswer,
    errors: nameErrors,
    handle: (ask, asked, graphs) =>
      withMeant(ask, graphs, asked, ({ kept, dataset: number }) =>
        findWhy(ask, kept, { dataset: number, limit: asked.limit, since: asked.since, asOf: asked.asOf }),
      ),
  }),
];

interface Bounds {
  readonly depth?: number | undefined;
  readonly since?: Date | undefined;
  readonly asOf?: Date | undefined;
}

function unlimited<B extends Bounds>(asked: B): B & { depth: number; since: Date | undefined; asOf: Date | undefined } {
  return { ...asked, depth: asked.depth ?? Infinity, since: asked.since, asOf: asked.asOf };
}
