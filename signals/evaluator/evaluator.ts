import { spanAround } from "../calendar/time-span.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { DatasetExpectations, Expectations, JobExpectations } from "../expectations/expectations.ts";
import type { Thing } from "../expectations/resolve/thing.ts";
import type { FactSource } from "../facts/fact.ts";
import { KnownFacts } from "../facts/known-facts.ts";
import type { DatasetFacts, JobFacts } from "../facts/known-facts.ts";
import { DatasetLearner } from "../judge/dataset-learner.ts";
import { CompletionForecast } from "../judge/forecast.ts";
import { JobLearner } from "../judge/job-learner.ts";
import type { LearntJob } from "../judge/job-learner.ts";
import { makeVerdict } from "../judge/make-verdict.ts";
import type { About } from "../judge/make-verdict.ts";
import type { Signal, Surroundings } from "../signal.ts";
import { subjectKey } from "../verdict.ts";
import type { Evaluator, FullEvaluation, Heartbeat, Subject, Verdict } from "../verdict.ts";
import type { CurrentExpectations, ExpectationSource } from "./expectation-source.ts";
import { Breath } from "./breath.ts";
import { Ledger } from "./ledger.ts";
import { Stopwatch } from "./stopwatch.ts";

export interface EvaluatorOptions {
  readonly source: FactSource;
  readonly expectations: ExpectationSource;
  /** All of them when not given. */
  readonly signals?: readonly Signal[];
  /** Milliseconds that pass, for how long rules take. */
  readonly elapsed?: () => number;
}

/** While a maintenance window may begin or end, it is looked for so often. */
const maintenanceEveryMs = 60_000;

/** Judges all that is known: only what has changed since the evaluation before, or whose time has come, anew. */
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  return new LiveEvaluator(options);
}

class LiveEvaluator implements Evaluator {
  readonly #source: FactSource;
  readonly #expectationSource: ExpectationSource;
  readonly #signals: readonly Signal[];
  readonly #elapsed: () => number;
  readonly #facts = new KnownFacts();
  readonly #ledger = new Ledger();
  readonly #expectations = new Map<string, Expectations>();
  readonly #datasetLearners = new WeakMap<DatasetFacts, Learner<DatasetLearner>>();
  readonly #jobLearners = new WeakMap<JobFacts, Learner<JobLearner>>();
  #current: CurrentExpectations | undefined;

  constructor({ source, expectations, signals = catalogue, elapsed = () => performance.now() }: EvaluatorOptions) {
    this.#source = source;
    this.#expectationSource = expectations;
    this.#signals = signals;
    this.#elapsed = elapsed;
  }

