import type { Ask } from "#query/ask.ts";
import { BoundValues } from "#query/bound-values.ts";
import { EventFold } from "./fold.ts";
import type { ToldEvent } from "./fold.ts";
import { deadLettersWithinMs, recentMs } from "./fact.ts";
import type { FactBatch, FactSource, ThingFact } from "./fact.ts";
import { thingFact } from "./fact-rows.ts";
import type { ThingRow } from "./fact-rows.ts";
import { bindTimes, datasetsStatement, jobsStatement, toldDeadLettersStatement } from "./fact-sql.ts";
import { deadLettersAt } from "./told-dead-letters.ts";
import type { ToldDeadLettersRow } from "./told-dead-letters.ts";
import { toldEvent, toldStatement } from "./told-rows.ts";
import type { ToldRow } from "./told-rows.ts";

export interface ReplayOptions {
  /** Events that were received after this are replayed: begin some months before what is to be judged. Milliseconds. */
  readonly from: number;
  /** Until then. */
  readonly until: number;
}

/** Events that are held in memory at once, about. */
const chunkEvents = 50_000;
/** Nothing came for so long of a run that has ended: most often nothing more will. */
const forgetAfterMs = 3 * 86_400_000;
/** Of so many runs that were forgotten one question asks. */
const askedAtOnce = 100;
const mostEvents = 2 ** 32 - 1;

/**
 * What was known at each moment of the past, by the events that had been received by then. What datasets and jobs are called,
 * owned and tagged is taken from today; dead letters are known to the minute.
 */
export function createReplaySource(ask: Ask, options: ReplayOptions): FactSource {
  return new ReplaySource(ask, options);
}

class ReplaySource implements FactSource {
  readonly #ask: Ask;
  readonly #from: number;
  readonly #until: number;
  readonly #fold = new EventFold();
  #things: readonly ThingFact[] | undefined;
  #deadLetters: readonly ToldDeadLettersRow[] = [];
  #thingsTold = 0;
  #waiting: readonly ToldEvent[] = [];
  #position = 0;
  /** All events received up to here have been read. */
  #readTo: number;
  /** Up to here they have been told. */
  #toldTo: number;
  #lags: { readonly at: number; readonly lag: number }[] = [];
  #newest: number | null = null;

  constructor(ask: Ask, { from, until }: ReplayOptions) {
    this.#ask = ask;
    this.#from = from;
    this.#until = until;
    this.#readTo = from;
    this.#toldTo = from;
  }

  async read(now: number): Promise<FactBatch> {
    if (this.#things === undefined) {
      this.#things = await this.#readThings();
      this.#deadLetters = await this.#readDeadLetters();
    }
    const parts: ToldEvent[] = [];
    for (;;) {
      const start = this.#position;
      while ((this.#waiting[this.#position]?.receivedAt ?? Infinity) <= now) this.#position++;
      for (const event of this.#waiting.slice(start, this.#position)) parts.push(event);
      if (this.#position < this.#waiting.length || this.#readTo >= Math.min(now, this.#until)) break;
      await this.#readEvents();
    }
    await this.#recall(parts);
    const facts = this.#fold.fold(parts);
    this.#fold.forget(now - forgetAfterMs);
    this.#toldTo = now;
    return { ...facts, things: this.#newThings(now), platform: this.#platform(parts, now) };
  }

  /** What was said before of runs that have been forgotten, and of which something comes all the same. */
  async #recall(events: readonly ToldEvent[]): Promise<void> {
    const forgotten = events.filter((event) => this.#fold.hasForgotten(event));
    const ids = [...new Set(forgotten.map(({ runId }) => runId))];
    for (let start = 0; start < ids.length; start += askedAtOnce) {
      const values = new BoundValues();
      const which = `has(${values.bind("Array(String)", ids.slice(start, start + askedAtOnce))}, run_id)`;
      const said = await this.#told(which, this.#from, this.#toldTo + 1, mostEvents, values);
      // Others may have the same id.
      this.#fold.fold(said.filter((event) => event.receivedAt <= this.#toldTo && this.#fold.hasForgotten(event)));
    }
  }

  #newThings(now: number): readonly ThingFact[] {
    const things = this.#things ?? [];
    const start = this.#thingsTold;
    while ((things[this.#thingsTold]?.receivedAt ?? Infinity) <= now) this.#thingsTold++;
    return things.slice(start, this.#thingsTold);
  }

  #platform(events: readonly ToldEvent[], now: number): FactBatch["platform"] {
    for (const { at, receivedAt } of events) {
      this.#lags.push({ at: receivedAt, lag: receivedAt - at });
      this.#newest = Math.max(this.#newest ?? 0, receivedAt);
    }
    this.#lags = this.#lags.filter(({ at }) => at >= now - recentMs);
    const lags = this.#lags.map(({ lag }) => lag).toSorted((a, b) => a - b);
    const lagMs = lags[Math.floor(lags.length * 0.95)] ?? null;
    const deadLetters = deadLettersAt(this.#deadLetters, now, deadLettersWithinMs);
    return { newestReceivedAt: this.#newest, lagMs, deadLetters };
  }

  async #readThings(): Promise<readonly ThingFact[]> {
    const rows = [
      ...(await this.#ask<ThingRow>(datasetsStatement(false), new BoundValues())),
      ...(await this.#ask<ThingRow>(jobsStatement(false), new BoundValues())),
    ];
    return rows.map(thingFact).toSorted((a, b) => a.receivedAt - b.receivedAt);
  }

  async #readDeadLetters(): Promise<readonly ToldDeadLettersRow[]> {
    const values = new BoundValues();
    const times = { from: this.#from - deadLettersWithinMs, until: this.#until };
    return this.#ask<ToldDeadLettersRow>(bindTimes(toldDeadLettersStatement, times, {}, values), values);
  }

  /** A chunk: whole milliseconds, so that the next one begins where this one ends. */
  async #readEvents(): Promise<void> {
    const events = await this.#told("", this.#readTo, this.#until, chunkEvents, new BoundValues());
    const last = events.at(-1)?.receivedAt;
    if (events.length < chunkEvents || last === undefined) return this.#take(events, this.#until);
    const whole = events.filter(({ receivedAt }) => receivedAt < last);
    // More in one millisecond than a chunk holds: only a clock that stands still does that.
    if (whole.length === 0) throw new RangeError(`more than ${chunkEvents} events were received at ${last}`);
    this.#take(whole, last - 1);
  }

  async #told(
    which: string,
    since: number,
    until: number,
    limit: number,
    values: BoundValues,
  ): Promise<readonly ToldEvent[]> {
    const sql = bindTimes(toldStatement(which), { since, until }, { limit }, values);
    return (await this.#ask<ToldRow>(sql, values)).map(toldEvent);
  }

  #take(events: readonly ToldEvent[], readTo: number): void {
    this.#waiting = events;
    this.#position = 0;
    this.#readTo = readTo;
  }
}
