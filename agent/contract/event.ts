/**
 * The OpenLineage event model, 2-0-2: https://openlineage.io/spec/2-0-2/OpenLineage.json
 *
 * Types say what a well-behaved producer sends. Real producers leave out or break nearly every
 * field; what a collector requires is in `collector/schema/`.
 */
import type { DatasetFacets, InputDatasetFacets, OutputDatasetFacets } from "./facets/dataset.ts";
import type { JobFacets } from "./facets/job.ts";
import type { RunFacets } from "./facets/run.ts";

/** Transition of a run's state. `OTHER` carries metadata and never changes the state. */
export type EventType = "START" | "RUNNING" | "COMPLETE" | "ABORT" | "FAIL" | "OTHER";

export interface Run {
  /** Any non-empty string; UUIDv7 when the agent makes it. */
  readonly runId: string;
  readonly facets?: RunFacets;
}

export interface Job {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: JobFacets;
}

export interface Dataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: DatasetFacets;
}

export interface InputDataset extends Dataset {
  readonly inputFacets?: InputDatasetFacets;
}

export interface OutputDataset extends Dataset {
  readonly outputFacets?: OutputDatasetFacets;
}

interface BaseEvent {
  /** RFC 3339 date-time. */
  readonly eventTime: string;
  /** URI of the code that made the event. */
  readonly producer: string;
  readonly schemaURL: string;
}

export interface RunEvent extends BaseEvent {
  readonly eventType?: EventType;
  readonly run: Run;
  readonly job: Job;
  readonly inputs?: readonly InputDataset[];
  readonly outputs?: readonly OutputDataset[];
}

export interface JobEvent extends BaseEvent {
  readonly job: Job;
  readonly inputs?: readonly InputDataset[];
  readonly outputs?: readonly OutputDataset[];
}

export interface DatasetEvent extends BaseEvent {
  readonly dataset: Dataset;
}

export type LineageEvent = RunEvent | JobEvent | DatasetEvent;

export type EventKind = "run" | "dataset" | "job";

/**
 * The kind of an event, by shape and never by `schemaURL`: a non-null `run` makes a run event, else
 * a non-null `dataset` a dataset event, else it is a job event. (Marquez trusts `schemaURL` and
 * files events under the wrong kind.)
 */
export function eventKind(event: { readonly run?: unknown; readonly dataset?: unknown }): EventKind {
  if (event.run !== undefined && event.run !== null) return "run";
  if (event.dataset !== undefined && event.dataset !== null) return "dataset";
  return "job";
}
