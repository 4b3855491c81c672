import { z } from "zod";
import type { RedriveReport } from "../../dead-letters/redrive.ts";
import type { Health } from "../../health.ts";
import type { CollectorStatus } from "../../status.ts";
import type { DeadLetterPage, DeadLetterSummary } from "../dead-letter-desk.ts";
import type { FailedEvent } from "../batch.ts";
import type { ErrorCode, GatewayError } from "../errors.ts";

/**
 * What the gateway takes and answers besides questions, for the OpenAPI document. The schemas are
 * annotated with the types of what is sent, so that the two cannot differ.
 */
export interface DocumentedRoute {
  readonly id: string;
  readonly method: "get" | "post";
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Of the path and of the query together. */
  readonly parameters?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
  readonly answerName: string;
  readonly answer: z.ZodType;
  readonly errors: readonly ErrorCode[];
  /** Of errors whose answer has more than others'. */
  readonly failure?: { readonly name: string; readonly answer: z.ZodType; readonly errors: readonly ErrorCode[] };
  /** Without a key. */
  readonly open?: true;
}

export const errorShape = {
  code: z.string(),
  message: z.string().meta({ description: "what is wrong" }),
  action: z.string().meta({ description: "what to do next" }),
};

const instant = z.string().meta({ format: "date-time" });
const count = z.number().nullable().meta({ description: "null is unknown, which is not zero" });

const limit = z
  .object({ maxAgeSeconds: z.number().nullable(), maxBytes: z.number().nullable() })
  .meta({ description: "null is no limit" });

const status: z.ZodType<CollectorStatus> = z.object({
  version: z.string(),
  uptimeSeconds: z.number(),
  store: z.object({
    kind: z.enum(["embedded", "server"]),
    name: z.string(),
    url: z.string().meta({ description: "ClickHouse's HTTP interface" }),
    breaker: z.enum(["closed", "half-open", "open"]),
    events: count,
    approximate: z.boolean().meta({ description: "`events` and `duplicates.stored` are estimated" }),
    newestReceivedAt: instant.nullable(),
  }),
  log: z.object({ kind: z.enum(["nats", "direct"]), name: z.string(), lag: count }),
  deadLetters: z.object({ open: count, redriven: count }),
  retention: z.object({
    limits: z.object({ events: limit, dead_letters: limit, derived: limit, operational: limit }),
    eventsDroppedUpTo: instant.nullable(),
  }),
  duplicates: z.object({ stored: count, log: z.number() }),
  sinceStart: z.object({
    accepted: z.number(),
    stored: z.number(),
    rejected: z.number(),
    duplicates: z.number(),
  }),
  evaluation: z
    .object({
      everySeconds: z.number(),
      telling: z.enum(["on", "off", "standby"]).meta({ description: "`standby`: another collector judges and tells" }),
      lastAt: instant.nullable(),
      overdue: z.boolean().meta({ description: "it should have been judged by now: nobody is told what is wrong" }),
    })
    .nullable()
    .meta({ description: "null where nothing is judged" }),
  undelivered: z
    .array(z.object({ channel: z.string(), notifications: z.number(), error: z.string() }))
    .nullable()
    .meta({
      description:
        "channels that did not take the latest they were told of incidents, in the last day; null: not known",
    }),
});

const dependency = z.enum(["up", "down"]);
const ready: z.ZodType<Omit<Health, "ready">> = z.object({
  status: z.enum(["ready", "degraded", "not_ready"]),
  dependencies: z.object({ log: dependency, store: dependency }),
  evaluation: z.enum(["in_time", "overdue", "off"]),
});

const deadLetterShape = {
  id: z.string(),
  receivedAt: instant,
  source: z.string(),
  stage: z.string(),
  reason: z.string(),
  detail: z.string(),
  bytes: z.number(),
  redrivenAt: instant.nullable(),
};
const deadLetterPage: z.ZodType<DeadLetterPage> = z.object({
  items: z.array(z.object(deadLetterShape)).readonly(),
  next: z.string().nullable(),
});
const deadLetter: z.ZodType<DeadLetterSummary & { readonly raw: string }> = z.object({
  ...deadLetterShape,
  raw: z.string().meta({ description: "the bytes that came, in base64", contentEncoding: "base64" }),
});
const redriveReport: z.ZodType<Omit<RedriveReport, "cause"> & { readonly cause?: string | undefined }> = z.object({
  redriven: z.number(),
  impossible: z.number(),
  left: z.number(),
  cause: z.string().optional(),
});

