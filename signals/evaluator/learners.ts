import type { DatasetExpectations, JobExpectations } from "../expectations/expectations.ts";
import type { DatasetFacts, JobFacts } from "../facts/thing-facts.ts";
import { DatasetLearner } from "../judge/dataset-learner.ts";
import type { LearntDataset } from "../judge/dataset-learner.ts";
import { JobLearner } from "../judge/job-learner.ts";
import type { LearntJob } from "../judge/job-learner.ts";

interface Learner<L> {
  readonly learner: L;
  /** Of the expectations it depends on: others need another one. */
  readonly key: string;
}

/** What is usual of each thing, learnt from its facts; from the beginning when what it depends on has changed. */
export class Learners {
  readonly #datasets = new WeakMap<DatasetFacts, Learner<DatasetLearner>>();
  readonly #jobs = new WeakMap<JobFacts, Learner<JobLearner>>();

  dataset(dataset: DatasetFacts, { falseAlertEveryMs, clock, freshness }: DatasetExpectations): LearntDataset {
    const learnsFreshness = freshness?.kind === "learned";
    const key = `${falseAlertEveryMs} ${learnsFreshness} ${clock.key}`;
    const known = this.#datasets.get(dataset);
    if (known?.key === key) return known.learner.learn(dataset);
    const learner = new DatasetLearner({ falseAlertEveryMs, clock, learnsFreshness });
    this.#datasets.set(dataset, { learner, key });
    return learner.learn(dataset);
  }

  job(job: JobFacts, { falseAlertEveryMs, clock }: JobExpectations): LearntJob {
    const key = `${falseAlertEveryMs} ${clock.key}`;
    const known = this.#jobs.get(job);
    if (known?.key === key) return known.learner.learn(job);
    const learner = new JobLearner({ falseAlertEveryMs, clock });
    this.#jobs.set(job, { learner, key });
    return learner.learn(job);
  }
}
