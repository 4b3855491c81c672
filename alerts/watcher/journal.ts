import type { Store } from "#store/store.ts";
import { noIncidents } from "../incidents/incident.ts";
import type { IncidentState } from "../incidents/incident.ts";
import { fold } from "../incidents/ledger.ts";
import type { Happening, LogEntry } from "../incidents/log-entry.ts";
import { appendToLog, newIds, readLog } from "../log/incident-log.ts";

/** Clocks of several machines differ, and inserts take time: what others wrote is looked for so far back. */
const overlapMs = 10 * 60_000;

/**
 * How things stand with the incidents, and the log that says so. One writer at a time: what is done goes through `exclusively`.
 */
export class Journal {
  readonly #store: Pick<Store, "insert" | "client">;
  #state = noIncidents;
  #isRead = false;
  /** When it was last looked for what others wrote. */
  #readAt = Infinity;
  /** Entries in the log that are known, with their times; older ones are not asked for. */
  #known = new Map<string, number>();
  /** What happened and is not in the log yet, because the store did not take it. */
  #unwritten: readonly LogEntry[] = [];
  /** Nothing is written at an earlier time, so that the order of the log is that in which things happened. */
  #latest = -Infinity;
  #position = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: Pick<Store, "insert" | "client">) {
    this.#store = store;
  }

  get state(): IncidentState {
    return this.#state;
  }

  /** Does one thing after the other. */
  exclusively<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(task);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Another may have written: all is read again. */
  distrust(): void {
    this.#isRead = false;
  }

  /** The time of what happens now. */
  time(now: number): number {
    return Math.max(Math.round(now), this.#latest);
  }

  /**
   * Sees to it that the state is what the log says.
   *
   * @returns all that was read, when it was.
   */
  async refresh(now: number): Promise<readonly LogEntry[] | undefined> {
    await this.#flush();
    const since = Math.min(now, this.#readAt) - overlapMs;
    if (this.#isRead) {
      const others = await newIds(this.#store, since, new Set(this.#known.keys()));
      this.#readAt = now;
      if (others.length === 0) return undefined;
      for (const id of others) this.#known.set(id, now);
    }
    const { entries, ids } = await readLog(this.#store, now);
    for (const [index, id] of ids.entries()) this.#known.set(id, entries[index]?.at ?? now);
    this.#known = new Map([...this.#known].filter(([, at]) => at > since));
    this.#state = fold(noIncidents, entries);
    this.#isRead = true;
    this.#readAt = now;
    const newest = entries.reduce((latest, { at }) => Math.max(latest, at), this.#latest);
    this.#startAt(newest + 1);
    return entries;
  }

  /** Writes down what was decided, which leads to `state`. When it fails nothing of it counts, and all is read again. */
  async decide(entries: readonly LogEntry[], state: IncidentState): Promise<void> {
    try {
      await this.#append(entries);
    } catch (error) {
      this.#isRead = false;
      throw error;
    }
    this.#state = state;
  }

  /** Something happened, whether it can be written down now or not: then it is with what comes next. */
  async note(incident: string, now: number, happening: Happening): Promise<void> {
    const entry: LogEntry = { incident, at: this.time(now), ...happening };
    this.#state = fold(this.#state, [entry]);
    this.#unwritten = [...this.#unwritten, entry];
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const entries = this.#unwritten;
    await this.#append(entries);
    this.#unwritten = this.#unwritten.slice(entries.length);
  }

  async #append(entries: readonly LogEntry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    if (first.at > this.#latest) this.#startAt(first.at);
    const ids = await appendToLog(this.#store, entries, this.#position);
    this.#position += entries.length;
    for (const [index, id] of ids.entries()) this.#known.set(id, entries[index]?.at ?? first.at);
    this.#latest = entries.reduce((latest, { at }) => Math.max(latest, at), this.#latest);
  }

  #startAt(at: number): void {
    this.#latest = at;
    this.#position = 0;
  }
}