const accepted = z.object({
  status: z.literal("accepted"),
  duplicate: z.boolean(),
  truncated: z.array(z.string()).optional().meta({ description: "heavy facets that were left out" }),
});
const failedEvent: z.ZodType<FailedEvent> = z.object({
  index: z.number(),
  reason: z.string(),
  retriable: z.boolean(),
});
const batchSummary = z.object({
  status: z.enum(["success", "partial_success"]),
  summary: z.object({
    received: z.number(),
    successful: z.number(),
    failed: z.number(),
    retriable: z.number(),
    non_retriable: z.number(),
  }),
  failed_events: z.array(failedEvent),
});

/** When no event of a batch was accepted. */
const batchFailure = batchSummary.extend(errorShape);

const event = z.looseObject({}).meta({
  title: "OpenLineage event",
  description: "A run, dataset or job event: https://openlineage.io/spec/2-0-2/OpenLineage.json",
});

const letterId = z.object({ id: z.string().meta({ description: "of the dead letter" }) });
const bodyErrors: readonly GatewayError[] = ["unsupported_media_type", "unsupported_encoding", "invalid_compression"];

export const documentedRoutes: readonly DocumentedRoute[] = [
  {
    id: "sendEvent",
    method: "post",
    path: "/api/v1/lineage",
    summary: "Sends one OpenLineage event",
    description: "201 means that the log has it. Sending it again does no harm: it is stored once.",
    body: event,
    status: 201,
    answerName: "Accepted",
    answer: accepted,
    errors: [...bodyErrors, "not_json", "invalid_job", "too_large", "log_unavailable"],
  },
  {
    id: "sendBatch",
    method: "post",
    path: "/api/v1/lineage/batch",
    summary: "Sends several, each accepted or refused by itself",
    body: z.array(event),
    status: 200,
    answerName: "BatchSummary",
    answer: batchSummary,
    errors: [...bodyErrors, "not_an_array", "batch_too_large"],
    failure: { name: "BatchFailure", answer: batchFailure, errors: ["batch_refused", "log_unavailable"] },
  },
  {
    id: "getStatus",
    method: "get",
    path: "/api/v1/status",
    summary: "What the collector has, and whether it keeps up",
    status: 200,
    answerName: "Status",
    answer: status,
    errors: [],
  },
  {
    id: "listDeadLetters",
    method: "get",
    path: "/api/v1/dead-letters",
    summary: "What was refused, the newest first",
    parameters: z.object({
      reason: z.string().optional().meta({ description: "only those refused for it" }),
      since: instant.optional().meta({ description: "received at or after" }),
      redriven: z.enum(["true", "false"]).optional().meta({ description: "also those that were redriven" }),
      limit: z.int().min(1).max(1000).default(50),
      cursor: z.string().optional().meta({ description: "where the page before ended: its `next`" }),
    }),
    status: 200,
    answerName: "DeadLetterPage",
    answer: deadLetterPage,
    errors: ["invalid_parameter"],
  },
  {
    id: "getDeadLetter",
    method: "get",
    path: "/api/v1/dead-letters/{id}",
    summary: "One, with its bytes in base64",
    parameters: letterId,
    status: 200,
    answerName: "DeadLetter",
    answer: deadLetter,
    errors: ["unknown_letter"],
  },
  {
    id: "redrive",
    method: "post",
    path: "/api/v1/dead-letters/redrive",
    summary: "Sends dead letters through the collector again",
    body: z
      .object({
        ids: z.array(z.string()).optional(),
        reason: z.string().optional(),
        since: instant.optional(),
        all: z.literal(true).optional(),
        limit: z.int().min(1).max(1000).default(1000),
      })
      .meta({ description: "ids, reason, since or all" }),
    status: 200,
    answerName: "RedriveReport",
    answer: redriveReport,
    errors: ["invalid_parameter"],
  },
  {
    id: "getLive",
    method: "get",
    path: "/health/live",
    summary: "Whether the process runs",
    status: 200,
    answerName: "Live",
    answer: z.object({ status: z.literal("live") }),
    errors: [],
    open: true,
  },
  {
    id: "getReady",
    method: "get",
    path: "/health/ready",
    summary: "Whether events are accepted; 503 with the same body when not",
    status: 200,
    answerName: "Ready",
    answer: ready,
    errors: [],
    open: true,
  },
];
