import type { DatasetExpectations, Expectations, JobExpectations } from "../expectations/expectations.ts";
import type { Thing } from "../expectations/resolve/thing.ts";
import { subjectKey } from "../verdict.ts";
import type { Subject } from "../verdict.ts";
import type { CurrentExpectations, ExpectationSource } from "./expectation-source.ts";

/** What is expected of each thing that is judged, as of the evaluation that is made. */
export class Expected {
  readonly #source: ExpectationSource;
  #current: CurrentExpectations | undefined;
  /** Of all that was asked for, also by others later. */
  #bySubject = new Map<string, Expectations>();
  #datasets = new WeakMap<Thing, DatasetExpectations>();
  #jobs = new WeakMap<Thing, JobExpectations>();

  constructor(source: ExpectationSource) {
    this.#source = source;
  }

  get current(): CurrentExpectations {
    return this.#current ?? this.#source.current();
  }

  /** Looks whether something else is expected now: whether all must be judged anew. */
  refresh(): boolean {
    const current = this.#source.current();
    if (current === this.#current) return false;
    this.#current = current;
    this.#bySubject = new Map();
    this.#datasets = new WeakMap();
    this.#jobs = new WeakMap();
    return true;
  }

  of(subject: Subject): Expectations | undefined {
    return this.#bySubject.get(subjectKey(subject));
  }

  ofDataset(thing: Thing): DatasetExpectations {
    const known = this.#datasets.get(thing);
    if (known !== undefined) return known;
    const { expectations } = this.current.resolver.dataset(thing);
    this.#datasets.set(thing, expectations);
    this.#bySubject.set(subjectKey(thing), expectations);
    return expectations;
  }

  ofJob(thing: Thing): JobExpectations {
    const known = this.#jobs.get(thing);
    if (known !== undefined) return known;
    const { expectations } = this.current.resolver.job(thing);
    this.#jobs.set(thing, expectations);
    this.#bySubject.set(subjectKey(thing), expectations);
    return expectations;
  }
}
