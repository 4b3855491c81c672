import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import { facet, text } from "./json-readers.ts";

type JobColumns = Pick<EventRow, "job_namespace" | "job_name" | "processing_type" | "integration" | "job_type">;

/** What the event says of its job; all of it unsaid for a dataset event. */
export function jobColumns(job: JsonObject, jobFacets: JsonObject): JobColumns {
  const jobType = facet(jobFacets, "jobType");
  return {
    job_namespace: text(job["namespace"]),
    job_name: text(job["name"]),
    processing_type: text(jobType?.["processingType"]),
    integration: text(jobType?.["integration"]),
    job_type: text(jobType?.["jobType"]),
  };
}
