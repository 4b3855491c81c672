import type { Thing } from "../expectations/resolve/thing.ts";
import type { CheckFact, CostFact, Name, RunFact, SchemaFact, ThingFact, WriteFact } from "./fact.ts";
import { History } from "./history.ts";

export interface FactLimits {
  /** Of each kind, for each dataset or job. */
  readonly perThing: number;
  /** Schema versions and results of one check. */
  readonly fewPerThing: number;
}

export const defaultFactLimits: FactLimits = { perThing: 400, fewPerThing: 10 };

/** What is known of a dataset under all its names. */
export interface DatasetFacts {
  readonly kind: "dataset";
  readonly thing: Thing;
  readonly firstReceivedAt: number;
  readonly deletedAt: number | null;
  readonly writes: History<WriteFact>;
  /** By check, the newest last. */
  readonly checks: ReadonlyMap<string, History<CheckFact>>;
  readonly schemas: History<SchemaFact>;
}

export interface JobFacts {
  readonly kind: "job";
  readonly thing: Thing;
  readonly firstReceivedAt: number;
  readonly runs: History<RunFact>;
  readonly costs: History<CostFact>;
  /** Canonical keys of datasets. */
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** As facts about it come. */
export class GrowingDataset implements DatasetFacts {
  readonly kind = "dataset";
  thing: Thing;
  firstReceivedAt = Infinity;
  deletedAt: number | null = null;
  readonly names = new Map<string, ThingFact>();
  readonly writes: History<WriteFact>;
  readonly checks = new Map<string, History<CheckFact>>();
  readonly schemas: History<SchemaFact>;

  constructor(name: Name, limits: FactLimits) {
    this.thing = { kind: "dataset", namespace: name.namespace, name: name.name };
    this.writes = new History(limits.perThing, ({ endedAt }) => endedAt);
    this.schemas = new History(limits.fewPerThing, ({ firstSeen }) => firstSeen);
  }
}

export class GrowingJob implements JobFacts {
  readonly kind = "job";
  thing: Thing;
  firstReceivedAt = Infinity;
  readonly runs: History<RunFact>;
  readonly costs: History<CostFact>;
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();

  constructor(name: Name, limits: FactLimits) {
    this.thing = { kind: "job", namespace: name.namespace, name: name.name };
    this.runs = new History(limits.perThing, ({ endedAt }) => endedAt);
    this.costs = new History(limits.perThing * 4, ({ at }) => at);
  }
}
