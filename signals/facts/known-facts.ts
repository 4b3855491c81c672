import { joinNames } from "../expectations/resolve/known-names.ts";
import type { NamedThing } from "../expectations/resolve/known-names.ts";
import type { Thing } from "../expectations/resolve/thing.ts";
import { nameKey } from "./fact.ts";
import type { CheckFact, FactBatch, Name, PlatformFact, SchemaFact, ThingFact, WriteFact } from "./fact.ts";
import { checkKey, costKey, observerKey, schemaKey, writeKey } from "./fact-keys.ts";
import { History } from "./history.ts";
import { isSameFact } from "./same-fact.ts";
import { GrowingDataset, GrowingJob, defaultFactLimits } from "./thing-facts.ts";
import type { DatasetFacts, FactLimits, JobFacts } from "./thing-facts.ts";

export interface Changed {
  readonly datasets: ReadonlySet<string>;
  readonly jobs: ReadonlySet<string>;
}

/** Three weeks. */
const busyHoursKept = 504;

const nothingKnown: PlatformFact = { newestReceivedAt: null, lagMs: null, deadLetters: [] };

/** What is known of all datasets and jobs, held in memory within bounds. Batches in any order and overlap say the same. */
export class KnownFacts {
  readonly #limits: FactLimits;
  readonly #datasets = new Map<string, GrowingDataset>();
  readonly #jobs = new Map<string, GrowingJob>();
  /** The canonical key of each name that symlinks give another one. */
  readonly #canonical = new Map<string, string>();
  readonly #writers = new Map<string, Set<string>>();
  #changedDatasets = new Set<string>();
  #changedJobs = new Set<string>();
  readonly #busyHours = new Set<number>();
  #platform = nothingKnown;

  constructor(limits: FactLimits = defaultFactLimits) {
    this.#limits = limits;
  }

  get datasets(): ReadonlyMap<string, DatasetFacts> {
    return this.#datasets;
  }

  get jobs(): ReadonlyMap<string, JobFacts> {
    return this.#jobs;
  }

  get platform(): PlatformFact {
    return this.#platform;
  }

  /** Hours since the epoch in which a run ended, of the last weeks. */
  get busyHours(): ReadonlySet<number> {
    return this.#busyHours;
  }

  /** The jobs that write a dataset, by the dataset's canonical key. */
  writersOf(dataset: string): ReadonlySet<string> {
    return this.#writers.get(dataset) ?? new Set();
  }

  /** Whether symlinks give another name to show for it. */
  isAlias(namespace: string, name: string): boolean {
    return this.#canonical.has(nameKey({ namespace, name }));
  }

