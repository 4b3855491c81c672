import { z } from "zod";
import { instant, named, owner, tags } from "../answer-schemas.ts";
import { runStates } from "./last-runs.ts";

/** Pieces of the answers that are given from the graph. */

export const lastRun = z
  .object({
    job: named,
    runId: z.string(),
    state: z.enum(runStates),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .readonly();

const facts = {
  type: z
    .string()
    .nullable()
    .meta({ examples: ["TABLE"] }),
  owners: z.array(owner).readonly(),
  tags,
  deleted: z.boolean().meta({ description: "dropped, and not written since" }),
  lastWrittenAt: instant.nullable().meta({ description: "end of the last complete run that wrote it" }),
  lastRun: lastRun.nullable().meta({ description: "the last run of the jobs that write it" }),
};

/** A dataset with how it is. */
export const datasetNode = z.object({ ...named.unwrap().shape, ...facts }).readonly();

export type DatasetNode = z.infer<typeof datasetNode>;

const hops = (direction: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `steps ${direction} from the dataset asked for; null when it is not there` });

export const lineageNode = z
  .object({ ...datasetNode.unwrap().shape, upstreamHops: hops("upstream"), downstreamHops: hops("downstream") })
  .readonly();

export const jobNode = z
  .object({ ...named.unwrap().shape, lastRun: lastRun.unwrap().omit({ job: true }).readonly().nullable() })
  .readonly();

export type JobNode = z.infer<typeof jobNode>;

const inferred = z.boolean().meta({ description: "nobody says so: it was read from the text of the job's SQL" });

const position = (list: string) => z.number().meta({ description: `position in \`${list}\`, from 0` });

export const lineageEdge = z
  .object({
    source: position("nodes"),
    target: position("nodes"),
    job: position("jobs").nullable().meta({ description: "position in `jobs`; null where a dataset event says so" }),
    firstSeen: instant,
    lastSeen: instant,
    inferred,
  })
  .readonly();

export const columnNode = z
  .object({
    ...named.unwrap().shape,
    field: z.string().nullable().meta({ description: "null: the whole dataset, so every column" }),
    upstreamHops: hops("upstream"),
    downstreamHops: hops("downstream"),
    type: z.enum(["DIRECT", "INDIRECT"]).nullable().meta({
      description: "DIRECT: a way leads there on which only values are handed on; null for the column asked for",
    }),
    masked: z.boolean().meta({ description: "on every way there the value is masked" }),
  })
  .readonly();

export const columnEdge = z
  .object({
    source: position("columns.nodes"),
    target: position("columns.nodes"),
    sourceField: z.string().nullable().meta({ description: "null: the whole dataset" }),
    targetField: z.string().nullable().meta({ description: "null: every column" }),
    type: z.string().nullable().meta({ description: "DIRECT: hands on the value; INDIRECT: decides about it" }),
    subtype: z
      .string()
      .nullable()
      .meta({ examples: ["AGGREGATION"] }),
    masking: z.boolean(),
    job: named.nullable(),
    firstSeen: instant,
    lastSeen: instant,
    inferred,
  })
  .readonly();

/** How far an answer reaches. */
export const reach = {
  truncated: z.boolean().meta({ description: "there is more than `limit` nodes in one direction" }),
  frontier: z.number().meta({ description: "how many more nodes are one step further than those in the answer" }),
};

export const columnLineage = z
  .object({ nodes: z.array(columnNode).readonly(), edges: z.array(columnEdge).readonly(), ...reach })
  .readonly();

export type ColumnLineage = z.infer<typeof columnLineage>;
