import type { Declarations, SharedBudget } from "./expectations/declarations.ts";
import type { DatasetExpectations, JobExpectations } from "./expectations/expectations.ts";
import type { KnownFacts } from "./facts/known-facts.ts";
import type { DatasetFacts, JobFacts } from "./facts/thing-facts.ts";
import type { LearntDataset } from "./judge/dataset-learner.ts";
import type { CompletionForecast } from "./judge/forecast.ts";
import type { LearntJob } from "./judge/job-learner.ts";
import type { About } from "./judge/make-verdict.ts";
import type { SignalName, Unit, Verdict } from "./verdict.ts";

/** What is judged by one name, for dashboards, alerts, command line and documentation alike. */
export interface Signal {
  readonly name: SignalName;
  readonly title: string;
  readonly unit: Unit;
  /** What it means, in words. */
  readonly meaning: string;
  /** What counts as wrong where nobody says anything. */
  readonly standard: string;
  /** Where the threshold is said, by whoever owns the data: keys of an expectation; empty when it is the platform's. */
  readonly thresholdKeys: readonly string[];
  readonly aspects: string;
  /** What it is judged from, for dashboards: a SELECT over the read views. */
  readonly observations: string;
  /** Whom it judges; one of these at least. */
  readonly ofDataset?: (asked: DatasetAsked) => readonly Verdict[];
  readonly ofJob?: (asked: JobAsked) => readonly Verdict[];
  readonly ofBudget?: (asked: BudgetAsked) => readonly Verdict[];
  readonly ofPlatform?: (asked: PlatformAsked) => readonly Verdict[];
}

interface Asked {
  readonly now: number;
  readonly about: About;
}

export interface Surroundings {
  readonly facts: KnownFacts;
  readonly forecast: CompletionForecast;
  readonly learntOf: (job: JobFacts) => LearntJob;
}

export interface DatasetAsked extends Asked, Surroundings {
  readonly key: string;
  readonly dataset: DatasetFacts;
  readonly learnt: LearntDataset;
  readonly expectations: DatasetExpectations;
}

export interface JobAsked extends Asked, Surroundings {
  readonly key: string;
  readonly job: JobFacts;
  readonly learnt: LearntJob;
  readonly expectations: JobExpectations;
}

export interface BudgetAsked extends Asked, Surroundings {
  readonly budget: SharedBudget;
}

export interface PlatformAsked extends Asked {
  readonly facts: KnownFacts;
  readonly declarations: Declarations;
}