  /** Those about which something is new since the last call. */
  takeChanged(): Changed {
    const changed = { datasets: this.#changedDatasets, jobs: this.#changedJobs };
    this.#changedDatasets = new Set();
    this.#changedJobs = new Set();
    return changed;
  }

  apply(batch: FactBatch): void {
    this.#platform = batch.platform;
    for (const thing of batch.things) this.#putThing(thing);
    for (const { job, dataset, role } of batch.links) this.#link(job, dataset, role);
    for (const write of batch.writes) this.#putWrite(write);
    for (const run of batch.runs) {
      const job = this.#job(run.job);
      if (job.runs.put(run.runId, run)) this.#changedJobs.add(nameKey(run.job));
      job.runs.trim(({ runId }) => runId);
      this.#busyHours.add(Math.floor((run.endedAt ?? run.lastEventAt) / 3_600_000));
    }
    this.#trimHours();
    for (const check of batch.checks) this.#putCheck(check);
    for (const schema of batch.schemas) {
      const [key, dataset] = this.#dataset(schema.dataset);
      const known = dataset.schemas.get(schemaKey(schema));
      // Of what somebody writes a reader's word, which may be half of it, is no news; of a source there is no other.
      if (schema.isRead && known === undefined && this.writersOf(key).size > 0) continue;
      const merged = known === undefined ? schema : widened(known, schema);
      if (dataset.schemas.put(schemaKey(schema), merged)) this.#changedDatasets.add(key);
      dataset.schemas.trim(schemaKey);
    }
    for (const cost of batch.costs) {
      const job = this.#job(cost.job);
      // The last by event time holds, whichever comes last.
      if ((job.costs.get(costKey(cost))?.at ?? -Infinity) > cost.at) continue;
      if (job.costs.put(costKey(cost), cost)) this.#changedJobs.add(nameKey(cost.job));
      job.costs.trim(costKey);
    }
  }

  #trimHours(): void {
    if (this.#busyHours.size <= 2 * busyHoursKept) return;
    const newest = Math.max(...this.#busyHours);
    for (const each of this.#busyHours) if (each < newest - busyHoursKept) this.#busyHours.delete(each);
  }

  #putThing(fact: ThingFact): void {
    const { thing } = fact;
    if (thing.kind === "job") {
      const job = this.#job(thing);
      const joined = withoutCanonical(thing);
      if (isSameFact(job.thing, joined) && job.firstReceivedAt <= fact.receivedAt) return;
      job.thing = joined;
      job.firstReceivedAt = Math.min(job.firstReceivedAt, fact.receivedAt);
      this.#changedJobs.add(nameKey(thing));
      return;
    }
    const [own, shown] = [nameKey(thing), nameKey(thing.canonical)];
    if (own !== shown) this.#canonical.set(own, shown);
    const dataset = this.#datasetOf(shown, thing.canonical);
    if (isSameFact(dataset.names.get(own), fact)) return;
    if (own !== shown) this.#merge(own, dataset, shown);
    dataset.names.set(own, fact);
    const facts = [...dataset.names.values()];
    const [joined] = joinNames(facts.map((each) => each.thing));
    if (joined !== undefined) dataset.thing = joined;
    dataset.firstReceivedAt = Math.min(...facts.map(({ receivedAt }) => receivedAt));
    // Gone when all its names are.
    const gone = facts.map(({ deletedAt }) => deletedAt ?? Infinity);
    dataset.deletedAt = gone.includes(Infinity) ? null : Math.max(...gone);
    this.#changedDatasets.add(shown);
  }

  /** What was known under a name before a symlink said what it is called. */
  #merge(own: string, into: GrowingDataset, shown: string): void {
    const former = this.#datasets.get(own);
    if (former === undefined) return;
    this.#datasets.delete(own);
    for (const write of [...former.writes.ended, ...former.writes.open]) into.writes.put(writeKey(write), write);
    for (const schema of former.schemas.ended) into.schemas.put(schemaKey(schema), schema);
    for (const results of former.checks.values()) for (const check of results.ended) this.#putCheck(check);
    for (const writer of this.#writers.get(own) ?? []) this.#writersPut(shown, writer);
    this.#writers.delete(own);
    for (const job of this.#jobs.values()) {
      if (job.reads.delete(own)) job.reads.add(shown);
      if (job.writes.delete(own)) job.writes.add(shown);
    }
  }

  #writersPut(dataset: string, job: string): void {
    this.#writers.set(dataset, (this.#writers.get(dataset) ?? new Set()).add(job));
  }

  #link(job: Name, dataset: Name, role: "input" | "output"): void {
    const [key] = this.#dataset(dataset);
    (role === "input" ? this.#job(job).reads : this.#job(job).writes).add(key);
    if (role === "output") this.#writersPut(key, nameKey(job));
  }

  #putWrite(write: WriteFact): void {
    const [key, dataset] = this.#dataset(write.dataset);
    if (dataset.writes.put(writeKey(write), write)) this.#changedDatasets.add(key);
    dataset.writes.trim(writeKey);
  }

  #putCheck(check: CheckFact): void {
    const [key, dataset] = this.#dataset(check.dataset);
    const name = checkKey(check);
    const results = dataset.checks.get(name) ?? new History<CheckFact>(this.#limits.fewPerThing, ({ at }) => at);
    dataset.checks.set(name, results);
    const known = results.get(observerKey(check));
    if (known !== undefined && known.at > check.at) return;
    if (results.put(observerKey(check), check)) this.#changedDatasets.add(key);
    results.trim(observerKey);
  }

  #job(name: Name): GrowingJob {
    const key = nameKey(name);
    const known = this.#jobs.get(key) ?? new GrowingJob(name, this.#limits);
    this.#jobs.set(key, known);
    return known;
  }

  #dataset(name: Name): readonly [string, GrowingDataset] {
    const own = nameKey(name);
    const shown = this.#canonical.get(own) ?? own;
    return [shown, this.#datasetOf(shown, name)];
  }

  #datasetOf(key: string, name: Name): GrowingDataset {
    const known = this.#datasets.get(key) ?? new GrowingDataset(name, this.#limits);
    this.#datasets.set(key, known);
    return known;
  }
}

function withoutCanonical({ kind, namespace, name, aliases, tags, type, owners, facet }: NamedThing): Thing {
  return {
    kind,
    namespace,
    name,
    ...(aliases === undefined ? {} : { aliases }),
    ...(tags === undefined ? {} : { tags }),
    ...(type === undefined ? {} : { type }),
    ...(owners === undefined ? {} : { owners }),
    facet,
  };
}

/** From the first time it was seen to the last. */
function widened(known: SchemaFact, schema: SchemaFact): SchemaFact {
  const later = schema.lastSeen >= known.lastSeen ? schema : known;
  const firstSeen = Math.min(known.firstSeen, schema.firstSeen);
  return { ...later, firstSeen, lastSeen: later.lastSeen, isRead: known.isRead && schema.isRead };
}
