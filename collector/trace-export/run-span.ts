import { createHash } from "node:crypto";
import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import type { Attributes, HrTime, SpanContext } from "@opentelemetry/api";
import type { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { EndedRun } from "./ended-run.ts";

export type RunSpan = Parameters<OTLPTraceExporter["export"]>[0][number];

/**
 * A run as a span, with ids that follow from the run's: sent again it is the same span. All runs below
 * one root are one trace. The parent's span may never come, when the parent itself said nothing.
 */
export function runSpan(run: EndedRun): RunSpan {
  const startTime = hrTime(run.started);
  const endTime = hrTime(run.ended);
  const micros = BigInt(run.ended) - BigInt(run.started);
  return {
    name: run.job_name,
    kind: SpanKind.INTERNAL,
    spanContext: () => context(run, spanId(run.job_namespace, run.job_name, run.run_id)),
    ...(run.parent_run_id !== "" && {
      parentSpanContext: context(run, spanId(run.parent_job_namespace, run.parent_job_name, run.parent_run_id)),
    }),
    startTime,
    endTime,
    duration: hrTime(micros.toString()),
    ended: true,
    status:
      run.state === "COMPLETE"
        ? { code: SpanStatusCode.OK }
        : { code: SpanStatusCode.ERROR, message: run.error || run.state },
    attributes: attributesOf(run),
    links: [],
    events: [],
    resource: resourceFromAttributes({ "service.name": run.job_namespace }),
    instrumentationScope: { name: "tidemark" },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** What `tidemark` reads of spans too; see docs/integrations/opentelemetry.md. */
function attributesOf(run: EndedRun): Attributes {
  const said = {
    "openlineage.job.namespace": run.job_namespace,
    "openlineage.job.name": run.job_name,
    "openlineage.job.type": run.job_type,
    "openlineage.job.integration": run.integration,
    "openlineage.run.id": run.run_id,
    "openlineage.run.state": run.state,
    "openlineage.parent.job.namespace": run.parent_job_namespace,
    "openlineage.parent.job.name": run.parent_job_name,
    "openlineage.parent.run.id": run.parent_run_id,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ""));
}

function context(run: EndedRun, id: string): SpanContext {
  const root = run.root_run_id || run.parent_run_id || run.run_id;
  return { traceId: traceId(root), spanId: id, traceFlags: TraceFlags.SAMPLED };
}

/** The id of the root's run where that is a UUID, so that it can be looked up as it stands. */
function traceId(rootRunId: string): string {
  const hex = rootRunId.replaceAll("-", "").toLowerCase();
  return /^[\da-f]{32}$/.test(hex) && !/^0+$/.test(hex) ? hex : digest(rootRunId).slice(0, 32);
}

function spanId(...run: readonly string[]): string {
  return digest(JSON.stringify(run)).slice(0, 16);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hrTime(micros: string): HrTime {
  const all = BigInt(micros);
  return [Number(all / 1_000_000n), Number(all % 1_000_000n) * 1000];
}
