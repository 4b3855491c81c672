import type { NamedThing } from "../expectations/resolve/known-names.ts";

/** Facts are what events say, as judges need it. Times are milliseconds since the epoch. */

export interface Name {
  readonly namespace: string;
  readonly name: string;
}

/** From, included, to, excluded; the data that a run is for. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Empty when no event said any. */
export type RunState = "" | "RUNNING" | "COMPLETE" | "ABORT" | "FAIL";

export interface RunFact {
  readonly job: Name;
  readonly runId: string;
  readonly state: RunState;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly nominal: Interval | null;
  readonly attempt: number | null;
  readonly error: string;
  readonly streaming: boolean;
  /** It says so itself, by a tag. */
  readonly backfill: boolean;
  /** Event time of its last event. */
  readonly lastEventAt: number;
}

/** What a run wrote to a dataset. */
export interface WriteFact {
  /** As the producer names it. */
  readonly dataset: Name;
  readonly job: Name;
  readonly runId: string;
  readonly state: RunState;
  /** When the run ended; null while it goes on. */
  readonly endedAt: number | null;
  readonly nominal: Interval | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly files: number | null;
  /** Empty for the whole dataset. */
  readonly partition: string;
  /** By a tag of the run. */
  readonly backfill: boolean;
  /** Event time of the last event of the run that names it. */
  readonly lastSeenAt: number;
}

/** The last that a run said of a check. */
export interface CheckFact {
  readonly dataset: Name;
  readonly column: string;
  readonly assertion: string;
  readonly name: string;
  readonly ordinal: number;
  readonly success: boolean;
  /** As the producer says it. */
  readonly severity: string;
  readonly expected: string;
  readonly actual: string;
  readonly job: Name;
  readonly runId: string;
  readonly at: number;
}

export interface SchemaField {
  readonly path: string;
  readonly type: string;
}

/** A list of fields that was said of a dataset. */
export interface SchemaFact {
  readonly dataset: Name;
  readonly fields: readonly SchemaField[];
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly job: Name;
  /** By a job that only reads it, which may name some of the columns only. */
  readonly isRead: boolean;
}

export interface CostFact {
  readonly job: Name;
  readonly runId: string;
  readonly item: string;
  readonly currency: string;
  readonly amount: number;
  readonly at: number;
}

/** A dataset or a job, under one of its names. */
export interface ThingFact {
  readonly thing: NamedThing;
  /** When it was first heard of. */
  readonly receivedAt: number;
  /** Since when a dataset is no more. */
  readonly deletedAt: number | null;
}

/** A job reads or writes a dataset. */
export interface LinkFact {
  readonly job: Name;
  readonly dataset: Name;
  readonly role: "input" | "output";
}

/** A job has started a run of another, as a workflow does its tasks. */
export interface StartFact {
  readonly parent: Name;
  readonly job: Name;
  /** When that run was first heard of. */
  readonly receivedAt: number;
}

/** How long ago events came that say how fast they come. */
export const recentMs = 15 * 60_000;
/** Of how long ago dead letters are known. */
export const deadLettersWithinMs = 15 * 86_400_000;

/** What is known of the platform itself. */
export interface PlatformFact {
  /** When the newest event was received; null when none was. */
  readonly newestReceivedAt: number | null;
  /** From event to reception, of the last minutes: of 100 events 95 are as fast. Null when there was none. */
  readonly lagMs: number | null;
  /** Dead letters by hour of reception, the last 15 days; hours without any are not there. */
  readonly deadLetters: readonly { readonly at: number; readonly count: number }[];
}

/** What has become known since the batch before. A fact that was known in another form replaces it. */
export interface FactBatch {
  /** Names have changed: this is all there is, in place of what was told before. */
  readonly afresh?: boolean;
  readonly platform: PlatformFact;
  readonly things: readonly ThingFact[];
  readonly links: readonly LinkFact[];
  readonly runs: readonly RunFact[];
  readonly writes: readonly WriteFact[];
  readonly checks: readonly CheckFact[];
  readonly schemas: readonly SchemaFact[];
  readonly costs: readonly CostFact[];
  /** Where history is replayed; who watches asks the store, of the jobs in trouble only. */
  readonly starts?: readonly StartFact[];
}

/**
 * Where facts come from: the read views as they are now, or history, in the order in which it became known. Who judges
 * cannot tell the two apart.
 */
export interface FactSource {
  /** What has become known by `now` and was not told before. `now` never goes back. */
  read(now: number): Promise<FactBatch>;
}

export function nameKey({ namespace, name }: Name): string {
  return `${namespace}\0${name}`;
}
