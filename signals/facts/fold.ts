import { nameKey } from "./fact.ts";
import type {
  CheckFact,
  CostFact,
  FactBatch,
  Interval,
  LinkFact,
  Name,
  RunFact,
  RunState,
  SchemaFact,
  StartFact,
  WriteFact,
} from "./fact.ts";

/** What an event says, as far as signals judge it. */
export interface ToldEvent {
  readonly at: number;
  readonly receivedAt: number;
  /** Empty when it is not about a run. */
  readonly runId: string;
  readonly job: Name;
  /** The job of the run that started this one. */
  readonly parent: Name | null;
  readonly state: RunState;
  readonly isStart: boolean;
  readonly nominal: Interval | null;
  readonly attempt: number | null;
  readonly error: string;
  readonly streaming: boolean;
  readonly backfill: boolean;
  readonly datasets: readonly ToldDataset[];
  readonly checks: readonly Omit<CheckFact, "job" | "runId" | "at">[];
  readonly schemas: readonly Pick<SchemaFact, "dataset" | "fields">[];
  readonly costs: readonly Pick<CostFact, "item" | "currency" | "amount">[];
}

export interface ToldDataset {
  readonly dataset: Name;
  readonly role: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly partition: string;
}

/** A value with when it was said: the last by event time holds, whatever the order of arrival. */
interface Said<T> {
  at: number;
  value: T;
}

interface Output {
  readonly dataset: Name;
  rows: Said<number | null>;
  bytes: Said<number | null>;
  files: Said<number | null>;
  partition: Said<string>;
  lastSeenAt: number;
}

interface Run {
  readonly job: Name;
  readonly runId: string;
  /** When it was first and last heard of. */
  readonly receivedAt: number;
  lastReceivedAt: number;
  parent: Name | null;
  state: RunState;
  stateAt: number;
  startedAt: number | null;
  nominal: Said<Interval | null>;
  attempt: Said<number | null>;
  error: Said<string>;
  streaming: boolean;
  backfill: boolean;
  lastEventAt: number;
  readonly outputs: Map<string, Output>;
}

const ranks: Readonly<Record<RunState, number>> = { "": 0, RUNNING: 1, COMPLETE: 2, ABORT: 3, FAIL: 4 };

/**
 * Makes of events, in the order in which they were received, what the read views say at each moment. What has ended long ago can be
 * forgotten, but for its name: of whom something comes all the same must be told what was said of it before.
 */
export class EventFold {
  /** Those of which something came last are the last. */
  readonly #runs = new Map<string, Run>();
  readonly #forgotten = new Set<string>();
  readonly #links = new Set<string>();

  /** The facts that these events change. */
  fold(events: readonly ToldEvent[]): Omit<FactBatch, "platform" | "things"> {
    const touched = new Set<Run>();
    const links: LinkFact[] = [];
    const checks: CheckFact[] = [];
    const schemas: SchemaFact[] = [];
    const costs: CostFact[] = [];
    const starts: StartFact[] = [];
    for (const event of events) {
      const { job, runId, at } = event;
      if (runId !== "") {
        const run = this.#tell(event);
        touched.add(run);
        if (run.parent === null && event.parent !== null) {
          run.parent = event.parent;
          starts.push({ parent: event.parent, job, receivedAt: run.receivedAt });
        }
      }
      links.push(...this.#newLinks(event));
      checks.push(...event.checks.map((check) => Object.assign({ job, runId, at }, check)));
      costs.push(...event.costs.map((cost) => Object.assign({ job, runId, at }, cost)));
      for (const schema of event.schemas) {
        const isRead = event.datasets.every(
          ({ dataset, role }) => role === "input" || nameKey(dataset) !== nameKey(schema.dataset),
        );
        schemas.push(Object.assign({ job, firstSeen: at, lastSeen: at, isRead }, schema));
      }
    }
    const runs = [...touched];
    return { links, checks, schemas, costs, starts, runs: runs.map(runFact), writes: runs.flatMap(writeFacts) };
  }

  /** Runs that have ended and of which nothing has come since. */
  forget(since: number): void {
    for (const [key, run] of this.#runs) {
      if (run.lastReceivedAt >= since) return;
      if (endOf(run) === null) continue;
      this.#runs.delete(key);
      this.#forgotten.add(key);
    }
  }

  hasForgotten(run: Pick<ToldEvent, "job" | "runId">): boolean {
    return this.#forgotten.has(runKey(run));
  }

  #tell(event: ToldEvent): Run {
    const { at } = event;
    const key = runKey(event);
    const run = this.#runs.get(key) ?? newRun(event);
    this.#forgotten.delete(key);
    this.#runs.delete(key);
    this.#runs.set(key, run);
    run.lastReceivedAt = event.receivedAt;
    if (ranks[event.state] > ranks[run.state]) [run.state, run.stateAt] = [event.state, at];
    else if (event.state === run.state) run.stateAt = Math.max(run.stateAt, at);
    if (event.isStart) run.startedAt = Math.min(run.startedAt ?? at, at);
    if (event.nominal !== null) say(run.nominal, at, event.nominal);
    if (event.attempt !== null) say(run.attempt, at, event.attempt);
    if (event.error !== "") say(run.error, at, event.error);
    run.streaming ||= event.streaming;
    run.backfill ||= event.backfill;
    run.lastEventAt = Math.max(run.lastEventAt, at);
    for (const told of event.datasets) if (told.role === "output") tellOutput(run, told, at);
    return run;
  }

