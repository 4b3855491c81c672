import type { DeliveryCounts } from "#agent/index.ts";
import type { Story } from "../company/story.ts";

/** One time through all jobs; in the company's life it would be an hour and a night. */
export interface Round {
  readonly number: number;
  /** The span it is for, in milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly story: Story;
  /** Names of datasets that were not written in this round. */
  readonly late: readonly string[];
  /** How long the longest job works. */
  readonly workMs: number;
}

export type RunResult =
  | { readonly kind: "complete"; readonly job: string; readonly rows: number }
  | { readonly kind: "failed"; readonly job: string; readonly why: string }
  | { readonly kind: "waits"; readonly job: string; readonly for: readonly string[] };

/** What a stage's process answers. */
export interface RoundResult {
  readonly runs: readonly RunResult[];
  readonly late: readonly string[];
  readonly counts: DeliveryCounts;
  /** Events since the process started that are of its own rounds; `counts` has those that an earlier one left behind too. */
  readonly events: number;
}

/** A job's past spans, computed again. */
export interface Backfill {
  readonly job: string;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  readonly story: Story;
}

/** What a stage's process is told. */
export type StageMessage =
  | { readonly kind: "run"; readonly round: Round }
  | { readonly kind: "backfill"; readonly backfill: Backfill }
  | { readonly kind: "end" };
