import type { Subject } from "#signals/verdict.ts";

/** What incidents ask of lineage. */
export interface Lineage {
  /** Of a dataset: the datasets it is made from. Of a job: the datasets it reads. Of anything else: none. */
  readonly upstream: (subject: Subject) => readonly Subject[];
  /** The jobs that write a dataset. */
  readonly writers: (dataset: Subject) => readonly Subject[];
  /** The jobs that a job starts, as a workflow does its tasks: when one of them fails, it fails for that. */
  readonly parts: (job: Subject) => readonly Subject[];
  readonly hurt: (subject: Subject) => Hurt;
}

/** A job that has not started another for so long starts it no more. */
export const countedStartsMs = 7 * 86_400_000;

/** What is made from something, the nearest first, and who reads that. */
export interface Hurt {
  readonly datasets: readonly Subject[];
  /** Jobs that read and make nothing of it: dashboards, exports. */
  readonly consumers: readonly Subject[];
}
