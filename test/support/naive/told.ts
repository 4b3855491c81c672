import { instant, instantOfMicros } from "./instant.ts";
import type { Instant } from "./instant.ts";
import { canonical, object, text } from "./json.ts";
import type { Json } from "./json.ts";
import { first, groups } from "./order.ts";

/** An event as it came in. */
export interface Delivery {
  readonly event: Json;
  /** Microseconds since the epoch. */
  readonly receivedAt: number;
}

export interface JobName {
  readonly namespace: string;
  readonly name: string;
}

/** An event that is told of once, however often it came. */
export interface Told {
  readonly kind: "run" | "dataset" | "job";
  /** Empty when unsaid or unknown. */
  readonly type: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly event: Json;
  /** Its content: what makes it this event. */
  readonly identity: string;
  readonly job: JobName;
  readonly runId: string;
  readonly runFacets: Json;
  readonly jobFacets: Json;
}

const types = new Set(["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]);

/** The events that were known at a time, each once, as first received. */
export function told(deliveries: readonly Delivery[], asOf?: Instant): readonly Told[] {
  const all = deliveries.flatMap(({ event, receivedAt }) => read(event, instantOfMicros(receivedAt)));
  const known = asOf === undefined ? all : all.filter(({ receivedAt }) => receivedAt <= asOf);
  return groups(known, ({ identity }) => [identity]).map((copies) => {
    const receivedAt = first(copies.map((copy) => copy.receivedAt));
    return copies.find((copy) => copy.receivedAt === receivedAt) ?? copies[0];
  });
}

/** Nothing when it lacks what identity needs. */
function read(event: Json, receivedAt: Instant): readonly Told[] {
  const at = instant(event["eventTime"]);
  if (at === undefined) return [];
  const run = object(event["run"]);
  const job = object(event["job"]);
  const dataset = object(event["dataset"]);
  const kind = kindOf(event);
  const required = [
    ...(kind === "run" ? [run["runId"]] : []),
    ...(kind === "dataset" ? [dataset["namespace"], dataset["name"]] : [job["namespace"], job["name"]]),
  ];
  if (required.some((name) => text(name) === "")) return [];
  const type = text(event["eventType"]);
  return [
    {
      kind,
      type: types.has(type) ? type : "",
      at,
      receivedAt,
      event,
      identity: canonical(event),
      job: { namespace: text(job["namespace"]), name: text(job["name"]) },
      runId: text(run["runId"]),
      runFacets: object(run["facets"]),
      jobFacets: object(job["facets"]),
    },
  ];
}

function kindOf(event: Json): Told["kind"] {
  if (event["run"] !== undefined && event["run"] !== null) return "run";
  return event["dataset"] !== undefined && event["dataset"] !== null ? "dataset" : "job";
}