  get declarations(): CurrentExpectations["declarations"] {
    return (this.#current ?? this.#expectationSource.current()).declarations;
  }

  expectationsOf(subject: Subject): Expectations | undefined {
    return this.#expectations.get(subjectKey(subject));
  }

  async evaluate(now: number): Promise<FullEvaluation> {
    this.#facts.apply(await this.#source.read(now));
    const current = this.#expectationSource.current();
    const all = current !== this.#current;
    if (all) this.#expectations.clear();
    this.#current = current;
    const watch = new Stopwatch(this.#elapsed);
    await this.#judgeAll(now, current, all, watch);
    return { at: now, ...this.#ledger.take(), heartbeats: this.#heartbeats(now, watch) };
  }

  async #judgeAll(now: number, current: CurrentExpectations, all: boolean, watch: Stopwatch): Promise<void> {
    const changed = this.#facts.takeChanged();
    const learntOf = (job: JobFacts): LearntJob => this.#learntJob(job);
    const around = { facts: this.#facts, learntOf, forecast: new CompletionForecast(this.#facts, learntOf, now) };
    const present = new Set<string>();
    const breath = new Breath(this.#elapsed);
    // Most are quiet most of the time: nothing is made for them.
    const isQuiet = (key: string, isChanged: boolean): boolean => {
      present.add(key);
      return !all && !isChanged && now < this.#ledger.validUntil(key);
    };
    const put = async (key: string, verdicts: readonly Verdict[]): Promise<void> => {
      this.#ledger.put(key, verdicts, now);
      if (breath.isDue()) await breath.take();
    };
    for (const [name, dataset] of this.#facts.datasets) {
      if (dataset.deletedAt !== null && dataset.deletedAt <= now) continue;
      const key = `dataset\0${name}`;
      if (isQuiet(key, changed.datasets.has(name))) continue;
      await put(key, this.#judgeDataset(now, name, dataset, subjectOf(dataset.thing), around, watch));
    }
    for (const [name, job] of this.#facts.jobs) {
      const key = `job\0${name}`;
      if (isQuiet(key, changed.jobs.has(name))) continue;
      await put(key, this.#judgeJob(now, name, job, subjectOf(job.thing), around, watch));
    }
    for (const thing of unheardOf(current, this.#facts)) {
      const subject = subjectOf(thing);
      const key = subjectKey(subject);
      if (!isQuiet(key, false)) await put(key, this.#judgeUnheardOf(now, thing, subject, current));
    }
    for (const budget of current.declarations.budgets) {
      const subject = { kind: "budget", namespace: "", name: budget.name } as const;
      const key = subjectKey(subject);
      present.add(key);
      await put(
        key,
        this.#ask(watch, subject, (signal) =>
          signal.ofBudget?.({ ...around, now, budget, about: aboutOf(signal, subject, budget.severity, now) }),
        ),
      );
    }
    const platform = { kind: "platform", namespace: "", name: "tidemark" } as const;
    present.add(subjectKey(platform));
    await put(
      subjectKey(platform),
      this.#ask(watch, platform, (signal) =>
        signal.ofPlatform?.({
          now,
          facts: this.#facts,
          declarations: current.declarations,
          about: aboutOf(signal, platform, "error", now),
        }),
      ),
    );
    for (const key of this.#ledger.subjects) if (!present.has(key)) this.#ledger.remove(key, now);
  }

  #judgeDataset(
    now: number,
    key: string,
    dataset: DatasetFacts,
    subject: Subject,
    around: Surroundings,
    watch: Stopwatch,
  ): readonly Verdict[] {
    const expectations = this.#datasetExpectations(dataset.thing);
    if (!expectations.enabled) return [];
    const learnt = this.#learnerOf(dataset, expectations).learn(dataset);
    const verdicts = this.#ask(watch, subject, (signal) =>
      signal.ofDataset?.({
        ...around,
        now,
        key,
        dataset,
        learnt,
        expectations,
        about: aboutOf(signal, subject, expectations.severity, now),
      }),
    );
    return this.#maintained(now, dataset.thing, verdicts);
  }

  #judgeJob(
    now: number,
    key: string,
    job: JobFacts,
    subject: Subject,
    around: Surroundings,
    watch: Stopwatch,
  ): readonly Verdict[] {
    const expectations = this.#jobExpectations(job.thing);
    if (!expectations.enabled) return [];
    const learnt = this.#learntJob(job);
    const verdicts = this.#ask(watch, subject, (signal) =>
      signal.ofJob?.({
        ...around,
        now,
        key,
        job,
        learnt,
        expectations,
        about: aboutOf(signal, subject, expectations.severity, now),
      }),
    );
    return this.#maintained(now, job.thing, verdicts);
  }

  /** Something is expected of it, and no event has ever named it: it must not hide. */
  #judgeUnheardOf(now: number, thing: Thing, subject: Subject, { resolver }: CurrentExpectations): readonly Verdict[] {
    const { expectations } = thing.kind === "dataset" ? resolver.dataset(thing) : resolver.job(thing);
    this.#expectations.set(subjectKey(subject), expectations);
    if (!expectations.enabled) return [];
    const [signal, what] =
      thing.kind === "dataset" ? (["freshness", "written"] as const) : (["completion", "run"] as const);
    const about = { signal, subject, severity: expectations.severity, now };
    const summary = `Something is expected of it, and no event has ever named it: is it ${what} under another name?`;
    return [makeVerdict(about, { state: "unknown", unit: "s", summary })];
  }

  /** One signal after the other; of one that fails what it said before holds, and the others go on. */
  #ask(
    watch: Stopwatch,
    subject: Subject,
    ask: (signal: Signal) => readonly Verdict[] | undefined,
  ): readonly Verdict[] {
    const before = this.#ledger.verdictsOf(subjectKey(subject));
    return this.#signals.flatMap((signal) =>
      watch.time(
        signal.name,
        () => ask(signal) ?? [],
        () => before.filter((verdict) => verdict.signal === signal.name),
      ),
    );
  }