  #newLinks({ job, datasets }: ToldEvent): readonly LinkFact[] {
    return datasets.flatMap(({ dataset, role }): readonly LinkFact[] => {
      if (job.name === "" || (role !== "input" && role !== "output")) return [];
      const key = `${nameKey(job)}\0${nameKey(dataset)}\0${role}`;
      if (this.#links.has(key)) return [];
      this.#links.add(key);
      return [{ job, dataset, role }];
    });
  }
}

function runKey({ job, runId }: Pick<ToldEvent, "job" | "runId">): string {
  return `${nameKey(job)}\0${runId}`;
}

function newRun({ job, runId, receivedAt }: ToldEvent): Run {
  return {
    job,
    runId,
    receivedAt,
    lastReceivedAt: receivedAt,
    parent: null,
    state: "",
    stateAt: -Infinity,
    startedAt: null,
    nominal: { at: -Infinity, value: null },
    attempt: { at: -Infinity, value: null },
    error: { at: -Infinity, value: "" },
    streaming: false,
    backfill: false,
    lastEventAt: -Infinity,
    outputs: new Map(),
  };
}

function say<T>(said: Said<T>, at: number, value: T): void {
  if (at >= said.at) [said.at, said.value] = [at, value];
}

function tellOutput({ outputs }: Run, told: ToldDataset, at: number): void {
  const key = nameKey(told.dataset);
  const output = outputs.get(key) ?? {
    dataset: told.dataset,
    rows: { at: -Infinity, value: null },
    bytes: { at: -Infinity, value: null },
    files: { at: -Infinity, value: null },
    partition: { at: -Infinity, value: "" },
    lastSeenAt: at,
  };
  outputs.set(key, output);
  if (told.rows !== null) say(output.rows, at, told.rows);
  if (told.bytes !== null) say(output.bytes, at, told.bytes);
  if (told.files !== null) say(output.files, at, told.files);
  if (told.partition !== "") say(output.partition, at, told.partition);
  output.lastSeenAt = Math.max(output.lastSeenAt, at);
}

function endOf({ state, stateAt }: Run): number | null {
  return ranks[state] > 1 ? stateAt : null;
}

function runFact(run: Run): RunFact {
  const { job, runId, state, startedAt, streaming, backfill, lastEventAt } = run;
  return {
    job,
    runId,
    state,
    startedAt,
    endedAt: endOf(run),
    nominal: run.nominal.value,
    attempt: run.attempt.value,
    error: run.error.value,
    streaming,
    backfill,
    lastEventAt,
  };
}

function writeFacts(run: Run): readonly WriteFact[] {
  const { job, runId, state, backfill, nominal, outputs } = run;
  return [...outputs.values()].map(({ dataset, rows, bytes, files, partition, lastSeenAt }) => ({
    dataset,
    job,
    runId,
    state,
    endedAt: endOf(run),
    nominal: nominal.value,
    rows: rows.value,
    bytes: bytes.value,
    files: files.value,
    partition: partition.value,
    backfill,
    lastSeenAt,
  }));
}
