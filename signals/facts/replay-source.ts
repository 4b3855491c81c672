import type { Ask } from "#query/ask.ts";
import { BoundValues } from "#query/bound-values.ts";
import { EventFold } from "./fold.ts";
import type { ToldEvent } from "./fold.ts";
import type { FactBatch, FactSource, ThingFact } from "./fact.ts";
import { thingFact } from "./fact-rows.ts";
import type { ThingRow } from "./fact-rows.ts";
import { bindTimes, datasetsStatement, jobsStatement } from "./fact-sql.ts";
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
const minute = 60_000;
const recentMs = 15 * minute;

/**
 * What was known at each moment of the past, by the events that had been received by then. What datasets and jobs are called,
 * owned and tagged is taken from today; dead letters are left out.
 */
export function createReplaySource(ask: Ask, options: ReplayOptions): FactSource {
  return new ReplaySource(ask, options);
}

class ReplaySource implements FactSource {
  readonly #ask: Ask;
  readonly #until: number;
  readonly #fold = new EventFold();
  #things: readonly ThingFact[] | undefined;
  #thingsTold = 0;
  #waiting: readonly ToldEvent[] = [];
  #position = 0;
  /** All events received up to here have been read. */
  #readTo: number;
  #lags: { readonly at: number; readonly lag: number }[] = [];
  #newest: number | null = null;

  constructor(ask: Ask, { from, until }: ReplayOptions) {
    this.#ask = ask;
    this.#until = until;
    this.#readTo = from;
  }

  async read(now: number): Promise<FactBatch> {
    this.#things ??= await this.#readThings();
    const parts: ToldEvent[] = [];
    for (;;) {
      const start = this.#position;
      while ((this.#waiting[this.#position]?.receivedAt ?? Infinity) <= now) this.#position++;
      for (const event of this.#waiting.slice(start, this.#position)) parts.push(event);
      if (this.#position < this.#waiting.length || this.#readTo >= Math.min(now, this.#until)) break;
      await this.#readEvents();
    }
    return { ...this.#fold.fold(parts), things: this.#newThings(now), platform: this.#platform(parts, now) };
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
    return { newestReceivedAt: this.#newest, lagMs, deadLetters: [] };
  }

  async #readThings(): Promise<readonly ThingFact[]> {
    const rows = [
      ...(await this.#ask<ThingRow>(datasetsStatement(false), new BoundValues())),
      ...(await this.#ask<ThingRow>(jobsStatement(false), new BoundValues())),
    ];
    return rows.map(thingFact).toSorted((a, b) => a.receivedAt - b.receivedAt);
  }

  /** A chunk: whole milliseconds, so that the next one begins where this one ends. */
  async #readEvents(): Promise<void> {
    const values = new BoundValues();
    const bound = { since: this.#readTo, until: this.#until };
    const sql = bindTimes(toldStatement, bound, { limit: chunkEvents }, values);
    const rows = await this.#ask<ToldRow>(sql, values);
    const last = rows.at(-1)?.received;
    if (rows.length < chunkEvents || last === undefined) this.#take(rows, this.#until);
    else {
      const whole = rows.filter(({ received }) => received < last);
      // More in one millisecond than a chunk holds: only a clock that stands still does that.
      if (whole.length === 0) throw new RangeError(`more than ${chunkEvents} events were received at ${last}`);
      this.#take(whole, last - 1);
    }
  }

  #take(rows: readonly ToldRow[], readTo: number): void {
    this.#waiting = rows.map(toldEvent);
    this.#position = 0;
    this.#readTo = readTo;
  }
}
