import { FacetMaker } from "#agent/client/facet.ts";
import { eventSchemaUrls } from "#agent/contract/event-schema-urls.ts";
import type { DatasetEvent, EventType, JobEvent, RunEvent } from "#agent/contract/event.ts";

export type Bodies = Readonly<Record<string, object | undefined>>;

/** A dataset with the bodies of its facets by key; those that are undefined are left out. */
export interface DatasetBody {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: Bodies;
  /** `inputFacets` or `outputFacets`. */
  readonly useFacets?: Bodies;
}

export interface JobBody {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: Bodies;
}

export interface RunBody {
  readonly runId: string;
  readonly facets?: Bodies;
}

interface RunEventParts {
  readonly eventType: EventType;
  readonly eventTime: string;
  readonly run: RunBody;
  readonly job: JobBody;
  readonly inputs?: readonly DatasetBody[];
  readonly outputs?: readonly DatasetBody[];
}

/**
 * Makes events of an importer. `producer` has no version in it: it is a part of an event's identity, and
 * an import after an upgrade must add nothing.
 */
export class EventMaker {
  readonly #producer: string;
  readonly #maker: FacetMaker;

  constructor(tool: string) {
    this.#producer = `https://www.npmjs.com/package/@tidemark/agent#import-${tool}`;
    this.#maker = new FacetMaker(this.#producer);
  }

  run({ eventType, eventTime, run, job, inputs = [], outputs = [] }: RunEventParts): RunEvent {
    return {
      eventType,
      eventTime,
      run: { runId: run.runId, facets: this.#maker.all("run", run.facets ?? {}) },
      job: this.#job(job),
      inputs: inputs.map((dataset) => this.#used(dataset, "input")),
      outputs: outputs.map((dataset) => this.#used(dataset, "output")),
      producer: this.#producer,
      schemaURL: eventSchemaUrls.run,
    };
  }

  dataset(eventTime: string, dataset: DatasetBody): DatasetEvent {
    const { namespace, name, facets = {} } = dataset;
    return {
      eventTime,
      dataset: { namespace, name, facets: this.#maker.all("dataset", facets) },
      producer: this.#producer,
      schemaURL: eventSchemaUrls.dataset,
    };
  }

  job(eventTime: string, job: JobBody, inputs: readonly DatasetBody[], outputs: readonly DatasetBody[]): JobEvent {
    return {
      eventTime,
      job: this.#job(job),
      inputs: inputs.map((dataset) => this.#used(dataset, "input")),
      outputs: outputs.map((dataset) => this.#used(dataset, "output")),
      producer: this.#producer,
      schemaURL: eventSchemaUrls.job,
    };
  }

  #job({ namespace, name, facets = {} }: JobBody): RunEvent["job"] {
    return { namespace, name, facets: this.#maker.all("job", facets) };
  }

  #used({ namespace, name, facets = {}, useFacets = {} }: DatasetBody, use: "input" | "output") {
    const ofUse = this.#maker.all(use, useFacets);
    return {
      namespace,
      name,
      facets: this.#maker.all("dataset", facets),
      ...(Object.keys(ofUse).length > 0 && { [`${use}Facets`]: ofUse }),
    };
  }
}