  #datasetExpectations(thing: Thing): DatasetExpectations {
    const { resolver } = this.#current ?? this.#expectationSource.current();
    const { expectations } = resolver.dataset(thing);
    this.#expectations.set(subjectKey(subjectOf(thing)), expectations);
    return expectations;
  }

  #jobExpectations(thing: Thing): JobExpectations {
    const { resolver } = this.#current ?? this.#expectationSource.current();
    const { expectations } = resolver.job(thing);
    this.#expectations.set(subjectKey(subjectOf(thing)), expectations);
    return expectations;
  }

  #learnerOf(dataset: DatasetFacts, { falseAlertEveryMs, clock, freshness }: DatasetExpectations): DatasetLearner {
    const learnsFreshness = freshness?.kind === "learned";
    const key = `${falseAlertEveryMs} ${learnsFreshness} ${clock.key}`;
    const known = this.#datasetLearners.get(dataset);
    if (known?.key === key) return known.learner;
    const learner = new DatasetLearner({ falseAlertEveryMs, clock, learnsFreshness });
    this.#datasetLearners.set(dataset, { learner, key });
    return learner;
  }

  #learntJob(job: JobFacts): LearntJob {
    const known = this.#jobLearners.get(job);
    const { falseAlertEveryMs, clock } = this.#expectationsOfJob(job);
    const key = `${falseAlertEveryMs} ${clock.key}`;
    if (known?.key === key) return known.learner.learn(job);
    const learner = new JobLearner({ falseAlertEveryMs, clock });
    this.#jobLearners.set(job, { learner, key });
    return learner.learn(job);
  }

  #expectationsOfJob(job: JobFacts): Expectations {
    return this.#expectations.get(subjectKey(subjectOf(job.thing))) ?? this.#jobExpectations(job.thing);
  }

  /** What is wrong during maintenance is excused; it is looked at again when that ends. */
  #maintained(now: number, thing: Thing, verdicts: readonly Verdict[]): readonly Verdict[] {
    const windows = this.declarations.maintenance.filter(({ datasets, jobs }) => {
      if (datasets === undefined && jobs === undefined) return true;
      return (thing.kind === "dataset" ? datasets : jobs)?.match(thing) !== undefined;
    });
    if (windows.length === 0) return verdicts;
    const current = windows.find(({ span }) => spanAround(span, now) !== undefined);
    return verdicts.map((verdict) => {
      const validUntil = Math.min(verdict.validUntil, now + maintenanceEveryMs);
      if (current === undefined || (verdict.state !== "breach" && verdict.state !== "at_risk"))
        return { ...verdict, validUntil };
      return {
        ...verdict,
        validUntil,
        state: "excused",
        summary: `${verdict.summary} (maintenance: ${current.name})`,
      };
    });
  }

  #heartbeats(now: number, watch: Stopwatch): readonly Heartbeat[] {
    return this.#signals.map(({ name }) => ({
      rule: name,
      at: now,
      ...this.#ledger.tallyOf(name),
      durationMs: watch.durationOf(name),
      newestDataAt: this.#facts.platform.newestReceivedAt,
      error: watch.errorOf(name),
    }));
  }
}

interface Learner<L> {
  readonly learner: L;
  /** Of the expectations it depends on: others need another one. */
  readonly key: string;
}

function subjectOf({ kind, namespace, name }: Thing): Subject {
  return { kind, namespace, name };
}

function aboutOf({ name }: Signal, subject: Subject, severity: About["severity"], now: number): About {
  return { signal: name, subject, severity, now };
}

/** Named in the files, with their namespaces, and unknown. */
function unheardOf({ declarations }: CurrentExpectations, facts: KnownFacts): readonly Thing[] {
  return declarations.entries.flatMap(({ kind, matcher }) =>
    matcher.literalNames.flatMap(({ namespace, name }) => {
      const known = kind === "dataset" ? facts.datasets : facts.jobs;
      return namespace === "" || known.has(`${namespace}\0${name}`) || facts.isAlias(namespace, name)
        ? []
        : [{ kind, namespace, name }];
    }),
  );
}
