import type { Ask } from "#query/ask.ts";
import { BoundValues } from "#query/bound-values.ts";
import { deadLettersWithinMs, recentMs } from "./fact.ts";
import type { FactBatch, FactSource, PlatformFact } from "./fact.ts";
import { checkFact, costFact, linkFact, runFact, schemaFact, thingFact, writeFact } from "./fact-rows.ts";
import type { CheckRow, CostRow, LinkRow, RunRow, SchemaRow, ThingRow, WriteRow } from "./fact-rows.ts";
import {
  bindTimes,
  checksStatement,
  costsStatement,
  datasetsStatement,
  deadLettersStatement,
  jobsStatement,
  linksStatement,
  runsStatement,
  schemasStatement,
  stampStatement,
  writesStatement,
} from "./fact-sql.ts";
import { defaultFactLimits } from "./thing-facts.ts";
import type { FactLimits } from "./thing-facts.ts";

const minute = 60_000;
const day = 1440 * minute;

/** How far back facts are read at the start. */
const lookBackMs = 120 * day;
/** Events may come into the store later than the log took them, so the last of them are looked at again. */
const overlapMs = 10 * minute;
/** What is missed nevertheless (an import of archives, a collector that was held up for long) is found by then. */
const reloadEveryMs = 60 * minute;
/** By what name a dataset goes is settled a moment after its event. */
const settlingMs = 10_000;

interface Stamp {
  readonly newest: number;
  readonly events: number;
  readonly lag: number | null;
  readonly recent: number;
  readonly names: string;
}

/**
 * Facts from the read views as they are now: all at first and once an hour, in between what the events are about that have
 * come since.
 */
export function createStoreSource(ask: Ask, limits: FactLimits = defaultFactLimits): FactSource {
  return new StoreSource(ask, limits);
}

class StoreSource implements FactSource {
  readonly #ask: Ask;
  readonly #limits: FactLimits;
  #loadedAt = -Infinity;
  /** The newest reception that was seen; milliseconds. */
  #newest: number | null = null;
  #seen = "";
  #names: string | undefined;

  constructor(ask: Ask, limits: FactLimits) {
    this.#ask = ask;
    this.#limits = limits;
  }

  async read(now: number): Promise<FactBatch> {
    // The first time of all events, since the newest may be old.
    const since = this.#newest === null ? 0 : this.#newest - overlapMs;
    const stamp = await this.#stamp(since, now);
    const afresh = this.#names !== undefined && this.#names !== stamp.names;
    const whole = afresh || now - this.#loadedAt >= reloadEveryMs;
    const newest = Math.max(stamp.newest, this.#newest ?? 0);
    const platform = await this.#platform(stamp, newest, now);
    const seen = JSON.stringify([since, stamp.events]);
    if (!whole && seen === this.#seen) return { ...nothing, platform };
    const facts = await this.#facts(whole ? undefined : since, now);
    if (whole) this.#loadedAt = now;
    this.#names = stamp.names;
    this.#newest = newest === 0 ? null : newest;
    // Counted from where the next question begins, so that a quiet one is known by its number.
    const next = this.#newest === null ? 0 : this.#newest - overlapMs;
    const seenNow = JSON.stringify([next, next === since ? stamp.events : (await this.#stamp(next, now)).events]);
    this.#seen = now - newest < settlingMs ? "" : seenNow;
    return { platform, afresh, ...facts };
  }

  async #stamp(since: number, now: number): Promise<Stamp> {
    const [row] = await this.#rows<Stamp>(stampStatement, { since, recent: now - recentMs });
    return row ?? { newest: 0, events: 0, lag: null, recent: 0, names: "" };
  }

  async #platform(stamp: Stamp, newest: number, now: number): Promise<PlatformFact> {
    const from = now - deadLettersWithinMs;
    return {
      newestReceivedAt: newest === 0 ? null : newest,
      lagMs: stamp.recent === 0 ? null : stamp.lag,
      deadLetters: await this.#rows<PlatformFact["deadLetters"][number]>(deadLettersStatement, { from }),
    };
  }

  async #facts(since: number | undefined, now: number): Promise<Omit<FactBatch, "platform">> {
    const touched = since !== undefined;
    const times = { from: now - lookBackMs, ...(touched ? { since } : {}) };
    const things = [
      ...(await this.#rows<ThingRow>(datasetsStatement(touched), times)),
      ...(await this.#rows<ThingRow>(jobsStatement(touched), times)),
    ];
    const links = await this.#rows<LinkRow>(linksStatement(touched), times);
    const runs = await this.#rows<RunRow>(runsStatement(touched), times);
    const writes = await this.#rows<WriteRow>(writesStatement(touched), times);
    const checks = await this.#rows<CheckRow>(checksStatement(touched), times);
    const schemas = await this.#rows<SchemaRow>(schemasStatement(touched), times);
    const costs = await this.#rows<CostRow>(costsStatement(touched), times);
    return {
      things: things.map(thingFact),
      links: links.map(linkFact),
      runs: runs.map(runFact),
      writes: writes.map(writeFact),
      checks: checks.map(checkFact),
      schemas: schemas.map(schemaFact),
      costs: costs.flatMap((row) => costFact(row) ?? []),
    };
  }

  #rows<T>(sql: string, times: Readonly<Record<string, number>>): Promise<readonly T[]> {
    const values = new BoundValues();
    const numbers = { limit: this.#limits.perThing, few: this.#limits.fewPerThing };
    return this.#ask<T>(bindTimes(sql, times, numbers, values), values);
  }
}

const nothing = { things: [], links: [], runs: [], writes: [], checks: [], schemas: [], costs: [] } as const;
