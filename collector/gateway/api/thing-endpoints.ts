import { z } from "zod";
import type { Ask } from "#query/ask.ts";
import { nameText } from "#query/named.ts";
import type { Named } from "#query/named.ts";
import { jobsMeant } from "#query/names-meant.ts";
import { asOf, integer, text } from "#query/parameters.ts";
import { resolve } from "#query/resolve.ts";
import { datasetDetail, findDataset } from "#query/things/dataset.ts";
import { findIncident, incidentDetail } from "#query/things/incident.ts";
import { findJob, jobDetail } from "#query/things/job.ts";
import { findRunTree, runTree } from "#query/things/run-tree.ts";
import { findRun, runDetail, runDetails } from "#query/things/run.ts";
import type { FoundRun } from "#query/things/run.ts";
import { findSchemaDifference, schemaDiffAnswer } from "#query/things/schema-difference.ts";
import type { RunItem } from "#query/lists/runs.ts";
import { endpoint } from "./endpoint.ts";
import type { Answered, Endpoint } from "./endpoint.ts";

/** Finds what a person names, and goes on with it; or says what might have been meant. */
export async function withNamed<A>(
  ask: Ask,
  view: "datasets" | "jobs",
  typed: string,
  at: Date | undefined,
  next: (named: Named, canonical: Named) => Promise<Answered<A>>,
): Promise<Answered<A>> {
  const resolved = await resolve(ask, view, typed, at);
  if (resolved.kind === "found") return next(resolved.named, resolved.canonical);
  if (resolved.kind === "unknown") return unknown(view, resolved.similar);
  return ambiguous(resolved.candidates.map(nameText).join(", "), resolved.candidates);
}

export function ambiguous(detail: string, candidates: readonly Named[]): Answered<never> {
  return { kind: "error", code: "ambiguous_name", detail, candidates };
}

export function unknown(view: "datasets" | "jobs", similar: readonly Named[]): Answered<never> {
  const what = view === "datasets" ? "no such dataset" : "no such job";
  const hint = similar.length === 0 ? "" : `; did you mean ${similar.map(nameText).join(", or ")}?`;
  return { kind: "error", code: "unknown_name", detail: `${what}${hint}`, candidates: similar };
}

/** A thing whose namespace and name are both said: found, or others that are named like it. */
async function exactly<A>(
  ask: Ask,
  view: "datasets" | "jobs",
  { namespace, name }: Named,
  at: Date | undefined,
  find: (ask: Ask, named: Named, at: Date | undefined) => Promise<A | undefined>,
): Promise<Answered<A>> {
  const value = await find(ask, { namespace, name }, at);
  if (value !== undefined) return { kind: "ok", value };
  const resolved = await resolve(ask, view, nameText({ namespace, name }), at);
  return unknown(view, resolved.kind === "unknown" ? resolved.similar : []);
}

const encoded = "URL-encode it: a slash is %2F";
const namePath = {
  job: {
    namespace: text(`of the job; ${encoded}`, "airflow"),
    name: text(`of the job; ${encoded}`, "shop.load_orders"),
  },
  dataset: {
    namespace: text(`of the dataset; ${encoded}`, "postgres://db.example.com:5432"),
    name: text(`of the dataset; ${encoded}`, "shop.public.orders"),
  },
} as const;

const typedName = (what: string): z.ZodString =>
  text(`${what}: its name when no other has it, or namespace/name; ${encoded}`, "shop.public.orders", 4000);

const oneRun = {
  runId: text("of the run", "0190d1a2-7c3e-7000-8000-000000000001"),
  job: text(
    "its job, where several have a run of this id: namespace/name, or the name alone",
    "shop.load_orders",
  ).optional(),
};

async function withRun<A>(
  ask: Ask,
  {
    runId,
    job,
    asOf: at,
  }: { readonly runId: string; readonly job?: string | undefined; readonly asOf?: Date | undefined },
  next: (run: RunItem) => Promise<A>,
): Promise<Answered<A>> {
  const jobs = job === undefined ? undefined : await jobsMeant(ask, job, at);
  const found: FoundRun = jobs?.length === 0 ? { kind: "unknown" } : await findRun(ask, runId, jobs, at);
  if (found.kind === "found") return { kind: "ok", value: await next(found.run) };
  if (found.kind === "unknown") return { kind: "error", code: "unknown_name", detail: "no such run" };
  return ambiguous(`runs of ${found.jobs.map(nameText).join(", ")}`, found.jobs);
}

const nameErrors = ["unknown_name", "ambiguous_name"] as const;
const version = integer("of the schema", [1, 4_294_967_295]);

