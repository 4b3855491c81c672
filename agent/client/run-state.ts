import type { EventType, RunEvent } from "../contract/event.ts";
import { eventSchemaUrls } from "../contract/event-schema-urls.ts";
import type { Cost } from "../contract/facets/cost.ts";
import type { RunRef } from "../config/parent-id.ts";
import { datasetFacets, inputFacets, outputFacets } from "./dataset-facets.ts";
import type { InputDetails, OutputDetails } from "./dataset-facets.ts";
import { datasetName } from "../contract/dataset-ref.ts";
import type { DatasetName, DatasetRef } from "../contract/dataset-ref.ts";
import type { FacetMaker, Facets } from "./facet.ts";
import { assertionOf, mergeMetrics } from "./quality.ts";
import type { DatasetMetrics, Expectation } from "./quality.ts";

interface DatasetState extends DatasetName {
  readonly facets: Facets;
  /** `inputFacets` or `outputFacets`. */
  readonly ioFacets: Facets;
}

/** Everything a run has said so far. Each of its events carries all of it, so that losing one loses nothing. */
export class RunState {
  readonly #run: RunRef;
  readonly #maker: FacetMaker;
  readonly #producer: string;
  readonly #runFacets: Facets;
  readonly #jobFacets: Facets;
  readonly #inputs = new Map<string, DatasetState>();
  readonly #outputs = new Map<string, DatasetState>();
  readonly #costs: Cost[] = [];

  constructor(run: RunRef, maker: FacetMaker, producer: string, runFacets: Facets, jobFacets: Facets) {
    this.#run = run;
    this.#maker = maker;
    this.#producer = producer;
    this.#runFacets = runFacets;
    this.#jobFacets = jobFacets;
  }

  input(ref: DatasetRef, details: InputDetails): void {
    const state = this.#dataset(this.#inputs, ref);
    Object.assign(state.facets, datasetFacets(details, this.#maker, this.#run.namespace));
    Object.assign(state.ioFacets, inputFacets(details, this.#maker));
  }

  output(ref: DatasetRef, details: OutputDetails): void {
    const state = this.#dataset(this.#outputs, ref);
    Object.assign(state.facets, datasetFacets(details, this.#maker, this.#run.namespace));
    Object.assign(state.ioFacets, outputFacets(details, this.#maker));
  }

  expect(ref: DatasetRef, expectation: Expectation): void {
    const assertion = assertionOf(expectation);
    const { owner, facets } = this.#qualityFacets(ref);
    const before = facets["dataQualityAssertions"];
    const assertions = typeof before === "object" && before !== null && "assertions" in before ? before.assertions : [];
    facets["dataQualityAssertions"] = this.#maker.make(owner, "dataQualityAssertions", {
      assertions: [...(Array.isArray(assertions) ? assertions : []), assertion],
    });
  }

  metric(ref: DatasetRef, metrics: DatasetMetrics): void {
    const { owner, facets } = this.#qualityFacets(ref);
    const merged = mergeMetrics(facets["dataQualityMetrics"], metrics);
    facets["dataQualityMetrics"] = this.#maker.make(owner, "dataQualityMetrics", merged);
  }

  cost(cost: Cost): void {
    this.#costs.push(cost);
    this.runFacet("tidemark_cost", { costs: [...this.#costs] });
  }

  runFacet(key: string, body: object): void {
    this.#runFacets[key] = this.#maker.make("run", key, body);
  }

  jobFacet(key: string, body: object): void {
    this.#jobFacets[key] = this.#maker.make("job", key, body);
  }

  event(eventType: EventType, eventTime: string): RunEvent {
    const { namespace, name, runId } = this.#run;
    return {
      eventType,
      eventTime,
      run: { runId, facets: { ...this.#runFacets } },
      job: { namespace, name, facets: { ...this.#jobFacets } },
      inputs: [...this.#inputs.values()].map((dataset) => datasetOf(dataset, "inputFacets")),
      outputs: [...this.#outputs.values()].map((dataset) => datasetOf(dataset, "outputFacets")),
      producer: this.#producer,
      schemaURL: eventSchemaUrls.run,
    };
  }

  /** Results for what the run wrote stand beside the output, all others beside an input, where the specification has them. */
  #qualityFacets(ref: DatasetRef): { readonly owner: "dataset" | "input"; readonly facets: Facets } {
    const output = this.#outputs.get(keyOf(datasetName(ref, this.#run.namespace)));
    if (output !== undefined) return { owner: "dataset", facets: output.facets };
    return { owner: "input", facets: this.#dataset(this.#inputs, ref).ioFacets };
  }

  #dataset(datasets: Map<string, DatasetState>, ref: DatasetRef): DatasetState {
    const name = datasetName(ref, this.#run.namespace);
    const known = datasets.get(keyOf(name));
    if (known !== undefined) return known;
    const state = { ...name, facets: {}, ioFacets: {} };
    datasets.set(keyOf(name), state);
    return state;
  }
}

function datasetOf(
  { namespace, name, facets, ioFacets }: DatasetState,
  key: "inputFacets" | "outputFacets",
): DatasetName {
  return {
    namespace,
    name,
    ...(hasMembers(facets) && { facets: { ...facets } }),
    ...(hasMembers(ioFacets) && { [key]: { ...ioFacets } }),
  };
}

function hasMembers(facets: Facets): boolean {
  return Object.keys(facets).length > 0;
}

function keyOf({ namespace, name }: DatasetName): string {
  return `${namespace}\n${name}`;
}
