import { AsyncLocalStorage } from "node:async_hooks";
import { v7 as uuidv7 } from "uuid";
import type { Config } from "../config/config.ts";
import type { RunRef } from "../config/parent-id.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Agent } from "./agent.ts";
import type { AgentOptions } from "./agent-options.ts";
import { FacetMaker } from "./facet.ts";
import type { Facets } from "./facet.ts";
import { createGuard } from "./guard.ts";
import type { Guard } from "./guard.ts";
import { jobFacets, jobName } from "./job.ts";
import type { JobInput } from "./job.ts";
import { Lifecycle } from "./lifecycle.ts";
import { openDelivery } from "./open-delivery.ts";
import type { Ancestry } from "./parent.ts";
import { TrackedRun } from "./run.ts";
import type { OpenRun, Run } from "./run.ts";
import { runFacets } from "./run-facets.ts";
import type { RunOptions } from "./run-options.ts";
import { RunState } from "./run-state.ts";
import { tagsOf } from "./labels.ts";
import { defaultProducer } from "./version.ts";
import type { LineageEvent } from "../contract/event.ts";
import type { DeliveryCounts, DeliveryStats } from "../delivery/counts.ts";

const defaultFlushMs = 10_000;
const defaultHeartbeatMs = 60_000;
const defaultExitFlushMs = 2000;

/**
 * Makes an agent. Without options it is configured as the other OpenLineage clients are: by
 * `OPENLINEAGE_…` variables or `openlineage.yml`.
 *
 * @example
 * const agent = createAgent({ transport: { type: "nats", url: "nats://127.0.0.1:4222" } });
 */
export function createAgent(options: AgentOptions = {}): Agent {
  return new DefaultAgent(options);
}

class DefaultAgent implements Agent {
  readonly #options: AgentOptions;
  readonly #config: Config;
  readonly #delivery: Delivery;
  readonly #guard: Guard;
  readonly #producer: string;
  readonly #maker: FacetMaker;
  readonly #lifecycle: Lifecycle;
  readonly #current = new AsyncLocalStorage<TrackedRun>();
  readonly #open = new Set<TrackedRun>();

  constructor(options: AgentOptions) {
    const { delivery, config, reporter } = openDelivery(options);
    this.#options = options;
    this.#config = config;
    this.#delivery = delivery;
    this.#guard = createGuard(reporter);
    this.#producer = options.producer ?? defaultProducer;
    this.#maker = new FacetMaker(this.#producer);
    this.#lifecycle = new Lifecycle(
      {
        abortRuns: (reason) => {
          for (const run of this.#open) run.abort(reason);
        },
        flush: () => delivery.flushWhileHealthy(options.exitFlushMs ?? defaultExitFlushMs),
        release: () => delivery.releaseSpool(),
      },
      options.handleSignals ?? true,
    );
  }

  async run<T>(
    job: string | JobInput,
    optionsOrWork: RunOptions | ((run: Run) => T | Promise<T>),
    workOrNothing?: (run: Run) => T | Promise<T>,
  ): Promise<T> {
    const [options, work] = typeof optionsOrWork === "function" ? [{}, optionsOrWork] : [optionsOrWork, workOrNothing];
    if (work === undefined) throw new TypeError("agent.run needs a function to run");
    const run = this.#begin(job, options ?? {});
    try {
      const result = await this.#current.run(run, () => work(run));
      run.complete();
      return result;
    } catch (error) {
      run.fail(error);
      throw error;
    }
  }

  start(job: string | JobInput, options: RunOptions = {}): OpenRun {
    return this.#begin(job, options);
  }

  emit(event: LineageEvent): void {
    this.#guard("emit", () => this.#delivery.accept(event));
  }

  currentRun(): Run | undefined {
    return this.#current.getStore();
  }

  async flush(timeoutMs = defaultFlushMs): Promise<DeliveryCounts> {
    return this.#delivery.flush(timeoutMs);
  }

  async close(timeoutMs = defaultFlushMs): Promise<DeliveryCounts> {
    this.#lifecycle.stop();
    return this.#delivery.close(timeoutMs);
  }

  stats(): DeliveryStats {
    return this.#delivery.stats();
  }

  #begin(job: string | JobInput, options: RunOptions): TrackedRun {
    const ref = this.#reference(job, options);
    const ancestry = this.#ancestry(options);
    let ofRun: Facets = {};
    let ofJob: Facets = {};
    this.#guard("run", () => {
      ofRun = runFacets(options, ancestry, this.#config, this.#environment(), this.#maker);
      ofJob = jobFacets(job, this.#maker, tagsOf(this.#config.jobTags));
    });
    const run = new TrackedRun({
      ref,
      root: ancestry?.root ?? ref,
      state: new RunState(ref, this.#maker, this.#producer, ofRun, ofJob),
      guard: this.#guard,
      heartbeatMs: options.heartbeatMs ?? this.#options.heartbeatMs ?? defaultHeartbeatMs,
      emit: (event) => this.#delivery.accept(event),
      eventTime: () => new Date(this.#now()).toISOString(),
      onEnd: (ended) => this.#ended(ended),
    });
    this.#open.add(run);
    this.#lifecycle.runsOpen(true);
    return run;
  }

  #ended(run: TrackedRun): void {
    this.#open.delete(run);
    if (this.#open.size === 0) this.#lifecycle.runsOpen(false);
  }

  /** A job without a name still runs; its run is told under a name that shows the mistake. */
  #reference(job: string | JobInput, options: RunOptions): RunRef {
    let name = { namespace: this.#config.namespace, name: "unnamed" };
    this.#guard("run", () => {
      name = jobName(job, this.#config.namespace);
    });
    return { ...name, runId: options.runId || this.#newRunId() };
  }

  /** Carries the time of the agent's clock, so that the ids of imported runs sort by when they ran. */
  #newRunId(): string {
    const msecs = this.#now();
    return this.#options.now === undefined || !(msecs >= 0) ? uuidv7() : uuidv7({ msecs });
  }

  #ancestry(options: RunOptions): Ancestry | undefined {
    const around = this.#current.getStore();
    if (options.parent !== undefined) return { parent: options.parent, root: options.root ?? options.parent };
    if (around !== undefined) return { parent: around.ref, root: options.root ?? around.root };
    const { parent, root } = this.#config;
    return parent && { parent, root: options.root ?? root ?? parent };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #environment(): Readonly<Record<string, string | undefined>> {
    // oxlint-disable-next-line node/no-process-env -- as `openDelivery`
    return this.#options.env ?? process.env;
  }
}
