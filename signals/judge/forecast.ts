import type { DataInterval } from "../calendar/data-interval.ts";
import type { Name, RunFact } from "../facts/fact.ts";
import type { KnownFacts } from "../facts/known-facts.ts";
import type { JobFacts } from "../facts/thing-facts.ts";
import { fulfilment } from "./delivery.ts";
import type { LearntJob } from "./job-learner.ts";
import { quantileOf } from "./median.ts";
import type { Foresight } from "./timeliness.ts";
import { momentText, nameText, spanText } from "./words.ts";

/** Runs without which nobody can say how long the next one takes. */
const fewRuns = 3;
/** So many jobs one after the other are looked at. */
const longestPath = 20;
/** A job that is due less often than this does not hold up the others every time. */
const rarer = 1.5;

export type LearntOf = (job: JobFacts) => LearntJob;

/** Foretells when jobs will have completed, from what goes on now and what usually comes after it. */
export class CompletionForecast {
  readonly #facts: KnownFacts;
  readonly #learntOf: LearntOf;
  readonly #now: number;
  /** What was asked before; while it is being answered, undefined, so that a circle ends. */
  readonly #answers = new Map<string, Foresight | undefined>();

  constructor(facts: KnownFacts, learntOf: LearntOf, now: number) {
    this.#facts = facts;
    this.#learntOf = learntOf;
    this.#now = now;
  }

  /** When the job will have worked on the data; undefined when it has, or nobody can say. */
  ofJob(key: string, data: DataInterval): Foresight | undefined {
    return this.#finish(key, data, 0);
  }

  /** When the last of the jobs that write the dataset will have. */
  ofDataset(key: string, data: DataInterval): Foresight | undefined {
    return latest([...this.#facts.writersOf(key)].map((job) => this.ofJob(job, data)));
  }

  #finish(key: string, data: DataInterval, depth: number): Foresight | undefined {
    if (depth >= longestPath) return undefined;
    const asked = `${key}\0${data.from}\0${data.to}`;
    if (this.#answers.has(asked)) return this.#answers.get(asked);
    this.#answers.set(asked, undefined);
    const answer = this.#foresee(key, data, depth);
    this.#answers.set(asked, answer);
    return answer;
  }

  #foresee(key: string, data: DataInterval, depth: number): Foresight | undefined {
    const job = this.#facts.jobs.get(key);
    if (job === undefined) return undefined;
    const learnt = this.#learntOf(job);
    if (fulfilment(learnt.deliveries, data) !== undefined || learnt.recentDurations.length < fewRuns) return undefined;
    const usual = learnt.usualDuration;
    const running = job.runs.open
      .filter((run) => run.state === "RUNNING" && !run.streaming && isFor(run, data))
      .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
      .at(-1);
    if (running?.startedAt !== undefined && running.startedAt !== null)
      return this.#ofRunning(job, running.startedAt, usual, learnt);
    return this.#ofWaiting(job, learnt, usual, data, depth + 1);
  }

  #ofRunning(job: JobFacts, startedAt: number, usual: number, learnt: LearntJob): Foresight {
    const elapsed = this.#now - startedAt;
    // What takes longer than ever is not about to end.
    const longest = quantileOf(learnt.recentDurations, 0.95);
    const rest = elapsed < usual ? usual - elapsed : elapsed < longest ? longest - elapsed : 0.25 * elapsed;
    return {
      at: this.#now + rest,
      because: `${nameText(job.thing)} is still running since ${momentText(startedAt)}, and usually takes ${spanText(usual)}`,
      waitsFor: nameOf(job),
    };
  }

  #ofWaiting(
    job: JobFacts,
    learnt: LearntJob,
    usual: number,
    data: DataInterval,
    depth: number,
  ): Foresight | undefined {
    const own = learnt.completions.due();
    const upstream = latest(
      this.#upstreamOf(job, own.cadenceMs, own.expectedAt).map((key) => this.#finish(key, data, depth)),
    );
    const usualStart = own.expectedAt === null ? -Infinity : own.expectedAt - usual;
    if (upstream !== undefined && upstream.at > usualStart)
      return { ...upstream, at: Math.max(upstream.at, this.#now) + usual };
    const failed = learnt.recent.at(-1);
    // What need not have started yet comes as it always does.
    if (failed?.state !== "FAIL" && (own.expectedAt === null || usualStart > this.#now)) return undefined;
    const start = Math.max(this.#now, usualStart);
    const because =
      failed?.state === "FAIL"
        ? `the last run of ${nameText(job.thing)} failed, and it usually takes ${spanText(usual)}`
        : `${nameText(job.thing)} has not started, and usually takes ${spanText(usual)}`;
    return { at: start + usual, because, waitsFor: nameOf(job) };
  }

  /** The jobs that write what it reads, as often as it does, and usually before it. */
  #upstreamOf(job: JobFacts, cadence: number | null, expectedAt: number | null): readonly string[] {
    const own = `${job.thing.namespace}\0${job.thing.name}`;
    const writers = new Set<string>();
    for (const dataset of job.reads) for (const writer of this.#facts.writersOf(dataset)) writers.add(writer);
    return [...writers].filter((key) => {
      const facts = this.#facts.jobs.get(key);
      if (key === own || facts === undefined) return false;
      const due = this.#learntOf(facts).completions.due();
      if (due.cadenceMs === null || due.expectedAt === null) return false;
      return due.cadenceMs <= rarer * (cadence ?? Infinity) && due.expectedAt <= (expectedAt ?? Infinity);
    });
  }
}

function latest(all: readonly (Foresight | undefined)[]): Foresight | undefined {
  return all.reduce((best, each) => (each !== undefined && each.at > (best?.at ?? -Infinity) ? each : best), undefined);
}

/** A run that works on older data does not bring this. */
function isFor({ nominal, startedAt, backfill }: RunFact, data: DataInterval): boolean {
  if (backfill) return false;
  if (nominal === null || nominal.to === nominal.from) return (startedAt ?? 0) >= data.from;
  return nominal.to >= data.to - (nominal.to - nominal.from) / 2;
}

function nameOf({ thing }: JobFacts): Name {
  return { namespace: thing.namespace, name: thing.name };
}
