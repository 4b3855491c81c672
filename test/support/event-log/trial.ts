import * as fc from "fast-check";
import { forgetPrevious, rebuild, rollback } from "#store/derived/rebuild.ts";
import type { ViewName } from "#store/derived/relation.ts";
import { settle } from "#store/derived/settle.ts";
import type { Store } from "#store/store.ts";
import { instantOfMicros } from "#test/support/naive/instant.ts";
import type { Delivery } from "#test/support/naive/told.ts";
import { naiveViews, viewNames } from "#test/support/naive/views.ts";
import { deliver } from "./deliver.ts";
import { differences } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { eventLog, firstReceived, receivedWithin } from "./event-log.ts";
import type { EventLog } from "./event-log.ts";
import { prefixed } from "./prefixed.ts";
import { comparable, expected, readAll, readViews } from "./read-views.ts";
import type { Contents } from "./read-views.ts";
import type { ReopeningStore } from "./reopening-store.ts";
import { reset } from "./reset.ts";
import { Chance, varied } from "./variation.ts";

/** The log that a seed stands for. */
export function logOf(seed: number): EventLog {
  const [log] = fc.sample(eventLog, { seed, numRuns: 1 });
  if (log === undefined) throw new Error(`seed ${seed} gives no log`);
  return log;
}

/** What must hold of every log. */
export type Claim =
  | "the views are what the naive model derives"
  | "as of now is now"
  | "as of a moment is what the naive model derives from what was known then"
  | "rebuilt from zero and rolled back nothing changes"
  | "in another order, in other batches, with duplicates and restarts it is the same"
  | "rebuilt while events arrive it is the same";

export const claims: readonly Claim[] = [
  "the views are what the naive model derives",
  "as of now is now",
  "as of a moment is what the naive model derives from what was known then",
  "rebuilt from zero and rolled back nothing changes",
  "in another order, in other batches, with duplicates and restarts it is the same",
  "rebuilt while events arrive it is the same",
];

/** Views that need no names, so that they are right before anything is settled. */
const nameless: readonly ViewName[] = viewNames.filter(
  (name) => name !== "datasets" && name !== "lineage" && name !== "column_lineage",
);

/** Several logs at once in one store: each in namespaces of its own, which begin with its seed. */
export class Trial {
  readonly #db: ReopeningStore;
  readonly #seeds: readonly number[];
  readonly #logs: readonly EventLog[];
  #inOrder: Contents | undefined;

  constructor(db: ReopeningStore, logs: ReadonlyMap<number, EventLog>) {
    this.#db = db;
    this.#seeds = [...logs.keys()];
    this.#logs = [...logs].map(([seed, log]) => prefixed(log, prefixOf(seed)));
  }

  /** The differences; none when it holds. */
  async judge(claim: Claim): Promise<readonly Difference[]> {
    return this.#judges[claim]();
  }

