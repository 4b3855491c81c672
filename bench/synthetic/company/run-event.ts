import type { EventType } from "#agent/contract/event.ts";
import { eventSchemaUrls } from "#agent/contract/event-schema-urls.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { slots } from "../slots.ts";
import type { Wire } from "../wire.ts";

export interface JobName {
  readonly namespace: string;
  readonly name: string;
}

export interface RunEventParts {
  readonly type: EventType;
  readonly job: JobName;
  readonly eventTime: string;
  readonly runFacets: Readonly<Record<string, JsonObject | undefined>>;
  readonly jobFacets: Readonly<Record<string, JsonObject | undefined>>;
  readonly inputs?: readonly JsonObject[];
  readonly outputs?: readonly JsonObject[];
}

/** A run event whose run id is the slot's. */
export function runEvent(wire: Wire, parts: RunEventParts): JsonObject {
  return {
    eventTime: parts.eventTime,
    producer: wire.producer,
    schemaURL: eventSchemaUrls.run,
    eventType: parts.type,
    run: { runId: slots.runId.mark, facets: wire.facets("run", parts.runFacets) },
    job: { ...parts.job, facets: wire.facets("job", parts.jobFacets) },
    inputs: parts.inputs ?? [],
    outputs: parts.outputs ?? [],
  };
}

/** Of a run whose parent is the root too. */
export function parentFacet(parent: JobName): JsonObject {
  return {
    run: { runId: slots.parentRunId.mark },
    job: parent,
    root: { run: { runId: slots.rootRunId.mark }, job: parent },
  };
}