export const thingEndpoints: readonly Endpoint[] = [
  endpoint({
    id: "getJob",
    path: "/api/v1/jobs/{namespace}/{name}",
    summary: "A job: what it reads and writes, what it waits for, its newest runs",
    parameters: z.strictObject({ ...namePath.job, asOf }),
    answerName: "Job",
    answer: jobDetail,
    errors: ["unknown_name"],
    handle: (ask, { asOf: at, ...named }) => exactly(ask, "jobs", named, at, findJob),
  }),
  endpoint({
    id: "findJob",
    path: "/api/v1/jobs/{job}",
    summary: "The same, by its name alone",
    parameters: z.strictObject({ job: typedName("of the job"), asOf }),
    answerName: "Job",
    answer: jobDetail,
    errors: nameErrors,
    handle: (ask, { job, asOf: at }) =>
      withNamed(ask, "jobs", job, at, (named) => exactly(ask, "jobs", named, at, findJob)),
  }),
  endpoint({
    id: "getDataset",
    path: "/api/v1/datasets/{namespace}/{name}",
    summary: "A dataset: its schema, and the jobs that read and write it",
    parameters: z.strictObject({ ...namePath.dataset, asOf }),
    answerName: "Dataset",
    answer: datasetDetail,
    errors: ["unknown_name"],
    handle: (ask, { asOf: at, ...named }) => exactly(ask, "datasets", named, at, findDataset),
  }),
  endpoint({
    id: "findDataset",
    path: "/api/v1/datasets/{dataset}",
    summary: "The same, by its name alone",
    parameters: z.strictObject({ dataset: typedName("of the dataset"), asOf }),
    answerName: "Dataset",
    answer: datasetDetail,
    errors: nameErrors,
    handle: (ask, { dataset, asOf: at }) =>
      withNamed(ask, "datasets", dataset, at, (named, canonical) =>
        exactly(ask, "datasets", named, at, (asked, found) => findDataset(asked, found, at, canonical)),
      ),
  }),
  endpoint({
    id: "getRun",
    path: "/api/v1/runs/{runId}",
    summary: "A run: what it read and wrote, what was tested, what it cost",
    parameters: z.strictObject({ ...oneRun, asOf }),
    answerName: "Run",
    answer: runDetail,
    errors: nameErrors,
    handle: (ask, asked) => withRun(ask, asked, (run) => runDetails(ask, run, asked.asOf)),
  }),
  endpoint({
    id: "getRunTree",
    path: "/api/v1/runs/{runId}/tree",
    summary: "A run's parents up to the topmost, and all that it started",
    parameters: z.strictObject({
      ...oneRun,
      depth: integer("levels below the run", [0, 1000]).default(1000),
      limit: integer("at most so many runs in the tree", [1, 10_000]).default(1000),
      asOf,
    }),
    answerName: "RunTree",
    answer: runTree,
    errors: nameErrors,
    handle: (ask, asked) => withRun(ask, asked, (run) => findRunTree(ask, run, asked, asked.asOf)),
  }),
  endpoint({
    id: "getIncident",
    path: "/api/v1/incidents/{id}",
    summary: "An incident: its cause and the way down from it, what is in breach, what happened, who was told",
    parameters: z.strictObject({ id: text("of the incident", "yqe0v9zxaebb", 100) }),
    answerName: "IncidentDetail",
    answer: incidentDetail,
    errors: ["unknown_name"],
    handle: async (ask, { id }, graphs) => {
      const value = await findIncident(ask, id, graphs);
      return value === undefined
        ? { kind: "error", code: "unknown_name", detail: "no such incident" }
        : { kind: "ok", value };
    },
  }),
  endpoint({
    id: "diffSchemas",
    path: "/api/v1/schemas/diff",
    summary: "The difference between two versions of a dataset's schema",
    description: "Unless said, the last and the one before it. See docs/schema-changes.md for what each class means.",
    parameters: z.strictObject({
      dataset: text("namespace/name, or its name alone", "shop.public.orders", 4000),
      from: version.optional(),
      to: version.optional(),
      asOf,
    }),
    answerName: "SchemaDifference",
    answer: schemaDiffAnswer,
    errors: nameErrors,
    handle: (ask, { dataset, asOf: at, ...versions }) =>
      withNamed(ask, "datasets", dataset, at, async (named) => {
        const found = await findSchemaDifference(ask, named, versions, at);
        if (found.kind === "found") return { kind: "ok", value: found.difference };
        const has = found.latest === 0 ? "no event has said its schema" : `its versions are 1 to ${found.latest}`;
        return { kind: "error", code: "unknown_name", detail: `no such version: ${has}` };
      }),
  }),
];
