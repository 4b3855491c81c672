import { catalogue } from "../catalogue/catalogue.ts";
import type { Expectations } from "../expectations/expectations.ts";
import type { Thing } from "../expectations/resolve/thing.ts";
import type { FactSource } from "../facts/fact.ts";
import { KnownFacts } from "../facts/known-facts.ts";
import type { DatasetFacts, JobFacts } from "../facts/thing-facts.ts";
import { CompletionForecast } from "../judge/forecast.ts";
import type { LearntJob } from "../judge/job-learner.ts";
import type { About } from "../judge/make-verdict.ts";
import type { Signal, Surroundings } from "../signal.ts";
import { subjectKey } from "../verdict.ts";
import type { Evaluator, FullEvaluation, Heartbeat, Subject, Verdict } from "../verdict.ts";
import { Breath } from "./breath.ts";
import type { ExpectationSource } from "./expectation-source.ts";
import { Expected } from "./expected.ts";
import { Learners } from "./learners.ts";
import { Ledger } from "./ledger.ts";
import { excusedByMaintenance } from "./maintenance.ts";
import { Stopwatch } from "./stopwatch.ts";
import { judgeUnheardOf, unheardOf } from "./unheard-of.ts";

export interface EvaluatorOptions {
  readonly source: FactSource;
  readonly expectations: ExpectationSource;
  /** All of them when not given. */
  readonly signals?: readonly Signal[];
  /** Milliseconds that pass, for how long rules take. */
  readonly elapsed?: () => number;
}

/** Judges all that is known: only what has changed since the evaluation before, or whose time has come, anew. */
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  return new LiveEvaluator(options);
}

class LiveEvaluator implements Evaluator {
  readonly #source: FactSource;
  readonly #signals: readonly Signal[];
  readonly #elapsed: () => number;
  readonly #expected: Expected;
  #facts = new KnownFacts();
  readonly #learners = new Learners();
  readonly #ledger = new Ledger();

  constructor({ source, expectations, signals = catalogue, elapsed = () => performance.now() }: EvaluatorOptions) {
    this.#source = source;
    this.#expected = new Expected(expectations);
    this.#signals = signals;
    this.#elapsed = elapsed;
  }

  get declarations(): Evaluator["declarations"] {
    return this.#expected.current.declarations;
  }

  expectationsOf(subject: Subject): Expectations | undefined {
    return this.#expected.of(subject);
  }

  async evaluate(now: number): Promise<FullEvaluation> {
    const batch = await this.#source.read(now);
    if (batch.afresh === true) this.#facts = new KnownFacts();
    this.#facts.apply(batch);
    const expectsElse = this.#expected.refresh();
    const watch = new Stopwatch(this.#elapsed);
    await this.#judgeAll(now, expectsElse || batch.afresh === true, watch);
    return { at: now, ...this.#ledger.take(), heartbeats: this.#heartbeats(now, watch) };
  }

  async #judgeAll(now: number, all: boolean, watch: Stopwatch): Promise<void> {
    const changed = this.#facts.takeChanged();
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
    const around = this.#surroundings(now);
    for (const [name, dataset] of this.#facts.datasets) {
      if (dataset.deletedAt !== null && dataset.deletedAt <= now) continue;
      const key = `dataset\0${name}`;
      if (!isQuiet(key, changed.datasets.has(name)))
        await put(key, this.#judgeDataset(now, name, dataset, around, watch));
    }
    for (const [name, job] of this.#facts.jobs) {
      const key = `job\0${name}`;
      if (!isQuiet(key, changed.jobs.has(name))) await put(key, this.#judgeJob(now, name, job, around, watch));
    }
    const { declarations } = this;
    for (const thing of unheardOf(declarations, this.#facts)) {
      const subject = subjectOf(thing);
      const key = subjectKey(subject);
      if (!isQuiet(key, false)) await put(key, judgeUnheardOf(subject, this.#expectationsOf(thing), now));
    }
    for (const budget of declarations.budgets) {
      const subject = { kind: "budget", namespace: "", name: budget.name } as const;
      const about = { subject, severity: budget.severity, now };
      present.add(subjectKey(subject));
      await put(
        subjectKey(subject),
        this.#ask(watch, about, (signal, of) => signal.ofBudget?.({ ...around, now, budget, about: of })),
      );
    }
    const platform = { kind: "platform", namespace: "", name: "tidemark" } as const;
    const about = { subject: platform, severity: "error", now } as const;
    present.add(subjectKey(platform));
    await put(
      subjectKey(platform),
      this.#ask(watch, about, (signal, of) =>
        signal.ofPlatform?.({ now, facts: this.#facts, declarations, about: of }),
      ),
    );
    for (const key of this.#ledger.subjects) if (!present.has(key)) this.#ledger.remove(key, now);
  }

  #surroundings(now: number): Surroundings {
    const learntOf = (job: JobFacts): LearntJob => this.#learners.job(job, this.#expected.ofJob(job.thing));
    return { facts: this.#facts, learntOf, forecast: new CompletionForecast(this.#facts, learntOf, now) };
  }

  #judgeDataset(
    now: number,
    key: string,
    dataset: DatasetFacts,
    around: Surroundings,
    watch: Stopwatch,
  ): readonly Verdict[] {
    const expectations = this.#expected.ofDataset(dataset.thing);
    if (!expectations.enabled) return [];
    const learnt = this.#learners.dataset(dataset, expectations);
    const about = { subject: subjectOf(dataset.thing), severity: expectations.severity, now };
    const verdicts = this.#ask(watch, about, (signal, of) =>
      signal.ofDataset?.({ ...around, now, key, dataset, learnt, expectations, about: of }),
    );
    return excusedByMaintenance(this.declarations.maintenance, dataset.thing, now, verdicts);
  }

  #judgeJob(now: number, key: string, job: JobFacts, around: Surroundings, watch: Stopwatch): readonly Verdict[] {
    const expectations = this.#expected.ofJob(job.thing);
    if (!expectations.enabled) return [];
    const learnt = around.learntOf(job);
    const about = { subject: subjectOf(job.thing), severity: expectations.severity, now };
    const verdicts = this.#ask(watch, about, (signal, of) =>
      signal.ofJob?.({ ...around, now, key, job, learnt, expectations, about: of }),
    );
    return excusedByMaintenance(this.declarations.maintenance, job.thing, now, verdicts);
  }

  #expectationsOf(thing: Thing): Expectations {
    return thing.kind === "dataset" ? this.#expected.ofDataset(thing) : this.#expected.ofJob(thing);
  }

  /** One signal after the other; of one that fails what it said before holds, and the others go on. */
  #ask(
    watch: Stopwatch,
    about: Omit<About, "signal">,
    ask: (signal: Signal, about: About) => readonly Verdict[] | undefined,
  ): readonly Verdict[] {
    return this.#signals.flatMap((signal) =>
      watch.time(
        signal.name,
        () => ask(signal, { signal: signal.name, ...about }) ?? [],
        () => this.#ledger.verdictsOf(subjectKey(about.subject)).filter((verdict) => verdict.signal === signal.name),
      ),
    );
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

function subjectOf({ kind, namespace, name }: Thing): Subject {
  return { kind, namespace, name };
}
