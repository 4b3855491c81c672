import type { LineageEvent } from "../contract/event.ts";
import type { DeliveryCounts, DeliveryStats } from "../delivery/counts.ts";
import type { JobInput } from "./job.ts";
import type { OpenRun, Run } from "./run.ts";
import type { RunOptions } from "./run-options.ts";

/**
 * Reports what a pipeline does. It never harms the pipeline: no method throws or rejects for a reason
 * of its own, none waits longer than it says, memory and disk are bounded. It loses nothing: once
 * `emit` has returned, the event is on disk until the other side has confirmed it.
 */
export interface Agent {
  /**
   * Runs a function as a run of a job: START before, COMPLETE after it, or FAIL if it throws; what it
   * returns or throws is passed on unchanged. Runs started inside become its children.
   *
   * @example
   * await agent.run("orders.load", async (run) => {
   *   run.input("s3://lake/orders.csv", { rows: 3 });
   *   run.output("postgres://db:5432/shop.public.orders", { rows: 3 });
   * });
   */
  run<T>(job: string | JobInput, work: (run: Run) => T | Promise<T>): Promise<T>;
  run<T>(job: string | JobInput, options: RunOptions, work: (run: Run) => T | Promise<T>): Promise<T>;
  /** Starts a run that the caller ends by `complete`, `fail` or `abort`. */
  start(job: string | JobInput, options?: RunOptions): OpenRun;
  /** Sends an event that somebody else has built. */
  emit(event: LineageEvent): void;
  /** The innermost run that this code runs in. */
  currentRun(): Run | undefined;
  /** Waits until everything is confirmed, at most so long (default 10 s), and says how far it came. */
  flush(timeoutMs?: number): Promise<DeliveryCounts>;
  /** `flush`, then lets go of sockets and files. What is not confirmed stays in the spool for the next start. */
  close(timeoutMs?: number): Promise<DeliveryCounts>;
  stats(): DeliveryStats;
}
