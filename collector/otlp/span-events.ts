import { v5 as uuidv5 } from "uuid";
import { eventSchemaUrls } from "#agent/contract/event-schema-urls.ts";
import type { RunEvent } from "#agent/contract/event.ts";
import { facetSchemaUrl } from "#agent/contract/facet-schemas.ts";
import { spanDatasets } from "./datasets.ts";
import type { SpanDatasets } from "./datasets.ts";
import { textOf } from "./span.ts";
import type { Span } from "./span.ts";

const producer = "https://www.npmjs.com/package/@tidemark/agent#otlp";
const runIds = "0d7f8a1e-52f6-5a5b-9d6a-7c0a4c5b1f2e";

interface JobSpan extends Span {
  readonly job: { readonly namespace: string; readonly name: string };
  readonly runId: string;
}

/** A span of the request; `job` where it is a run. */
interface Seen {
  readonly span: Span;
  readonly job: JobSpan | undefined;
}

/**
 * The runs that spans are: a span with `openlineage.job.name`, of the job it names, with the datasets of
 * itself and of the spans below it. Others stand for nothing by themselves. What is below what is
 * seen among the spans of one request.
 */
export function spanEvents(spans: readonly Span[]): readonly RunEvent[] {
  const byId = new Map<string, Seen>();
  for (const span of spans) byId.set(keyOf(span.traceId, span.spanId), { span, job: jobSpan(span) });
  const datasets = new Map<JobSpan, SpanDatasets[]>();
  for (const { span, job: own } of byId.values()) {
    const job = own ?? ancestor(span, byId);
    if (job === undefined) continue;
    datasets.set(job, [...(datasets.get(job) ?? []), spanDatasets(span.attributes, job.job.namespace)]);
  }
  return [...datasets].flatMap(([job, found]) => eventsOf(job, ancestor(job, byId), found));
}

function jobSpan(span: Span): JobSpan | undefined {
  const name = textOf(span.attributes, "openlineage.job.name");
  if (name === undefined || span.traceId === "" || span.spanId === "") return undefined;
  const namespace =
    textOf(span.attributes, "openlineage.job.namespace", "service.namespace", "service.name") ?? "default";
  const runId = textOf(span.attributes, "openlineage.run.id") ?? uuidv5(keyOf(span.traceId, span.spanId), runIds);
  return { ...span, job: { namespace, name }, runId };
}

/** The nearest span above that is a run. */
function ancestor(span: Span, byId: ReadonlyMap<string, Seen>): JobSpan | undefined {
  const seen = new Set<string>();
  for (let id = span.parentSpanId; id !== "" && !seen.has(id);) {
    seen.add(id);
    const above = byId.get(keyOf(span.traceId, id));
    if (above === undefined) return undefined;
    if (above.job !== undefined) return above.job;
    id = above.span.parentSpanId;
  }
  return undefined;
}

function eventsOf(span: JobSpan, parent: JobSpan | undefined, found: readonly SpanDatasets[]): readonly RunEvent[] {
  const common = {
    job: { ...span.job, facets: { jobType: jobType(span) } },
    producer,
    schemaURL: eventSchemaUrls.run,
  };
  const above = parentFacet(span, parent);
  const start = { ...common, eventType: "START" as const, eventTime: timeOf(span.start) };
  const end = {
    ...common,
    eventType: span.failed ? ("FAIL" as const) : ("COMPLETE" as const),
    eventTime: timeOf(span.end),
  };
  return [
    { ...start, run: { runId: span.runId, facets: above }, inputs: [], outputs: [] },
    {
      ...end,
      run: { runId: span.runId, facets: { ...above, ...errorFacet(span) } },
      inputs: unique(found.flatMap(({ inputs }) => inputs)),
      outputs: unique(found.flatMap(({ outputs }) => outputs)),
    },
  ];
}

function jobType({ attributes }: JobSpan) {
  return {
    ...base("job", "jobType"),
    processingType: textOf(attributes, "openlineage.job.processing_type") ?? "BATCH",
    integration: "OPENTELEMETRY",
    jobType: textOf(attributes, "openlineage.job.type") ?? "TASK",
  };
}

/** The run above: seen in the same request, or named by attributes, since its span is sent when it ends. */
function parentFacet({ attributes }: JobSpan, parent: JobSpan | undefined) {
  const runId = parent?.runId ?? textOf(attributes, "openlineage.parent.run.id");
  const name = parent?.job.name ?? textOf(attributes, "openlineage.parent.job.name");
  if (runId === undefined || name === undefined) return {};
  const namespace =
    parent?.job.namespace ??
    textOf(
      attributes,
      "openlineage.parent.job.namespace",
      "openlineage.job.namespace",
      "service.namespace",
      "service.name",
    ) ??
    "default";
  return { parent: { ...base("run", "parent"), run: { runId }, job: { namespace, name } } };
}

function errorFacet({ failed, statusMessage, exception }: JobSpan) {
  if (!failed) return {};
  const message = textOf(exception, "exception.message") ?? (statusMessage || "the span ended with an error");
  const stackTrace = textOf(exception, "exception.stacktrace");
  const errorMessage = { ...base("run", "errorMessage"), message, programmingLanguage: "" };
  return { errorMessage: stackTrace === undefined ? errorMessage : { ...errorMessage, stackTrace } };
}

function base(owner: "run" | "job", key: string): { readonly _producer: string; readonly _schemaURL: string } {
  return { _producer: producer, _schemaURL: facetSchemaUrl(owner, key) };
}

function unique<D extends { readonly namespace: string; readonly name: string }>(datasets: readonly D[]): readonly D[] {
  return [...new Map(datasets.map((dataset) => [`${dataset.namespace}\n${dataset.name}`, dataset])).values()];
}

function keyOf(traceId: string, spanId: string): string {
  return `${traceId}:${spanId}`;
}

/** To the microsecond, which is what is stored. */
function timeOf(nanos: bigint): string {
  const micros = nanos / 1000n;
  const seconds = new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000n).padStart(6, "0")}Z`;
}
