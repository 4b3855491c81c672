import type { ColumnSource, DatasetName } from "#agent/index.ts";
import type { DatasetTag } from "#agent/contract/facets/dataset.ts";
import type { Volume } from "./volume.ts";

/** The steps of the company's data, each run by a process of its own. */
export type Stage = "ingest" | "transform" | "mart" | "export";

export type Schedule = "hourly" | "nightly";

export interface Dataset extends DatasetName {
  readonly description: string;
  readonly type: "TABLE" | "TOPIC" | "FILE" | "API";
  /** The team that answers for it. */
  readonly owner: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly tags?: readonly DatasetTag[];
  readonly bytesPerRow: number;
}

export interface Check {
  readonly name: string;
  readonly assertion: string;
  readonly column?: string;
  /** A failed `error` check fails its run; a failed `warn` is only told. */
  readonly severity: "error" | "warn";
  readonly expected: string;
  /** What is found when all is well. */
  readonly usual: string;
}

export interface Cost {
  readonly item: string;
  readonly unit: string;
  readonly quantityPerMillionRows: number;
  /** Euros a unit. */
  readonly price: number;
}

export interface Job {
  /** `ingest.orders` */
  readonly name: string;
  readonly stage: Stage;
  readonly schedule: Schedule;
  readonly description: string;
  readonly owner: string;
  readonly integration: "TIDEMARK" | "DBT";
  readonly sql?: string;
  readonly reads: readonly Dataset[];
  readonly writes: Dataset;
  /** Rows written in a usual run. */
  readonly rows: (volume: Volume) => number;
  /** Seconds a usual run takes, in history. */
  readonly seconds: number;
  readonly columns?: Readonly<Record<string, readonly ColumnSource[]>>;
  readonly checks: readonly Check[];
  readonly cost?: Cost;
}
