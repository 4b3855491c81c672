import type { EventType, RunEvent } from "../contract/event.ts";
import type { Cost } from "../contract/facets/cost.ts";
import { formatParentId } from "../config/parent-id.ts";
import type { RunRef } from "../config/parent-id.ts";
import type { InputDetails, OutputDetails } from "./dataset-facets.ts";
import type { DatasetRef } from "../contract/dataset-ref.ts";
import { errorMessage } from "./error-message.ts";
import type { Guard } from "./guard.ts";
import type { DatasetMetrics, Expectation } from "./quality.ts";
import type { RunState } from "./run-state.ts";

/**
 * A run that is under way. What is said of it is kept and goes out with its next event; no method
 * throws, wrong arguments are reported and left out.
 */
export interface Run {
  readonly runId: string;
  readonly job: { readonly namespace: string; readonly name: string };
  /** The first run of the chain this one belongs to; itself if nothing is above it. */
  readonly root: RunRef;
  /** Says that the run reads a dataset. Said again, it adds to what was said before. */
  input(dataset: DatasetRef, details?: InputDetails): void;
  /** Says that the run writes a dataset. */
  output(dataset: DatasetRef, details?: OutputDetails): void;
  /** Says how a check on a dataset came out. */
  expect(dataset: DatasetRef, expectation: Expectation): void;
  /** Says what was measured on a dataset. */
  metric(dataset: DatasetRef, metrics: DatasetMetrics): void;
  /** Says what the run cost: facet `tidemark_cost`. */
  cost(cost: Cost | readonly Cost[]): void;
  /** Adds or replaces a facet of the run. */
  facet(key: string, body: object): void;
  /** Adds or replaces a facet of the job. */
  jobFacet(key: string, body: object): void;
  /** Sends a RUNNING event now, with everything said so far. */
  heartbeat(): void;
  /** Environment for a child process, whose runs then get this one as their parent. */
  childEnvironment(): { readonly OPENLINEAGE_PARENT_ID: string; readonly OPENLINEAGE_ROOT_PARENT_ID: string };
}

/** A run that its owner ends, for those whose code is not one function. Only the first end counts. */
export interface OpenRun extends Run {
  complete(): void;
  fail(error: unknown): void;
  abort(reason?: string): void;
}

export interface RunParts {
  readonly ref: RunRef;
  readonly root: RunRef;
  readonly state: RunState;
  readonly guard: Guard;
  readonly heartbeatMs: number;
  readonly emit: (event: RunEvent) => void;
  readonly eventTime: () => string;
  readonly onEnd: (run: TrackedRun) => void;
}

export class TrackedRun implements OpenRun {
  readonly runId: string;
  readonly job: { readonly namespace: string; readonly name: string };
  readonly root: RunRef;
  readonly ref: RunRef;
  readonly #parts: RunParts;
  readonly #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(parts: RunParts) {
    const { ref, root, heartbeatMs } = parts;
    this.#parts = parts;
    this.ref = ref;
    this.runId = ref.runId;
    this.job = { namespace: ref.namespace, name: ref.name };
    this.root = root;
    this.#send("START");
    if (heartbeatMs > 0) this.#timer = setInterval(() => this.heartbeat(), heartbeatMs).unref();
  }

  input(dataset: DatasetRef, details: InputDetails = {}): void {
    this.#say("input", () => this.#parts.state.input(dataset, details));
  }

  output(dataset: DatasetRef, details: OutputDetails = {}): void {
    this.#say("output", () => this.#parts.state.output(dataset, details));
  }

  expect(dataset: DatasetRef, expectation: Expectation): void {
    this.#say("expect", () => this.#parts.state.expect(dataset, expectation));
  }

  metric(dataset: DatasetRef, metrics: DatasetMetrics): void {
    this.#say("metric", () => this.#parts.state.metric(dataset, metrics));
  }

  cost(cost: Cost | readonly Cost[]): void {
    this.#say("cost", () => {
      for (const one of [cost].flat()) this.#parts.state.cost(one);
    });
  }

  facet(key: string, body: object): void {
    this.#say("facet", () => this.#parts.state.runFacet(key, body));
  }

  jobFacet(key: string, body: object): void {
    this.#say("jobFacet", () => this.#parts.state.jobFacet(key, body));
  }

  heartbeat(): void {
    if (!this.#ended) this.#send("RUNNING");
  }

  childEnvironment(): { readonly OPENLINEAGE_PARENT_ID: string; readonly OPENLINEAGE_ROOT_PARENT_ID: string } {
    return {
      OPENLINEAGE_PARENT_ID: formatParentId(this.ref),
      OPENLINEAGE_ROOT_PARENT_ID: formatParentId(this.root),
    };
  }

  complete(): void {
    this.#end("COMPLETE");
  }

  fail(error: unknown): void {
    this.#end("FAIL", errorMessage(error));
  }

  abort(reason?: string): void {
    this.#end("ABORT", reason === undefined ? undefined : { message: reason, programmingLanguage: "JAVASCRIPT" });
  }

  #end(eventType: EventType, error?: object): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    if (error !== undefined) this.#parts.state.runFacet("errorMessage", error);
    this.#send(eventType);
    this.#parts.onEnd(this);
  }

  #send(eventType: EventType): void {
    const { guard, state, emit, eventTime } = this.#parts;
    guard("run", () => emit(state.event(eventType, eventTime())));
  }

  #say(method: string, tell: () => void): void {
    this.#parts.guard(`run.${method}`, () => {
      if (this.#ended) throw new Error(`the run of ${this.job.name} has ended`);
      tell();
    });
  }
}