  readonly #judges: Readonly<Record<Claim, () => Promise<readonly Difference[]>>> = {
    "the views are what the naive model derives": () => this.#judgeNow(),
    "as of now is now": () => this.#judgeAsOfNow(),
    "as of a moment is what the naive model derives from what was known then": () => this.#judgeAsOf(),
    "rebuilt from zero and rolled back nothing changes": () => this.#judgeRebuilt(),
    "in another order, in other batches, with duplicates and restarts it is the same": () => this.#judgeVaried(),
    "rebuilt while events arrive it is the same": () => this.#judgeRebuiltMeanwhile(),
  };

  /** What is read when the events have come one after another, each once. */
  async #readInOrder(): Promise<Contents> {
    if (this.#inOrder !== undefined) return this.#inOrder;
    await reset(this.#db.store);
    const all = this.#logs.flat().toSorted((a, b) => a.receivedAt - b.receivedAt);
    await deliver(this.#db.store, all);
    await settleAll(this.#db.store);
    return (this.#inOrder = await readAll(this.#db.store));
  }

  async #judgeNow(): Promise<readonly Difference[]> {
    await this.#readInOrder();
    const found = comparable(await readViews(this.#db.store));
    return differences(found, expected(this.#logs.map((log) => naiveViews(log))));
  }

  async #judgeAsOfNow(): Promise<readonly Difference[]> {
    const now = await this.#readInOrder();
    return differences(await readViews(this.#db.store, new Date("2100-01-01")), now);
  }

  async #judgeAsOf(): Promise<readonly Difference[]> {
    await this.#readInOrder();
    const moment = firstReceived + this.#chance().below(receivedWithin) * 1e6;
    const found = await readViews(this.#db.store, new Date(moment / 1000));
    const known = this.#logs.map((log) => naiveViews(log, instantOfMicros(moment)));
    return differences(comparable(found), expected(known));
  }

  async #judgeRebuilt(): Promise<readonly Difference[]> {
    const before = await this.#readInOrder();
    await rebuild(this.#db.store);
    const rebuilt = differences(await readAll(this.#db.store), before);
    await rollback(this.#db.store);
    return [...rebuilt, ...differences(await readAll(this.#db.store), before)];
  }

  async #judgeVaried(): Promise<readonly Difference[]> {
    const right = await this.#readInOrder();
    const chance = this.#chance();
    const batches = this.#varied(chance);
    await reset(this.#db.store);
    for (const [index, batch] of batches.entries()) {
      const meanwhile = chance.below(3) === 0 ? settle(this.#db.store) : undefined;
      await Promise.all([deliver(this.#db.store, batch), meanwhile]);
      if (index === Math.floor(batches.length / 2)) await this.#db.reopen();
    }
    const unsettled = differences(await readViews(this.#db.store, undefined, nameless), right);
    await settleAll(this.#db.store);
    const settled = differences(await readAll(this.#db.store), right);
    // Names are known by now, and what comes once more waits to be settled again.
    await deliver(this.#db.store, chance.shuffled(this.#logs.flat()).slice(0, 50));
    return [...unsettled, ...settled, ...differences(await readViews(this.#db.store), right)];
  }

  async #judgeRebuiltMeanwhile(): Promise<readonly Difference[]> {
    const right = await this.#readInOrder();
    const batches = this.#varied(this.#chance());
    const half = Math.floor(batches.length / 2);
    await reset(this.#db.store);
    for (const batch of batches.slice(0, half)) await deliver(this.#db.store, batch);
    const rebuilt = rebuild(this.#db.store);
    for (const batch of batches.slice(half)) await deliver(this.#db.store, batch);
    await rebuilt;
    await settleAll(this.#db.store);
    await forgetPrevious(this.#db.store);
    return differences(await readAll(this.#db.store), right);
  }

  /** Each log in an order of its own, which its seed gives, and all of them mixed. */
  #varied(chance: Chance): readonly (readonly Delivery[])[] {
    this.#inOrder = undefined;
    const logs = this.#logs.map((log, index) => varied(log, new Chance(this.#seeds[index] ?? 0)));
    const turns = chance.shuffled(logs.flatMap((log, index) => log.map(() => index)));
    const next = logs.map((log) => log.values());
    const mixed = turns.flatMap((index) => next[index]?.next().value ?? []);
    return chance.batches(mixed, Math.ceil(mixed.length / 4));
  }

  #chance(): Chance {
    return new Chance(this.#seeds[0] ?? 0);
  }
}

export async function settleAll(store: Store): Promise<void> {
  while ((await settle(store)) > 0);
}

/** The seeds whose rows differ, from the namespaces in them. */
export function seedsOf(all: readonly Difference[]): readonly number[] {
  const rows = all.flatMap(({ missing, extra }) => [...missing, ...extra]);
  return [...new Set(rows.flatMap((row) => [...row.matchAll(/seed(\d+)_/g)].map(([, seed]) => Number(seed))))];
}

/** What of the differences is in the rows of a seed. */
export function ofSeed(all: readonly Difference[], seed: number): readonly Difference[] {
  const own = (rows: readonly string[]): readonly string[] => rows.filter((row) => row.includes(prefixOf(seed)));
  return all.map(({ view, missing, extra }) => ({ view, missing: own(missing), extra: own(extra) }));
}

function prefixOf(seed: number): string {
  return `seed${seed}_`;
}
